/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/iommu-class.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/macros.h"
#include "util/number.h"
#include "util/read-file.h"

/* A name, and a short path below it. */
#define BELOW_SIZE	(NAME_MAX + 32)

/* The address in a name. Returns whether it is one of an SMMU. */
static bool parse_name(const char *name, uint64_t *ret_base)
{
	static const char *const prefixes[] = { "smmu.", "smmu3." };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t size = strlen(prefixes[i]);

		if (!strncmp(name, prefixes[i], size) &&
		    !number_read_hex(name + size, strlen(name + size),
				     ret_base))
			return true;
	}
	return false;
}

static int check_name(const char *name, const struct smmu_machine *machine,
		      struct message *why)
{
	const char *source = machine->source == SMMU_SOURCE_FDT ?
			     "device tree" : "IORT";
	const char *version = !strncmp(name, "smmu3.", 6) ? "v3" : "v1|v2";
	const struct smmu *smmu;
	uint64_t base;

	if (!parse_name(name, &base))
		return 0;
	smmu = smmu_machine_find(machine, base);
	if (smmu && smmu->status == SMMU_OKAY)
		return 0;
	if (smmu)
		message_set(why, "%s: the running kernel drives this SMMU, "
			    "which is %s in the %s", name,
			    smmu_status_name(smmu->status), source);
	else
		message_set(why, "%s: the running kernel drives this SMMU, "
			    "which is not in the %s: add it by "
			    "--smmu-add=%s@0x%" PRIx64, name, source, version,
			    base);
	return -1;
}

int iommu_class_check_names(const char *const *names, size_t count,
			    const struct smmu_machine *machine,
			    struct message *why)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (check_name(names[i], machine, why))
			return -1;
	}
	return 0;
}

static int cannot_read(const char *directory, int error, struct message *why)
{
	return message_set(why, "%s: cannot be read, so SMMUs that the running kernel drives may be missed: %s",
			   directory, strerror(error));
}

int iommu_class_check(const char *directory, const struct smmu_machine *machine,
		      struct message *why)
{
	const struct dirent *entry;
	int result = 0;
	DIR *dir;

	dir = opendir(directory);
	if (!dir && errno == ENOENT)
		return 0;
	if (!dir)
		return cannot_read(directory, errno, why);
	do {
		errno = 0;
		entry = readdir(dir);
		if (entry)
			result = check_name(entry->d_name, machine, why);
		else if (errno)
			result = cannot_read(directory, errno, why);
	} while (entry && !result);
	closedir(dir);
	return result;
}

/* Of a group, all frames. */
static void set_use(struct smmu_machine *machine, unsigned int group,
		    enum smmu_use use)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (machine->smmus[i].group == group)
			machine->smmus[i].use = use;
	}
}

/* The kernel's name for an SMMU, and how many devices it has put behind it. */
static void set_name(struct smmu_machine *machine, size_t index,
		     const char *name, long devices)
{
	struct smmu *smmu = &machine->smmus[index];

	free(smmu->kernel_name);
	smmu->kernel_name = strdup(name);
	smmu->has_devices = devices >= 0;
	smmu->devices = devices < 0 ? 0 : (size_t)devices;
}

/* The next name that is not . or .., NULL at the end. */
static const char *next_name(DIR *dir)
{
	const struct dirent *entry;

	do {
		entry = readdir(dir);
	} while (entry && entry->d_name[0] == '.');
	return entry ? entry->d_name : NULL;
}

/* What is below an entry of a directory; a descriptor, or -1. */
static int open_below(DIR *dir, const char *name, const char *rest)
{
	char path[BELOW_SIZE];

	snprintf(path, sizeof(path), "%s/%s", name, rest);
	return openat(dirfd(dir), path, O_RDONLY | O_CLOEXEC);
}

static DIR *open_directory_below(DIR *dir, const char *name, const char *rest)
{
	int fd = open_below(dir, name, rest);

	return fd < 0 ? NULL : fdopendir(fd);
}

