/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "host/source.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "acpi/fadt.h"
#include "acpi/iort.h"
#include "acpi/madt.h"
#include "devtree/devtree.h"
#include "host/host.h"
#include "host/iommu-class.h"
#include "host/source-kind.h"
#include "util/macros.h"
#include "util/read-file.h"

#define IORT		"acpi/tables/IORT"
#define MADT		"acpi/tables/APIC"
#define PATH_SIZE	256

static const uint8_t magic_fdt[4] = { 0xd0, 0x0d, 0xfe, 0xed };

void source_parse(const char *text, struct source *ret_source)
{
	ret_source->file = NULL;
	if (streq(text, "auto")) {
		ret_source->kind = SOURCE_AUTO;
	} else if (streq(text, "fdt")) {
		ret_source->kind = SOURCE_FDT;
	} else if (streq(text, "iort")) {
		ret_source->kind = SOURCE_IORT;
	} else {
		ret_source->kind = SOURCE_FILE;
		ret_source->file = text;
	}
}

bool source_is_same(const struct source *one, const struct source *other)
{
	return one->kind == other->kind &&
	       (one->kind != SOURCE_FILE || streq(one->file, other->file));
}

/* The kernel's own tables can be read by root alone; say so. */
static int cannot_read(const char *path, int error, struct message *why)
{
	if (error == EACCES && !strncmp(path, "/sys/", 5))
		return message_set(why, "%s: only root can read it; anyone can give a FILE as the source",
				   path);
	return message_set(why, "%s: %s", path, strerror(error));
}

int source_read_file(const char *path, uint8_t **ret_bytes, size_t *ret_size,
		     struct message *why)
{
	int error = read_file(path, MACHINE_FILE_MAX, ret_bytes, ret_size);

	if (error == 0)
		return 0;
	if (error != EFBIG)
		return cannot_read(path, error, why);
	return message_set(why, "%s: larger than %u MiB, so not a table", path,
			   MACHINE_FILE_MAX >> 20);
}

bool source_is_fdt(const uint8_t *bytes, size_t size)
{
	return size >= sizeof(magic_fdt) &&
	       !memcmp(bytes, magic_fdt, sizeof(magic_fdt));
}

/* Is it there? Returns 1 or 0, or -1 with the reason in *why. */
static int exists(const char *path, struct message *why)
{
	struct stat status;

	if (!stat(path, &status))
		return 1;
	if (errno == ENOENT || errno == ENOTDIR)
		return 0;
	return cannot_read(path, errno, why);
}

/* Add to the machine's warning. Returns 0, or -1 if memory ran out. */
static int warn(struct smmu_machine *machine, const struct message *warning)
{
	char *both;

	if (asprintf(&both, "%s%s%s", machine->warning ? machine->warning : "",
		     machine->warning ? "; " : "", warning->text) < 0)
		return -1;
	free(machine->warning);
	machine->warning = both;
	return 0;
}

/*
 * The GIC that the machine's interrupts go to. The SMMUs are fenced without it,
 * too, so an error is only a warning. Returns 0, or -1 if memory ran out.
 */
static int find_gic(const char *path, struct smmu_machine *machine)
{
	struct message reason, warning;
	uint8_t *bytes;
	size_t size;
	int result;

	if (!machine->interrupts.count || !exists(path, &warning))
		return 0;
	if (!source_read_file(path, &bytes, &size, &warning)) {
		result = madt_parse(bytes, size, &machine->gic, &reason);
		free(bytes);
		if (!result)
			return 0;
		message_set(&warning, "%s: %s", path, reason.text);
	}
	return warn(machine, &warning);
}

/* The name of the FADT next to an IORT; false if the IORT has another name. */
static bool name_fadt(const char *iort, char fadt[static PATH_MAX])
{
	static const struct {
		const char *iort, *fadt;
	} names[] = { { "IORT", "FACP" }, { "iort", "facp" } };
	const char *file = strrchr(iort, '/');
	size_t i, at;

	if (strlen(iort) >= PATH_MAX)
		return false;
	strcpy(fadt, iort);
	file = file ? file + 1 : iort;
	for (at = strlen(iort); at-- > (size_t)(file - iort);) {
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			if (begins_with(iort + at, names[i].iort)) {
				memcpy(fadt + at, names[i].fadt,
				       strlen(names[i].fadt));
				return true;
			}
		}
	}
	return false;
}

/*
 * Whether the machine of an IORT is Qualcomm's, by the FADT next to it. Returns
 * 0, or -1 if memory ran out.
 */
