/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of kexec_smmu.ko share: the register frames of the SMMUs that
 * Linux drives, their actions by the policies, and the stage's drivers.
 */
#ifndef KMOD_H
#define KMOD_H

/* Before any header of the kernel's. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/platform_device.h>
#include <linux/pm_runtime.h>

#include "smmu-plan.h"
#include "job/job.h"

/* How this kernel ends. */
enum end { END_KEXEC, END_CRASH, ENDS };

struct frame {
	struct smmu_plan_entry entry;	/* the action is that of fence_run() */
	struct device *dev;		/* a reference is held */
	u8 __iomem *mapped;
	struct job job;
	u8 actions[ENDS];		/* SMMU_PLAN_* */
	const char *reason;		/* why class rules keep it, or NULL */
	int *irqs;			/* of the SMMU, then 0; or NULL */
	bool managed;			/* has runtime power management */
};

/* A panic may come at any time: the first frame_count are whole. */
extern struct frame frames[SMMU_PLAN_ENTRIES_MAX];
extern unsigned int frame_count;

#define for_each_frame(frame)	\
	for ((frame) = frames; (frame) < frames + frame_count; (frame)++)

/* frames.c: may sleep; calls must not overlap. */

/*
 * List them again, with the current policies. On failure (-ENOMEM, -E2BIG),
 * which is said, the list has those that were found before.
 */
int frames_find(void);

void frames_drop(void);

/*
 * As --smmu-policy has them: [WHICH=]keep|abort|bypass, where WHICH is v1, v2,
 * v3, a base address (0x...) or a device-tree path (/...). Rules are separated
 * by spaces. The most specific rule wins; among equals, the last.
 */
extern char *policies[ENDS];
extern const char *const policy_actions[];	/* SMMU_PLAN_*: the word */

/*
 * The action for an SMMU, by its first frame: KEEP if no rule matches; -EINVAL
 * if any rule is malformed, or the policy is longer than 511 characters. Where
 * the frame has a reason, only rules by address or path count.
 */
int policy_find(const char *policy, const struct frame *frame);

/* fence.c: none of these sleeps, or takes a lock. */

/*
 * Whether its registers can be touched: it is bound to its driver, resumed, and
 * the system does not sleep.
 */
bool frame_is_on(const struct frame *frame);

/*
 * An SMMUv3 that translates: set GBPA for END_KEXEC, which takes effect when its
 * driver clears SMMUEN. Returns "armed", or that it is not, and why.
 */
const char *fence_arm(const struct frame *frame);

/*
 * Put the frames that are on, of this SMMU or (NULL) of all, into their states
 * for this end, and report it: a step of each in turn, within five seconds
 * together. Returns whether there was one whose policy is not KEEP.
 */
bool fence_run(enum end end, const struct device *dev);

#endif
