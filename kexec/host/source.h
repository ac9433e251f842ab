/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding out what SMMUs there are: the only file between the parsers and the
 * machine's files (/sys/firmware/fdt, and IORT and APIC of
 * /sys/firmware/acpi/tables).
 */
#ifndef HOST_SOURCE_H
#define HOST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"
#include "util/macros.h"
#include "util/message.h"

/* A larger file is not a table: Linux accepts device trees of up to 2 MiB. */
#define MACHINE_FILE_MAX	(16u << 20)

enum machine_source_kind {
	SOURCE_AUTO, /* what the running kernel uses */
	SOURCE_FDT,  /* /sys/firmware/fdt */
	SOURCE_IORT, /* /sys/firmware/acpi/tables/IORT */
	SOURCE_FILE, /* either; told apart by the magic */
};

struct source {
	enum machine_source_kind kind;
	const char *file; /* for SOURCE_FILE */
};

/* "auto", "fdt", "iort", else a file. The text must outlive the source. */
void source_parse(const char *text, struct source *ret_source);

/* Whether they were named alike, and so describe the same machine. */
bool source_is_same(const struct source *one, const struct source *other);

/*
 * Read the source. Returns 0, or -1 with the reason in *why and *ret_machine
 * untouched. Its warning, if it has one, is for the user, and names the file.
 * Free with smmu_machine_clear().
 *
 * AUTO: a kernel that uses ACPI shows /sys/firmware/acpi, one that does not
 * does not, and has /sys/firmware/fdt. ACPI without an IORT is a machine
 * without SMMUs; so is one with neither, except on arm64, where that means that
 * sysfs is hidden, which is an error. Along with the kernel's IORT its APIC
 * table is read, for the GIC; if it is missing, nothing is said, and if it
 * cannot be read, the warning says so. For all sources but a file, how the
 * running kernel uses each SMMU is noted: see iommu-class.h.
 */
int source_read(const struct source *source, struct smmu_machine *ret_machine,
		struct message *why) _must_check_;

/*
 * The parts of source_read(), with the places where they look as parameters.
 * firmware stands for /sys/firmware; with always, one of device tree and ACPI
 * has to be there. madt is where the APIC table is, or NULL. Beside an IORT its
 * FADT is looked for: the file of the same name with FACP for IORT, or facp for
 * iort. It says whether the machine is Qualcomm's; if it cannot be read, the
 * warning says so.
 */
int source_read_firmware(const char *firmware, bool always,
			 struct smmu_machine *ret_machine, struct message *why)
	_must_check_;
int source_read_table(const char *path, const char *madt,
		      struct smmu_machine *ret_machine, struct message *why)
	_must_check_;

/* By its magic. */
bool source_is_fdt(const uint8_t *bytes, size_t size);

/*
 * Read a whole file of up to MACHINE_FILE_MAX bytes, from a pipe as well.
 * *ret_bytes is exactly *ret_size bytes, to be freed, never NULL. Returns 0,
 * or -1 with the reason in *why.
 */
int source_read_file(const char *path, uint8_t **ret_bytes, size_t *ret_size,
		     struct message *why) _must_check_;

#endif
