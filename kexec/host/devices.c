/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/devices.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/read-file.h"

/* A name, and a short path below it. */
#define BELOW_SIZE	(NAME_MAX + 32)

void devices_text(int directory, const char *name,
		  char ret_text[static DEVICES_TEXT_SIZE])
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read_at(fd, ret_text,
					     DEVICES_TEXT_SIZE - 1, 0);

	if (fd >= 0)
		close(fd);
	ret_text[size < 0 ? 0 : size] = '\0';
	ret_text[strcspn(ret_text, "\n")] = '\0';
}

bool devices_link(int directory, const char *name,
		  char ret_last[static NAME_MAX + 1])
{
	char path[PATH_MAX];
	ssize_t size = readlinkat(directory, name, path, sizeof(path) - 1);
	const char *slash, *last;

	path[size < 0 ? 0 : size] = '\0';
	slash = strrchr(path, '/');
	last = slash ? slash + 1 : path;
	if (!*last || strlen(last) > NAME_MAX)
		return false;
	strcpy(ret_last, last);
	return true;
}

char *devices_driver(int directory, const char *device)
{
	static const char *const links[] = { "driver/module", "driver" };
	char path[BELOW_SIZE], name[NAME_MAX + 1];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(links); i++) {
		snprintf(path, sizeof(path), "%s/%s", device, links[i]);
		if (devices_link(directory, path, name))
			return strdup(name);
	}
	return NULL;
}

static int compare_names(const void *one, const void *other)
{
	const struct master *const *a = one, *const *b = other;

	return strcmp((*a)->name, (*b)->name);
}

/* What the tables call a device of the bus; false if nothing says so. */
static bool read_table_name(int bus, const char *device,
			    char ret_name[static PATH_MAX])
{
	static const char root[] = "/firmware/devicetree/base";
	char path[BELOW_SIZE];
	const char *at;
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "%s/of_node", device);
	size = readlinkat(bus, path, ret_name, PATH_MAX - 1);
	if (size > 0) {
		ret_name[size] = '\0';
		at = strstr(ret_name, root);
		if (!at)
			return false;
		at += strlen(root);
		memmove(ret_name, at, strlen(at) + 1);
		return true;
	}
	snprintf(path, sizeof(path), "%s/firmware_node/path", device);
	fd = openat(bus, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	size = read_at(fd, ret_name, PATH_MAX - 1, 0);
	close(fd);
	ret_name[size < 0 ? 0 : size] = '\0';
	ret_name[strcspn(ret_name, "\n")] = '\0';
	return size > 0;
}

/* Devices of one bus; the masters are sorted by name. */
static void note_bus(DIR *devices, struct master **masters, size_t count)
{
	const struct dirent *entry;
	char name[PATH_MAX];

	while ((entry = readdir(devices))) {
		struct master wanted = { .name = name }, *key = &wanted;
		struct master **found;

		if (entry->d_name[0] == '.' ||
		    !read_table_name(dirfd(devices), entry->d_name, name))
			continue;
		found = bsearch(&key, masters, count, sizeof(*masters),
				compare_names);
		if (!found || (*found)->device)
			continue;
		(*found)->device = strdup(entry->d_name);
		(*found)->driver = devices_driver(dirfd(devices), entry->d_name);
	}
}

void devices_note(const char *sys, struct smmu_machine *machine)
{
	const struct dirent *entry;
	struct master **sorted;
	char path[PATH_MAX];
	DIR *buses, *devices;
	size_t i;

	snprintf(path, sizeof(path), "%s/bus", sys);
	buses = machine->master_count ? opendir(path) : NULL;
	if (!buses)
		return;
	sorted = reallocarray(NULL, machine->master_count, sizeof(*sorted));
	for (i = 0; sorted && i < machine->master_count; i++)
		sorted[i] = &machine->masters[i];
	if (sorted)
		qsort(sorted, machine->master_count, sizeof(*sorted),
		      compare_names);
	while (sorted && (entry = readdir(buses))) {
		/* Functions identify themselves: pci.h. */
		if (entry->d_name[0] == '.' || streq(entry->d_name, "pci"))
			continue;
		snprintf(path, sizeof(path), "%s/bus/%s/devices", sys,
			 entry->d_name);
		devices = opendir(path);
		if (!devices)
			continue;
		note_bus(devices, sorted, machine->master_count);
		closedir(devices);
	}
	free(sorted);
	closedir(buses);
}
