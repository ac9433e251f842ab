/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/gic.h"

#include "smmu-plan.h"
#include "job/field.h"
#include "job/job.h"
#include "job/reg.h"

/*
 * Peripheral ID2 Register of the distributor: Arm IHI 0069, and for GICv2, as
 * ICPIDR2, IHI 0048. The offsets of GICD_ICPENDR<n> come from the plan.
 */
#define GICD_PIDR2(gic)		\
	REG32((gic) == SMMU_PLAN_GIC_V2 ? 0x0fe8 : 0xffe8)
#define PIDR2_ArchRev		GENMASK(7, 4)

/* It raises no interrupts, whatever else is not quiet. */
static bool is_silent(const struct job *job)
{
	return job->outcome == OUTCOME_NOT_QUIET &&
	       !(job->noise & NOISE_INTERRUPTS);
}

static bool all_done(const struct smmu_plan_interrupts *some,
		     const struct job *jobs)
{
	uint32_t i;

	for (i = some->entry_first; i <= some->entry_last; i++) {
		if (jobs[i].outcome != OUTCOME_DONE && !is_silent(&jobs[i]))
			return false;
	}
	return true;
}

void gic_clear(void *jobs, const void *header)
{
	const struct smmu_plan_header *plan = header;
	const struct smmu_plan_entry *entries = (const void *)(plan + 1);
	const struct smmu_plan_gic *gic = (const void *)(entries + plan->count);
	const struct smmu_plan_interrupts *some = gic->interrupts;
	uint32_t count = plan->interrupts;
	uint32_t pidr2 = reg32_read(gic->distributor, GICD_PIDR2(plan->gic));

	/* GICv4 is a GICv3 for us. */
	if (FIELD_GET(PIDR2_ArchRev, pidr2) - plan->gic > 1)
		count = 0;
	for (; count; count--, some++) {
		/* Write-one-to-clear: what is written as 0 stays. */
		if (all_done(some, jobs))
			reg32_write(gic->distributor,
				    REG32(some->icpendr), some->bits);
	}
}
