/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The GIC of an ACPI machine: Multiple APIC Description Table, signature APIC
 * (ACPI Specification 6.5, section 5.2.12). Pure: no I/O, no printing.
 */
#ifndef ACPI_MADT_H
#define ACPI_MADT_H

#include <stddef.h>

#include "machine/gic.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * Read the table in blob[0, size), of any alignment. Its one GIC distributor
 * structure says where the distributor is, and its version: 2, 3 or 4. Tables
 * older than ACPI 5.1 have a version of 0, which means GICv3 if there is a
 * redistributor, as a structure or as an address in a processor's, and GICv2 if
 * not, as in Linux. Other versions, an address of 0, no distributor or two:
 * GIC_NONE.
 *
 * The checksum is ignored, since the kernel uses the table regardless. Returns
 * 0, or -1 with the reason in *why (without the name of the source) and
 * *ret_gic untouched: a truncated table, or structures that are shorter than
 * their header or a distributor, or extend past the end.
 */
int madt_parse(const void *blob, size_t size, struct gic *ret_gic,
	       struct message *why) _must_check_ _nonnull_(1, 3, 4);

#endif
