/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/next.h"

#include <stddef.h>

#include "smmu-plan.h"
#include "util/little-endian.h"

void plan_next_set(uint8_t *plan, uint64_t next)
{
	le64_st(plan + offsetof(struct smmu_plan_header, next), next);
	le64_st(plan + offsetof(struct smmu_plan_header, next_check), ~next);
}
