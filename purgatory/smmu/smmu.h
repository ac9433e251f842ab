/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef SMMU_SMMU_H
#define SMMU_SMMU_H

#include "smmu/v2.h"
#include "smmu/v3.h"

/* A step of whichever driver the frame has, as smmu_v3_step(). */
static inline void smmu_step(struct job *job,
			     const struct smmu_plan_entry *entry,
			     const struct wait_clock *clock)
{
	if (entry->type == SMMU_PLAN_V3)
		smmu_v3_step(job, entry, clock);
	else
		smmu_v2_step(job, entry, clock);
}

#endif
