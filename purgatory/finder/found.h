/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The SMMUs that were found, as entries of a plan, and their actions. */
#ifndef FINDER_FOUND_H
#define FINDER_FOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/state.h"

/* Why one is left alone: found_why(). */
enum found_reason {
	FOUND_ACTED_ON,
	FOUND_UNREACHABLE,	/* another frame of it has no address */
	FOUND_POWERED,		/* clocks or power domains: perhaps unclocked */
	FOUND_QUALCOMM,		/* firmware filters its registers */
	FOUND_REGION,		/* a reserved region is in use through it */
};

/*
 * One more frame, of the node of that name: a phandle, or an offset; size is 0
 * where it is unknown. Fails where there is no room.
 */
void found_add(uint64_t base, uint64_t size,
	       unsigned int type, unsigned int flags, uint32_t node);

/* Leave alone the frames from first on, or those of a node, for that reason. */
void found_keep_from(uint32_t first,
		     enum found_reason reason);
void found_keep_node(uint32_t node,
		     enum found_reason reason);

static inline enum found_reason found_why(const struct smmu_plan_entry *entry)
{
	return entry->reserved[1];
}

/* Word by word, count entries: there is no memcpy(). */
void found_copy(struct smmu_plan_entry *to, const struct smmu_plan_entry *from,
		uint32_t count);

/*
 * When all is known: each gets its action. What the loader would refuse to put
 * into a plan is a failure, and frames at one address become one entry.
 */
void found_finish(void);

/* Memory from there on is RAM: a failure if a frame to be touched is in it. */
void found_check_ram(uint64_t at, uint64_t size);

#endif
