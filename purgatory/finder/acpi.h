/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The path from ACPI's RSDP to the tables that describe SMMUs (ACPI 6.5,
 * chapter 5). A table with a wrong checksum, or where no table should be, is
 * not trusted.
 */
#ifndef FINDER_ACPI_H
#define FINDER_ACPI_H

#include <stdint.h>

#include "finder/state.h"

/* "IORT", "FACP", "SPCR", "QCOM", as they stand in memory. */
#define ACPI_IORT	0x54524f49u
#define ACPI_FADT	0x50434146u
#define ACPI_SPCR	0x52435053u
#define ACPI_QUALCOMM	0x4d4f4351u

/* Offsets in every table's header, and its size. */
#define ACPI_AT_OEM_ID	10u
#define ACPI_AT_COMPILER_ID 28u
#define ACPI_HEADER_SIZE 36u

/*
 * Find the IORT, whether the FADT names Qualcomm, and the console if it is to be
 * looked for. Malformed tables: fails.
 */
void acpi_read(uint64_t rsdp);

#endif
