// SPDX-License-Identifier: GPL-2.0-or-later
/* The stage's drivers, running in this kernel. */
#include "kmod.h"

#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/pm_runtime.h>

#include "io.h"
#include "platform/report.h"
#include "smmu/smmu.h"
#include "smmu/v3-regs.h"

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
	return frame->dev->driver && !frame->dev->power.is_suspended &&
	       (!frame->managed || (pm_runtime_active(frame->dev) &&
				    !pm_runtime_status_suspended(frame->dev)));
}

/* Wait for the end of an update. */
static int gbpa_read(const struct frame *frame, u32 *ret_gbpa)
{
	return readl_poll_timeout_atomic(frame->mapped + SMMU_GBPA.offset,
					 *ret_gbpa, !(*ret_gbpa & GBPA_UPDATE),
					 1, WAIT_FENCE_MIN_US);
}

const char *fence_arm(const struct frame *frame)
{
	u32 wanted = frame->actions[END_KEXEC] == SMMU_PLAN_ABORT ?
		     GBPA_ABORT : 0;
	u32 gbpa;

	/* Without translation it would act at once, on devices in use. */
	if (!(reg32_read(frame->entry.base, SMMU_CR0ACK) & CR0_SMMUEN))
		return "does not translate";
	if (gbpa_read(frame, &gbpa))
		return "GBPA is busy";
	if ((gbpa & GBPA_ABORT) == wanted)
		return NULL;
	reg32_write(frame->entry.base, SMMU_GBPA,
		    (gbpa & GBPA_ATTRIBUTES) | wanted | GBPA_UPDATE);
	if (gbpa_read(frame, &gbpa) || (gbpa & GBPA_ABORT) != wanted)
		return "GBPA did not change";
	return NULL;
}

/* The stage's line, with this module's name in place of the stage's. */
static void report(const struct frame *frame)
{
	char line[512] = "";
	struct console console = {
		.text = line, .kept.room = sizeof(line) - 1,
	};

	report_job(&console, &frame->entry, &frame->job);
	pr_info("%s", line + strlen(CONSOLE_NAME));
}

bool fence_run(enum end end, const struct device *dev)
{
	unsigned int count = 0, working;
	struct wait_clock clock;
	struct frame *frame;
	int *irq;

	wait_clock_make(&clock, TIMEOUT_US);
	for_each_frame(frame) {
		frame->job = (struct job){ 0 };
		frame->entry.action = frame->actions[end];
		frame->working = frame->entry.action != SMMU_PLAN_KEEP &&
				 (!dev || frame->dev == dev) &&
				 frame_is_on(frame);
		count += frame->working;
	}
	for (working = count; working;) {
		for_each_frame(frame) {
			if (!frame->working || frame->job.flags & JOB_FINISHED)
				continue;
			if (wait_clock_us(&clock) >= TOGETHER_US) {
				job_fail(&frame->job, OUTCOME_TIMEOUT, AT_NONE);
				job_end(&frame->job);
			} else {
				smmu_step(&frame->job, &frame->entry, &clock);
			}
			if (frame->job.flags & JOB_FINISHED) {
				frame->job.elapsed_us = wait_clock_us(&clock);
				working--;
			}
		}
	}
	for_each_frame(frame) {
		if (!frame->working)
			continue;
		/* An SMMU cannot withdraw a wired interrupt that is latched. */
		for (irq = frame->irqs; irq && *irq; irq++)
			irq_set_irqchip_state(*irq, IRQCHIP_STATE_PENDING,
					      false);
		report(frame);
	}
	return count;
}
