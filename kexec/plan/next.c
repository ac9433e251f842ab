/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one change that the plugin makes to a plan; it brings in nothing else. */
#include "plan/plan.h"
#include "smmu-plan.h"
#include "util/little-endian.h"

void plan_set_next(uint8_t *plan, uint64_t next)
{
	le64_st(plan + offsetof(struct smmu_plan_header, next), next);
	le64_st(plan + offsetof(struct smmu_plan_header, next_check), ~next);
}
