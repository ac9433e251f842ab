/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "util/macros.h"
#include "util/replace-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/macros.h"
#include "util/write.h"

static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE };

/* What a signal removes. */
static char temporary[PATH_MAX];

static void remove_temporary(int signal_number)
{
	unlink(temporary);
	/* The handler was for once. */
	raise(signal_number);
}

/* Those that are ignored stay so. */
static void handle(void (*handler)(int))
{
	struct sigaction old, action = {
		.sa_handler = handler,
		.sa_flags = (int)SA_RESETHAND,
	};
	size_t i;

	sigemptyset(&action.sa_mask);
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		if (sigaction(ending[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
}

/* The path and mode of the file to write; anything but a file is refused. */
static int resolve(const char *path, char target[static PATH_MAX],
		   mode_t *ret_mode, struct message *why)
{
	mode_t mask = umask(0);
	struct stat status;

	umask(mask);
	*ret_mode = 0666 & ~mask;
	if (stat(path, &status) == 0) {
		if (!S_ISREG(status.st_mode))
			return message_set(why, "%s: not a regular file", path);
		*ret_mode = status.st_mode & 07777;
		if (realpath(path, target))
			return 0;
	} else if (errno == ENOENT && lstat(path, &status) == 0) {
		return message_set(why, "%s: is a link to a file that does not exist",
				   path);
	} else if (errno == ENOENT && strlen(path) < PATH_MAX) {
		strcpy(target, path);
		return 0;
	}
	return message_set(why, "%s: %m", path);
}

/* Flush the directory's entry, too. */
static void sync_directory(const char *target)
{
	char dir[PATH_MAX];
	char *slash;
	int fd;

	strcpy(dir, target);
	slash = strrchr(dir, '/');
	if (slash)
		slash[1] = '\0';
	fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* In the target's own directory, so that it can be renamed. */
static int open_temporary(const char *target)
{
	const char *slash = strrchr(target, '/');
	int dir = slash ? (int)(slash - target) + 1 : 0;
	sigset_t set, old;
	size_t i;
	int fd;

	if (snprintf(temporary, sizeof(temporary), "%.*s.kexec-smmu.XXXXXX",
		     dir, target) >= (int)sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	/*
	 * No signal may come between creating the file and registering its
	 * removal.
	 */
	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		sigaddset(&set, ending[i]);
	sigprocmask(SIG_BLOCK, &set, &old);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd >= 0)
		handle(remove_temporary);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return fd;
}

int replace_file(const char *path, const struct output_part *parts,
		 size_t count, struct message *why)
{
	char target[PATH_MAX];
	int error = 0;
	mode_t mode;
	size_t i;
	int fd;

	if (resolve(path, target, &mode, why) < 0)
		return -1;
	fd = open_temporary(target);
	if (fd < 0)
		return message_set(why, "%s: %m", path);
	for (i = 0; !error && i < count; i++)
		error = write_at(fd, parts[i].bytes, parts[i].size,
				 (off_t)parts[i].offset);
	if (!error && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
		error = errno;
	close(fd);
	if (!error && rename(temporary, target) != 0)
		error = errno;
	if (error) {
		message_set(why, "%s: %s", path, strerror(error));
		unlink(temporary);
	} else {
		sync_directory(target);
	}
	handle(SIG_DFL);
	return error ? -1 : 0;
}
