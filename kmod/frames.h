/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The register frames of the SMMUs that Linux drives, mapped, and what a policy
 * makes of each.
 */
#ifndef KMOD_FRAMES_H
#define KMOD_FRAMES_H

#include <linux/platform_device.h>

#include "smmu-plan.h"
#include "job/job.h"

/* How this kernel ends. */
enum end {
	END_KEXEC,
	END_CRASH,
	ENDS,
};

struct frame {
	struct smmu_plan_entry entry;	/* action: of the end that has come */
	struct platform_device *pdev;	/* a reference is held */
	void __iomem *mapped;
	struct job job;
	u8 actions[ENDS];		/* SMMU_PLAN_* */
	const char *reason;		/* why class rules keep it, or NULL */
	const int *irqs;		/* of the SMMU, for its first frame */
	unsigned int irq_count;
	bool managed;			/* has runtime power management */
	bool held;			/* taken over, clocks and power on */
	bool working;			/* fence_run() has it in hand */
};

extern struct frame *frames;
extern unsigned int frame_count;

#define for_each_frame(frame)	\
	for ((frame) = frames; (frame) < frames + frame_count; (frame)++)

/*
 * List them anew, with these policies. May sleep; calls must not overlap. On
 * failure (-ENOMEM, -E2BIG) the list is empty.
 */
int frames_find(const char *const policies[ENDS]);

void frames_drop(void);

/*
 * Whether its registers can be touched: it is bound to its driver, resumed, and
 * the system does not sleep. Takes no lock.
 */
bool frame_is_on(const struct frame *frame);

#endif
