/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/iommu-class.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "util/macros.h"
#include "util/number.h"

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
