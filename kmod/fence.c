// SPDX-License-Identifier: GPL-2.0-or-later
/* The stage's drivers, running in this kernel. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "kmod.h"

#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/pm_runtime.h>

#include "io.h"
#include "job/reg.h"
#include "smmu/v2.h"
#include "smmu/v3-regs.h"
#include "smmu/v3.h"

#define TIMEOUT_US	100000		/* of each wait, as the stage's */
/* Of all waits of all SMMUs: four of an SMMUv3's are longer, see wait.h. */
#define TOGETHER_US	(5 * WAIT_FENCE_MIN_US)

void __iomem *frame_at(u64 address, unsigned int size)
{
	const struct frame *frame;

	for_each_frame(frame) {
		u64 offset = address - frame->entry.base;

		if (address >= frame->entry.base &&
		    offset + size <= frame->entry.size)
			return frame->mapped + offset;
	}
	return NULL;
}

bool frame_is_on(const struct frame *frame)
{
	struct device *dev = &frame->pdev->dev;

	return dev->driver && !dev->power.is_suspended &&
	       (!frame->managed || (pm_runtime_active(dev) &&
				    !pm_runtime_status_suspended(dev)));
}

/* An update may be under way. */
static bool gbpa_is_busy(u64 base, u32 *ret_gbpa)
{
	return read_poll_timeout_atomic(reg32_read, *ret_gbpa,
					!(*ret_gbpa & GBPA_UPDATE), 1,
					WAIT_FENCE_MIN_US, false, base,
					SMMU_GBPA);
}

const char *fence_arm(const struct frame *frame)
{
	u32 wanted = frame->entry.action == SMMU_PLAN_ABORT ? GBPA_ABORT : 0;
	u64 base = frame->entry.base;
	u32 gbpa;

	/* Without translation it would act at once, on devices in use. */
	if (!(reg32_read(base, SMMU_CR0ACK) & CR0_SMMUEN))
		return "does not translate";
	if (gbpa_is_busy(base, &gbpa))
		return "GBPA is busy";
	if ((gbpa & GBPA_ABORT) == wanted)
		return NULL;
	reg32_write(base, SMMU_GBPA,
		    (gbpa & GBPA_ATTRIBUTES) | wanted | GBPA_UPDATE);
	if (gbpa_is_busy(base, &gbpa))
		return "GBPA timed out";
	return (gbpa & GBPA_ABORT) == wanted ? NULL : "GBPA did not change";
}

static void report(const struct frame *frame)
{
	static const char *const outcomes[] = {
		[OUTCOME_NONE] = "not finished",
		[OUTCOME_DONE] = "done",
		[OUTCOME_KEPT] = "kept",
		[OUTCOME_NOT_QUIET] = "not quiet",
		[OUTCOME_CANNOT] = "cannot",
		[OUTCOME_TIMEOUT] = "timeout",
		[OUTCOME_FAULTED] = "faulted",
		[OUTCOME_REFUSED] = "refused",
	};
	const struct job *job = &frame->job;
	bool v3 = frame->entry.type == SMMU_PLAN_V3;

	pr_info("SMMUv%u at 0x%llx: %s: %s (CR0 0x%x -> 0x%x, GBPA 0x%x -> 0x%x)\n",
		frame->entry.type, frame->entry.base,
		policy_actions[frame->entry.action], outcomes[job->outcome],
		v3 ? job->before.v3.cr0 : job->before.v2.cr0,
		v3 ? job->after.v3.cr0 : job->after.v2.cr0,
		v3 ? job->before.v3.gbpa : 0, v3 ? job->after.v3.gbpa : 0);
	/* NOISE_* of job.h */
	if (job->noise)
		pr_warn("SMMUv%u at 0x%llx: noise 0x%x\n", frame->entry.type,
			frame->entry.base, job->noise);
}

void fence_run(const struct platform_device *pdev)
{
	struct wait_clock clock;
	struct frame *frame;
	bool working;
	int *irq;

	wait_clock_make(&clock, TIMEOUT_US);
	for_each_frame(frame) {
		memset(&frame->job, 0, sizeof(frame->job));
		frame->working = frame->ready && frame_is_on(frame) &&
				 (!pdev || frame->pdev == pdev) &&
				 frame->entry.action != SMMU_PLAN_KEEP;
	}
	do {
		working = false;
		for_each_frame(frame) {
			if (!frame->working || frame->job.flags & JOB_FINISHED)
				continue;
			if (frame->entry.type == SMMU_PLAN_V3)
				smmu_v3_step(&frame->job, &frame->entry, &clock);
			else
				smmu_v2_step(&frame->job, &frame->entry, &clock);
			working = true;
		}
	} while (working && wait_clock_us(&clock) < TOGETHER_US);
	for_each_frame(frame) {
		if (!frame->working)
			continue;
		/*
		 * The SMMU cannot withdraw a wired interrupt that is latched.
		 */
		for (irq = frame->irqs; irq && *irq; irq++)
			irq_set_irqchip_state(*irq, IRQCHIP_STATE_PENDING,
					      false);
		report(frame);
	}
}