static int find_make(const char *iort, struct smmu_machine *machine)
{
	struct message reason, warning;
	char path[PATH_MAX];
	uint8_t *bytes;
	size_t size, i;
	int result;

	if (!name_fadt(iort, path) || !exists(path, &warning))
		return 0;
	if (source_read_file(path, &bytes, &size, &warning))
		return warn(machine, &warning);
	result = fadt_is_qualcomm(bytes, size, &reason);
	free(bytes);
	if (result < 0) {
		message_set(&warning, "%s: %s", path, reason.text);
		return warn(machine, &warning);
	}
	for (i = 0; i < machine->smmu_count; i++)
		machine->smmus[i].qualcomm |= result;
	return 0;
}

int source_read_table(const char *path, const char *madt,
		      struct smmu_machine *ret_machine, struct message *why)
{
	struct smmu_machine machine;
	struct message reason;
	const char *kind;
	uint8_t *bytes;
	char *named;
	size_t size;
	int result;

	if (source_read_file(path, &bytes, &size, why))
		return -1;
	kind = source_kind(bytes, size);
	if (kind)
		result = message_set(&reason, "%s", kind);
	else if (source_is_fdt(bytes, size))
		result = devtree_parse(bytes, size, &machine, &reason);
	else
		result = iort_parse(bytes, size, &machine, &reason);
	free(bytes);
	if (result)
		return message_set(why, "%s: %s", path, reason.text);

	/* A warning says which file it is about. */
	if (machine.warning) {
		if (asprintf(&named, "%s: %s", path, machine.warning) < 0) {
			smmu_machine_clear(&machine);
			return message_oom(why);
		}
		free(machine.warning);
		machine.warning = named;
	}
	if ((madt && find_gic(madt, &machine)) ||
	    (machine.source == SMMU_SOURCE_IORT &&
	     find_make(path, &machine))) {
		smmu_machine_clear(&machine);
		return message_oom(why);
	}
	*ret_machine = machine;
	return 0;
}

static int no_smmus(enum smmu_source source, struct smmu_machine *ret_machine)
{
	memset(ret_machine, 0, sizeof(*ret_machine));
	ret_machine->source = source;
	return 0;
}

int source_read_firmware(const char *firmware, bool always,
			 struct smmu_machine *ret_machine, struct message *why)
{
	char path[PATH_SIZE], madt[PATH_SIZE];
	int found;

	snprintf(path, sizeof(path), "%s/acpi/tables", firmware);
	found = exists(path, why);
	if (found < 0)
		return -1;
	if (found) {
		snprintf(path, sizeof(path), "%s/" IORT, firmware);
		snprintf(madt, sizeof(madt), "%s/" MADT, firmware);
		found = exists(path, why);
		if (found > 0)
			return source_read_table(path, madt, ret_machine, why);
		return found ? -1 : no_smmus(SMMU_SOURCE_IORT, ret_machine);
	}
	snprintf(path, sizeof(path), "%s/fdt", firmware);
	found = exists(path, why);
	if (found < 0)
		return -1;
	if (found)
		return source_read_table(path, NULL, ret_machine, why);
	if (!always)
		return no_smmus(SMMU_SOURCE_FDT, ret_machine);
	return message_set(why, "%s: neither a device tree nor ACPI tables; is sysfs mounted?",
			   firmware);
}

int source_read(const struct source *source, struct smmu_machine *ret_machine,
		struct message *why)
{
	char firmware[PATH_SIZE];
	char path[PATH_SIZE + sizeof(IORT)], madt[PATH_SIZE + sizeof(MADT)];
	int result = -1;

	snprintf(firmware, sizeof(firmware), "%s/firmware", host_sys());
	switch (source->kind) {
	case SOURCE_AUTO:
		result = source_read_firmware(firmware, host_is_arm64(),
					      ret_machine, why);
		break;
	case SOURCE_FDT:
		snprintf(path, sizeof(path), "%s/fdt", firmware);
		result = source_read_table(path, NULL, ret_machine, why);
		break;
	case SOURCE_IORT:
		snprintf(path, sizeof(path), "%s/" IORT, firmware);
		snprintf(madt, sizeof(madt), "%s/" MADT, firmware);
		result = source_read_table(path, madt, ret_machine, why);
		break;
	case SOURCE_FILE:
		/*
		 * A file may be of another machine, so the running kernel says
		 * nothing about it.
		 */
		return source_read_table(source->file, NULL, ret_machine, why);
	}
	if (!result)
		iommu_class_note(host_iommu_class(), host_sys(), ret_machine);
	return result;
}
