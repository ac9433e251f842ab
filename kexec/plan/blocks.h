/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a plan that are not about SMMUs: blocks and memory. Pure. */
#ifndef PLAN_BLOCKS_H
#define PLAN_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_LOG_LINE_SIZE	128u

/* A part that follows the GIC, with an entry of its own. */
struct plan_block {
	uint8_t type;		/* SMMU_PLAN_NAMES, ... */
	const void *bytes;
	size_t size;
	uint16_t flags;		/* of its entry */
};

/* In the order of the segment, followed by the log's. */
struct plan_blocks {
	const struct plan_block *list;
	size_t count;

	/* There is memory for the watch, after the jobs. */
	bool watch;

	/* The first line of the stage's log; empty: there is none. */
	char log_line[PLAN_LOG_LINE_SIZE];
	uint32_t log_tree_size;	/* for the tree's copy; a multiple of 8, or 0 */
};

/* How many of the plan's entries are theirs. */
size_t plan_blocks_count(const struct plan_blocks *blocks);

/*
 * Lay them out from the offsets *body, a multiple of 8, and *memory of the
 * segment on, and move these past them. If segment is not NULL, it has room
 * for the blocks, and they are written there, and their entries to entries.
 */
void plan_blocks_lay(const struct plan_blocks *blocks, uint8_t *segment,
		     uint8_t *entries, size_t *body, size_t *memory);

#endif
