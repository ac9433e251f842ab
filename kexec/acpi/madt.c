/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/madt.h"

#include "acpi/table.h"

/* The first structure; before it are an address and flags. */
#define AT_STRUCTURES	44u

/* Of every structure, from its start. */
#define AT_TYPE		0u
#define AT_LENGTH	1u
#define HEAD_SIZE	2u

/* GIC CPU interface: of a processor; ACPI 5.1 added its redistributor. */
#define TYPE_GICC	0x0b
#define GICC_AT_GICR	60u
#define GICC_LEAST	68u

/* GIC distributor. */
#define TYPE_GICD	0x0c
#define GICD_AT_BASE	8u
#define GICD_AT_VERSION	20u
#define GICD_LEAST	24u

/* GIC redistributors. */
#define TYPE_GICR	0x0e

#define VERSION_UNKNOWN	0
#define VERSION_V4	4

int madt_parse(const void *blob, size_t size, struct gic *ret_gic,
	       struct message *why)
{
	struct gic gic = { .version = GIC_NONE };
	bool has_redistributor = false;
	unsigned int version = 0;
	size_t distributors = 0;
	struct acpi_table table;
	size_t at, length;

	if (acpi_table_open(blob, size, "APIC", AT_STRUCTURES, &table, why))
		return -1;
	for (at = AT_STRUCTURES; at < table.size; at += length) {
		length = acpi_has(&table, at, HEAD_SIZE) ?
			 table.bytes[at + AT_LENGTH] : 0;
		if (length < HEAD_SIZE || !acpi_has(&table, at, length))
			return message_set(why, "corrupt APIC: the structure at 0x%zx has a length of %zu",
					   at, length);
		switch (table.bytes[at + AT_TYPE]) {
		case TYPE_GICD:
			if (length < GICD_LEAST)
				return message_set(why, "corrupt APIC: the GIC distributor at 0x%zx has only %zu bytes",
						   at, length);
			distributors++;
			gic.distributor = acpi_get64(&table, at + GICD_AT_BASE);
			version = table.bytes[at + GICD_AT_VERSION];
			break;
		case TYPE_GICR:
			has_redistributor = true;
			break;
		case TYPE_GICC:
			has_redistributor |= length >= GICC_LEAST &&
				acpi_get64(&table, at + GICC_AT_GICR);
			break;
		}
	}

	if (version == VERSION_UNKNOWN)
		version = has_redistributor ? GIC_V3 : GIC_V2;
	else if (version == VERSION_V4)
		version = GIC_V3;
	if (distributors == 1 && gic.distributor &&
	    (version == GIC_V2 || version == GIC_V3))
		gic.version = version;
	else
		gic.distributor = 0;
	*ret_gic = gic;
	return 0;
}
