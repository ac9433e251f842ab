// SPDX-License-Identifier: GPL-2.0-or-later
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "fence.h"

#include <linux/interrupt.h>
#include <linux/iopoll.h>

#include "io.h"
#include "job/reg.h"
#include "smmu/v2.h"
#include "smmu/v3-regs.h"
#include "smmu/v3.h"

#define TIMEOUT_US	100000		/* of each wait, as the stage's */
#define TOGETHER_US	1000000		/* of all waits of all SMMUs */

static const char *const outcomes[] = {
	[OUTCOME_NONE] = "not finished",
	[OUTCOME_DONE] = "done",
	[OUTCOME_KEPT] = "kept",
	[OUTCOME_CANNOT] = "could not",
	[OUTCOME_TIMEOUT] = "timed out",
	[OUTCOME_FAULTED] = "faulted",
	[OUTCOME_REFUSED] = "not an SMMU",
};

const char *fence_arm(const struct frame *frame)
{
	u32 wanted = frame->entry.action == SMMU_PLAN_ABORT ? GBPA_ABORT : 0;
	u64 base = frame->entry.base;
	u32 gbpa;

	/* Without translation it would act at once, on devices in use. */
	if (!(reg32_read(base, SMMU_CR0ACK) & CR0_SMMUEN))
		return "does not translate";
	if (read_poll_timeout_atomic(reg32_read, gbpa, !(gbpa & GBPA_UPDATE),
				     1, TIMEOUT_US, false, base, SMMU_GBPA))
		return "GBPA is busy";
	if ((gbpa & GBPA_ABORT) == wanted)
		return NULL;
	reg32_write(base, SMMU_GBPA,
		    (gbpa & GBPA_ATTRIBUTES) | wanted | GBPA_UPDATE);
	if (read_poll_timeout_atomic(reg32_read, gbpa, !(gbpa & GBPA_UPDATE),
				     1, TIMEOUT_US, false, base, SMMU_GBPA))
		return "GBPA timed out";
	return (gbpa & GBPA_ABORT) == wanted ? NULL : "GBPA did not change";
}

/* What is latched of a wired interrupt: the SMMU cannot withdraw it. */
static void clear_irqs(const struct frame *frame)
{
	unsigned int i;

	for (i = 0; i < frame->irq_count; i++)
		irq_set_irqchip_state(frame->irqs[i], IRQCHIP_STATE_PENDING,
				      false);
}

static void report(const struct frame *frame)
{
	const struct job *job = &frame->job;
	bool v3 = frame->entry.type == SMMU_PLAN_V3;

	pr_info("SMMUv%u at 0x%llx: %s: %s (CR0 0x%x -> 0x%x, GBPA 0x%x -> 0x%x)\n",
		frame->entry.type, frame->entry.base,
		frame->entry.action == SMMU_PLAN_ABORT ? "abort" : "bypass",
		outcomes[job->outcome],
		v3 ? job->before.v3.cr0 : job->before.v2.cr0,
		v3 ? job->after.v3.cr0 : job->after.v2.cr0,
		v3 ? job->before.v3.gbpa : 0, v3 ? job->after.v3.gbpa : 0);
}

static bool step(struct frame *frame, const struct wait_clock *clock)
{
	if (frame->entry.type == SMMU_PLAN_V3)
		smmu_v3_step(&frame->job, &frame->entry, clock);
	else
		smmu_v2_step(&frame->job, &frame->entry, clock);
	return frame->job.flags & JOB_FINISHED;
}

void fence_run(void)
{
	struct frame *frame;
	struct wait_clock clock;
	bool working;

	wait_clock_make(&clock, TIMEOUT_US);
	for_each_frame(frame)
		memset(&frame->job, 0, sizeof(frame->job));
	do {
		working = false;
		for_each_frame(frame)
			if (frame->working &&
			    !(frame->job.flags & JOB_FINISHED))
				working |= !step(frame, &clock);
	} while (working && wait_clock_us(&clock) < TOGETHER_US);
	for_each_frame(frame) {
		if (!frame->working)
			continue;
		clear_irqs(frame);
		report(frame);
		frame->working = false;
	}
}
