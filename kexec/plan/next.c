/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one change that the plugin makes to a plan; it brings in nothing else. */
#include <endian.h>
#include <string.h>

#include "plan/plan.h"
#include "smmu-plan.h"

void plan_set_next(uint8_t *plan, uint64_t next)
{
	uint64_t value = htole64(next);
	uint64_t check = htole64(~next);

	memcpy(plan + offsetof(struct smmu_plan_header, next), &value,
	       sizeof(value));
	memcpy(plan + offsetof(struct smmu_plan_header, next_check), &check,
	       sizeof(check));
}
