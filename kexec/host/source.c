/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "host/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "devtree/devtree.h"
#include "acpi/iort.h"
#include "acpi/madt.h"
#include "util/macros.h"
#include "util/read-file.h"

#define FIRMWARE	"/sys/firmware"
#define IORT		"acpi/tables/IORT"
#define MADT		"acpi/tables/APIC"
#define PATH_SIZE	256

static const uint8_t magic_fdt[4] = { 0xd0, 0x0d, 0xfe, 0xed };
static const uint8_t magic_iort[4] = { 'I', 'O', 'R', 'T' };

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

/* The kernel's own tables can be read by root alone; say so. */
static int cannot_read(const char *path, int error, struct message *why)
{
	if (error == EACCES && !strncmp(path, "/sys/", 5))
		message_set(why, "%s: only root can read it; anyone can give a FILE as the source",
			    path);
	else
		message_set(why, "%s: %s", path, strerror(error));
	return -1;
}

int source_read_file(const char *path, uint8_t **ret_bytes, size_t *ret_size,
		     struct message *why)
{
	int error = read_file(path, MACHINE_FILE_MAX, ret_bytes, ret_size);

	if (error == 0)
		return 0;
	if (error != EFBIG)
		return cannot_read(path, error, why);
	message_set(why, "%s: larger than %u MiB, so no table", path,
		    MACHINE_FILE_MAX >> 20);
	return -1;
}

static int parse(const uint8_t *bytes, size_t size,
		 struct smmu_machine *ret_machine, struct message *why)
{
	if (size >= sizeof(magic_fdt) &&
	    !memcmp(bytes, magic_fdt, sizeof(magic_fdt)))
		return devtree_parse(bytes, size, ret_machine, why);
	if (size >= sizeof(magic_iort) &&
	    !memcmp(bytes, magic_iort, sizeof(magic_iort)))
		return iort_parse(bytes, size, ret_machine, why);
	if (!size)
		message_set(why, "the file is empty");
	else
		message_set(why, "neither a device tree blob nor an IORT table");
	return -1;
}

/* A warning says which file it is about. */
static int name_warning(const char *path, struct smmu_machine *machine,
			struct message *why)
{
	char *named;

	if (!machine->warning)
		return 0;
	if (asprintf(&named, "%s: %s", path, machine->warning) < 0) {
		smmu_machine_clear(machine);
		return message_oom(why);
	}
	free(machine->warning);
	machine->warning = named;
	return 0;
}

int source_read_table(const char *path, struct smmu_machine *ret_machine,
		      struct message *why)
{
	struct smmu_machine machine;
	struct message reason;
	uint8_t *bytes;
	size_t size;
	int result;

	if (source_read_file(path, &bytes, &size, why))
		return -1;
	result = parse(bytes, size, &machine, &reason);
	free(bytes);
	if (!result)
		result = name_warning(path, &machine, &reason);
	if (result)
		message_set(why, "%s: %s", path, reason.text);
	else
		*ret_machine = machine;
	return result;
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

static int no_smmus(enum smmu_source source, struct smmu_machine *ret_machine)
{
	memset(ret_machine, 0, sizeof(*ret_machine));
	ret_machine->source = source;
	return 0;
}

static int read_madt(const char *path, struct gic *ret_gic,
		     struct message *why)
{
	struct message reason;
	uint8_t *bytes;
	size_t size;
	int result;

	if (source_read_file(path, &bytes, &size, why))
		return -1;
	result = madt_parse(bytes, size, ret_gic, &reason);
	free(bytes);
	if (result)
		message_set(why, "%s: %s", path, reason.text);
	return result;
}

/* Returns 0, or -1 where memory ran out. */
static int add_warning(struct smmu_machine *machine, const char *text)
{
	char *both;

	if (asprintf(&both, "%s%s%s", machine->warning ? machine->warning : "",
		     machine->warning ? "; " : "", text) < 0)
		return -1;
	free(machine->warning);
	machine->warning = both;
	return 0;
}

/* Without it the SMMUs are fenced all the same, so it is never an error. */
static int find_gic(const char *firmware, struct smmu_machine *machine,
		    struct message *why)
{
	char path[PATH_SIZE];
	struct message reason;

	snprintf(path, sizeof(path), "%s/" MADT, firmware);
	if (!machine->interrupts.count || !exists(path, &reason))
		return 0;
	if (!read_madt(path, &machine->gic, &reason))
		return 0;
	if (!add_warning(machine, reason.text))
		return 0;
	smmu_machine_clear(machine);
	return message_oom(why);
}

/* The kernel's own tables. */
static int read_iort(const char *firmware, struct smmu_machine *ret_machine,
		     struct message *why)
{
	struct smmu_machine machine;
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/" IORT, firmware);
	if (source_read_table(path, &machine, why) ||
	    find_gic(firmware, &machine, why))
		return -1;
	*ret_machine = machine;
	return 0;
}

static int read_acpi(const char *firmware, struct smmu_machine *ret_machine,
		     struct message *why)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/" IORT, firmware);
	switch (exists(path, why)) {
	case 0:
		return no_smmus(SMMU_SOURCE_IORT, ret_machine);
	case 1:
		return read_iort(firmware, ret_machine, why);
	default:
		return -1;
	}
}

int source_read_firmware(const char *firmware, bool always,
			 struct smmu_machine *ret_machine, struct message *why)
{
	char acpi[PATH_SIZE], fdt[PATH_SIZE];
	int has_acpi, has_fdt;

	snprintf(acpi, sizeof(acpi), "%s/acpi/tables", firmware);
	snprintf(fdt, sizeof(fdt), "%s/fdt", firmware);
	has_acpi = exists(acpi, why);
	if (has_acpi < 0)
		return -1;
	if (has_acpi)
		return read_acpi(firmware, ret_machine, why);
	has_fdt = exists(fdt, why);
	if (has_fdt < 0)
		return -1;
	if (has_fdt)
		return source_read_table(fdt, ret_machine, why);
	if (!always)
		return no_smmus(SMMU_SOURCE_FDT, ret_machine);
	message_set(why, "%s: neither a device tree nor ACPI tables; is sysfs mounted?",
		    firmware);
	return -1;
}

static bool is_arm64(void)
{
	struct utsname name;

	return uname(&name) || streq(name.machine, "aarch64");
}

int source_read(const struct source *source, struct smmu_machine *ret_machine,
		struct message *why)
{
	switch (source->kind) {
	case SOURCE_AUTO:
		return source_read_firmware(FIRMWARE, is_arm64(), ret_machine,
					    why);
	case SOURCE_FDT:
		return source_read_table(FIRMWARE "/fdt", ret_machine, why);
	case SOURCE_IORT:
		return read_iort(FIRMWARE, ret_machine, why);
	case SOURCE_FILE:
		return source_read_table(source->file, ret_machine, why);
	}
	message_set(why, "unknown kind of source");
	return -1;
}
