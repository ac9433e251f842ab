/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the IORT parser share. */
#ifndef ACPI_IORT_WALK_H
#define ACPI_IORT_WALK_H

#include "acpi/table.h"
#include "machine/smmu.h"
#include "util/message.h"

/* More reserved regions than this are no machine's. */
#define IORT_REGIONS_MAX	65536u

/* What every node begins with, and the size of an ID mapping. */
#define IORT_NODE_SIZE		16u
#define IORT_NODE_MAP_COUNT	8u
#define IORT_NODE_MAP_OFFSET	12u
#define IORT_MAP_SIZE		20u

struct iort_node {
	size_t at;		/* offset in the table */
	size_t size;
	uint8_t type;
};

struct iort_walk {
	struct acpi_table table;
	struct smmu_machine machine;
	struct message *why;
	struct message warning;	/* "" for none */
	size_t *offsets;	/* of the SMMUs' nodes, ascending */
	size_t offset_count;
	struct iort_node *rmrs;
	size_t rmr_count;
	size_t map_budget;	/* ID mappings that may still be read */
};

/* Add to the warning; as many as its line has room for. */
void iort_warn(struct iort_walk *walk, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
