/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* A plan that does not name the SMMUs: the stage finds them. */
#ifndef START_DISCOVER_H
#define START_DISCOVER_H

#include "finder/memory.h"
#include "smmu-plan.h"

struct discovery {
	const struct smmu_plan_header *header;	/* what was found, as a plan */
	enum memory_failure failure;
};

/*
 * Look for the SMMUs, if the plan, which is good, says so; NULL if not. What
 * it says of other things is in the plan that was made as well; that has no
 * SMMU where the search has failed, and may have no entry at all.
 */
const struct discovery *discover(const struct smmu_plan_header *header);

/* What the console says of it. */
const char *discover_text(enum memory_failure failure);

#endif
