/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The way from ACPI's RSDP to the tables that tell of SMMUs (ACPI 6.5, chapter
 * 5). What has a wrong checksum, or lies where no table should, is not believed.
 */
#ifndef FINDER_ACPI_H
#define FINDER_ACPI_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/efi.h"

/* "IORT", "FACP", "QCOM", as they stand in memory. */
#define ACPI_IORT	0x54524f49u
#define ACPI_FADT	0x50434146u
#define ACPI_QUALCOMM	0x4d4f4351u

/* Offsets in every table's header, and its size. */
#define ACPI_AT_OEM_ID	10u
#define ACPI_AT_COMPILER_ID 28u
#define ACPI_HEADER_SIZE 36u

struct acpi_table {
	uint64_t at;		/* address; 0 if there is none */
	uint32_t size;		/* bytes */
};

struct acpi {
	struct acpi_table iort;
	bool qualcomm;		/* by the FADT */
};

/* Returns false where tables are damaged; that is in memory of efi. */
bool acpi_read(struct acpi *acpi, struct efi *efi, uint64_t rsdp);

#endif
