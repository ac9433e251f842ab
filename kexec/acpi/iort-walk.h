/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the IORT parser share. */
#ifndef ACPI_IORT_WALK_H
#define ACPI_IORT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acpi/table.h"
#include "machine/smmu.h"
#include "util/message.h"

/* No machine has more reserved regions than this. */
#define IORT_REGIONS_MAX	65536u

/* What every node begins with, and the size of an ID mapping. */
#define IORT_NODE_SIZE		16u
#define IORT_NODE_MAP_COUNT	8u
#define IORT_NODE_MAP_OFFSET	12u
#define IORT_MAP_SIZE		20u

/* Node types; others are skipped. */
#define IORT_NAMED_COMPONENT	1
#define IORT_ROOT_COMPLEX	2
#define IORT_SMMU_V1_V2		3
#define IORT_SMMU_V3		4
#define IORT_RMR		6

struct iort_node {
	size_t at;		/* offset in the table */
	size_t size;
	uint8_t type;
};

/* ID mappings: where the first is, and how many. */
struct iort_maps {
	size_t at;
	size_t count;
};

/* An ID mapping. */
struct iort_map {
	uint32_t input;
	uint64_t count;		/* 1 to 2^32 */
	uint32_t output;	/* what input becomes */
	bool single;		/* any input does */
	size_t smmu;		/* index; IORT_NO_SMMU: it leads to none */
};

#define IORT_NO_SMMU		SIZE_MAX

struct iort_walk {
	struct acpi_table table;
	struct smmu_machine machine;
	struct message *why;
	struct message warning;	/* "" for none */
	size_t *offsets;	/* of the SMMUs' nodes, ascending */
	size_t offset_count;
	struct iort_node *masters;	/* nodes of masters, RMR as well */
	size_t master_count;
	size_t map_budget;	/* ID mappings that may still be read */
};

/* Add to the warning, as far as its line has room. */
void iort_warn(struct iort_walk *walk, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The ID mappings of a node; none if they are malformed, with a warning. Call
 * it once for each node: mappings may lie outside the node, as Linux allows,
 * and the budget keeps nodes from sharing so many that reading them takes long.
 */
struct iort_maps iort_find_maps(struct iort_walk *walk,
				const struct iort_node *node);

/* One of them, from 0. All SMMUs are known. */
struct iort_map iort_get_map(const struct iort_walk *walk,
			     const struct iort_maps *maps, size_t index);

#endif
