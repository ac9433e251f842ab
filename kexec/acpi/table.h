/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A static ACPI table (ACPI Specification 6.5, section 5.2.6): its header, and
 * reading its fields, which are little-endian and need not be aligned. Pure.
 */
#ifndef ACPI_TABLE_H
#define ACPI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

#define ACPI_HEADER_SIZE	36u

struct acpi_table {
	const uint8_t *bytes;
	size_t size;		/* as the header says */
	uint8_t revision;
	bool checksum_good;	/* its bytes add up to zero */
};

/*
 * Take blob[0, size) for the table of that signature, of at least least bytes
 * (not less than ACPI_HEADER_SIZE). Bytes after the length of its header are
 * ignored. Returns 0, or -1 with the reason in *why (without the name of the
 * source) and *ret_table untouched. The blob must outlive the table.
 */
int acpi_table_open(const void *blob, size_t size, const char *signature,
		    size_t least, struct acpi_table *ret_table,
		    struct message *why) _must_check_;

/* Are there size bytes at that offset? */
bool acpi_has(const struct acpi_table *table, size_t at, size_t size);

/* Fields of the table; the caller has checked that they are inside it. */
uint16_t acpi_get16(const struct acpi_table *table, size_t at);
uint32_t acpi_get32(const struct acpi_table *table, size_t at);
uint64_t acpi_get64(const struct acpi_table *table, size_t at);

/*
 * Does the text at that offset begin as Qualcomm writes its name into tables?
 * The caller has checked that it is inside.
 */
bool acpi_is_qualcomm(const struct acpi_table *table, size_t at);

/* Are all bytes from that offset to the end zero? */
bool acpi_rest_is_zero(const struct acpi_table *table, size_t at);

#endif
