/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "kernel.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"
#include "record.h"

/* The first line of a short file, without its end; false if it has none. */
static bool read_line(const char *root, const char *name, char *line,
		      size_t size)
{
	char path[PATH_MAX];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, line, size - 1);
	close(fd);
	if (got <= 0)
		return false;
	line[got] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

int kernel_loaded(enum record_kind kind)
{
	char line[8];

	if (!read_line(paths_sys(), kind == RECORD_CRASH ?
				    "kernel/kexec_crash_loaded" :
				    "kernel/kexec_loaded", line, sizeof(line)))
		return -1;
	if (strcmp(line, "0") == 0)
		return 0;
	return strcmp(line, "1") == 0 ? 1 : -1;
}

static bool exists(const char *root, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return access(path, F_OK) == 0;
}

bool kernel_has_sysfs(void)
{
	return exists(paths_sys(), "kernel");
}

bool kernel_has_xen(void)
{
	return exists(paths_proc(), "xen");
}

const char *kernel_boot_id(void)
{
	static char line[RECORD_BOOT_SIZE];

	if (!read_line(paths_proc(), "sys/kernel/random/boot_id", line,
		       sizeof(line)))
		line[0] = '\0';
	return line;
}
