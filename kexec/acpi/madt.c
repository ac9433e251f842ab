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

struct madt {
	struct acpi_table table;
	size_t distributors;
	bool redistributors;
	unsigned int version;
	uint64_t base;
};

static int read_distributor(struct madt *madt, size_t at, size_t size,
			    struct message *why)
{
	if (size < GICD_LEAST) {
		message_set(why, "damaged APIC: the GIC distributor at 0x%zx has only %zu bytes",
			    at, size);
		return -1;
	}
	madt->distributors++;
	madt->base = acpi_get64(&madt->table, at + GICD_AT_BASE);
	madt->version = madt->table.bytes[at + GICD_AT_VERSION];
	return 0;
}

static int read_structure(struct madt *madt, size_t at, size_t size,
			  struct message *why)
{
	switch (madt->table.bytes[at + AT_TYPE]) {
	case TYPE_GICD:
		return read_distributor(madt, at, size, why);
	case TYPE_GICR:
		madt->redistributors = true;
		return 0;
	case TYPE_GICC:
		if (size >= GICC_LEAST &&
		    acpi_get64(&madt->table, at + GICC_AT_GICR))
			madt->redistributors = true;
		return 0;
	default:
		return 0;
	}
}

static int read_structures(struct madt *madt, struct message *why)
{
	const struct acpi_table *table = &madt->table;
	size_t at, size;

	for (at = AT_STRUCTURES; at < table->size; at += size) {
		size = acpi_has(table, at, HEAD_SIZE) ?
		       table->bytes[at + AT_LENGTH] : 0;
		if (size < HEAD_SIZE || !acpi_has(table, at, size)) {
			message_set(why, "damaged APIC: the structure at 0x%zx has a length of %zu",
				    at, size);
			return -1;
		}
		if (read_structure(madt, at, size, why))
			return -1;
	}
	return 0;
}

static enum gic_version version_of(const struct madt *madt)
{
	if (madt->distributors != 1 || !madt->base)
		return GIC_NONE;
	switch (madt->version) {
	case VERSION_UNKNOWN:
		return madt->redistributors ? GIC_V3 : GIC_V2;
	case GIC_V2:
		return GIC_V2;
	case GIC_V3:
	case VERSION_V4:
		return GIC_V3;
	default:
		return GIC_NONE;
	}
}

int madt_parse(const void *blob, size_t size, struct gic *ret_gic,
	       struct message *why)
{
	struct madt madt = { .distributors = 0 };

	if (acpi_table_open(blob, size, "APIC", AT_STRUCTURES, &madt.table,
			    why) ||
	    read_structures(&madt, why))
		return -1;
	ret_gic->version = version_of(&madt);
	ret_gic->distributor = ret_gic->version == GIC_NONE ? 0 : madt.base;
	return 0;
}