static bool is_suspended(DIR *iommus, const char *name)
{
	static const char begin[] = "suspend";	/* ed, ing */
	int fd = open_below(iommus, name, "device/power/runtime_status");
	char text[sizeof(begin) - 1];
	bool suspended;

	if (fd < 0)
		return false;
	suspended = read_at(fd, text, sizeof(text), 0) == sizeof(text) &&
		    !memcmp(text, begin, sizeof(text));
	close(fd);
	return suspended;
}

/* How many the kernel has put behind it; -1 if that cannot be seen. */
static long count_devices(DIR *iommus, const char *name)
{
	DIR *dir = open_directory_below(iommus, name, "devices");
	long count = 0;

	if (!dir)
		return -1;
	while (next_name(dir))
		count++;
	closedir(dir);
	return count;
}

/* Is the node at that path of the device tree a master of the group? */
static bool is_master(const struct smmu_machine *machine, unsigned int group,
		      const char *path)
{
	size_t i;

	for (i = 0; i < machine->stream_count; i++) {
		const struct stream *stream = &machine->streams[i];

		if (stream->group == group &&
		    streq(machine->masters[stream->master].name, path))
			return true;
	}
	return false;
}

/* Is a device of the bus, which has a driver, a master of the group? */
static bool bus_has_master(DIR *devices, const struct smmu_machine *machine,
			   unsigned int group)
{
	static const char root[] = "/firmware/devicetree/base";
	char path[BELOW_SIZE], node[PATH_MAX];
	bool found = false;
	const char *name, *at;
	ssize_t size;

	while (!found && (name = next_name(devices))) {
		snprintf(path, sizeof(path), "%s/of_node", name);
		size = readlinkat(dirfd(devices), path, node, sizeof(node) - 1);
		if (size < 0)
			continue;
		node[size] = '\0';
		at = strstr(node, root);
		snprintf(path, sizeof(path), "%s/driver", name);
		found = at && faccessat(dirfd(devices), path, F_OK,
					AT_SYMLINK_NOFOLLOW) == 0 &&
			is_master(machine, group, at + strlen(root));
	}
	return found;
}

/* If buses cannot be read, there may be one. */
static bool has_master(const char *sys, const struct smmu_machine *machine,
		       unsigned int group)
{
	char path[PATH_MAX];
	bool found = false;
	const char *name;
	DIR *buses, *bus;

	snprintf(path, sizeof(path), "%s/bus", sys);
	buses = opendir(path);
	if (!buses)
		return true;
	while (!found && (name = next_name(buses))) {
		bus = open_directory_below(buses, name, "devices");
		if (!bus)
			continue;
		found = bus_has_master(bus, machine, group);
		closedir(bus);
	}
	closedir(buses);
	return found;
}

void iommu_class_note(const char *directory, const char *sys,
		      struct smmu_machine *machine)
{
	const struct smmu *smmu;
	enum smmu_use use;
	const char *name;
	uint64_t base;
	long devices;
	size_t i;
	DIR *dir;

	dir = opendir(directory);
	if (!dir && errno != ENOENT)
		return;
	for (i = 0; i < machine->smmu_count; i++)
		machine->smmus[i].use = SMMU_UNDRIVEN;
	while (dir && (name = next_name(dir))) {
		if (!parse_name(name, &base))
			continue;
		smmu = smmu_machine_find(machine, base);
		if (!smmu)
			continue;
		use = SMMU_USED;
		devices = count_devices(dir, name);
		if (is_suspended(dir, name))
			use = SMMU_SUSPENDED;
		else if (machine->source == SMMU_SOURCE_FDT && devices == 0 &&
			 !has_master(sys, machine, smmu->group))
			use = SMMU_MASTERLESS;
		set_use(machine, smmu->group, use);
		set_name(machine, (size_t)(smmu - machine->smmus), name,
			 devices);
	}
	if (dir)
		closedir(dir);
}
