// SPDX-License-Identifier: GPL-2.0-or-later
/* The stage's drivers, running in this kernel. */
#include "kmod.h"

#include <linux/interrupt.h>
#include <linux/iopoll.h>

#include "io.h"
#include "platform/report.h"
#include "smmu/smmu.h"
#include "smmu/v3-regs.h"

#define TIMEOUT_US	100000		/* of each wait, as the stage's */

void __iomem *frame_at(u64 address, unsigned int size)
{
	const struct frame *frame;

	for_each_frame(frame)
		if (address >= frame->entry.base &&
		    address - frame->entry.base + size <= frame->entry.size)
			return frame->mapped + (address - frame->entry.base);
	return NULL;
}

bool frame_is_on(const struct frame *frame)
{
	return frame->dev->driver && !frame->dev->power.is_suspended &&
	       (!frame->managed || (pm_runtime_active(frame->dev) &&
				    !pm_runtime_status_suspended(frame->dev)));
}

const char *fence_arm(const struct frame *frame)
{
	u32 wanted = frame->actions[END_KEXEC] == SMMU_PLAN_ABORT ?
		     GBPA_ABORT : 0;
	u8 __iomem *at = frame->mapped + SMMU_GBPA.offset;
	u32 gbpa;

	if (!frame_is_on(frame))
		return "not armed: suspended";
	/* Without translation it would act at once, on devices in use. */
	if (!(reg32_read(frame->entry.base, SMMU_CR0ACK) & CR0_SMMUEN))
		return "not armed: does not translate";
	if (readl_poll_timeout_atomic(at, gbpa, !(gbpa & GBPA_UPDATE), 1,
				      WAIT_FENCE_MIN_US))
		return "not armed: GBPA is busy";
	if ((gbpa & GBPA_ABORT) != wanted)
		writel((gbpa & GBPA_ATTRIBUTES) | wanted | GBPA_UPDATE, at);
	if (readl_poll_timeout_atomic(at, gbpa, !(gbpa & GBPA_UPDATE), 1,
				      WAIT_FENCE_MIN_US) ||
	    (gbpa & GBPA_ABORT) != wanted)
		return "not armed: GBPA did not change";
	return "armed";
}

bool fence_run(enum end end, const struct device *dev)
{
	unsigned int count = 0, working;
	struct wait_clock clock;
	struct frame *frame;
	int *i;

	wait_clock_make(&clock, TIMEOUT_US);
	for_each_frame(frame) {
		bool idle = frame->actions[end] == SMMU_PLAN_KEEP ||
			    (dev && frame->dev != dev) || !frame_is_on(frame);

		frame->entry.action = frame->actions[end];
		frame->job = (struct job){ .flags = idle ? JOB_FINISHED : 0 };
		count += !idle;
	}
	for (working = count; working;) {
		for_each_frame(frame) {
			if (frame->job.flags & JOB_FINISHED)
				continue;
			smmu_step(&frame->job, &frame->entry, &clock);
			/*
			 * Four of an SMMUv3's waits are so long, see wait.h. To
			 * one that has finished this does nothing.
			 */
			if (wait_clock_us(&clock) >= 5 * WAIT_FENCE_MIN_US) {
				job_fail(&frame->job, OUTCOME_TIMEOUT, AT_NONE);
				job_end(&frame->job);
			}
			if (frame->job.flags & JOB_FINISHED) {
				frame->job.elapsed_us = wait_clock_us(&clock);
				working--;
			}
		}
	}
	for_each_frame(frame) {
		char line[512] = "";
		struct console console = {
			.text = line, .kept.room = sizeof(line) - 1,
		};

		if (frame->job.outcome == OUTCOME_NONE)
			continue;
		/* An SMMU cannot withdraw a wired interrupt that is latched. */
		for (i = frame->irqs; i && *i; i++)
			irq_set_irqchip_state(*i, IRQCHIP_STATE_PENDING, false);
		/* The stage's line, with this module's name in its place. */
		report_job(&console, &frame->entry, &frame->job);
		pr_info("%s", line + strlen(CONSOLE_NAME));
	}
	return count;
}
