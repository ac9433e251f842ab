/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies, as --smmu-policy has them: [WHICH=]keep|abort|bypass, where WHICH
 * is v1, v2, v3, a base address (0x...) or a device-tree path (/...). Words are
 * separated by spaces. The most specific rule wins, of equal ones the last.
 */
#ifndef KMOD_POLICY_H
#define KMOD_POLICY_H

#include <linux/types.h>

#define POLICY_MAX	512

/* What rules are applied to. */
struct policy_target {
	u64 base;		/* of the first frame */
	const char *path;	/* in the device tree, NULL without one */
	unsigned int version;	/* 1 to 3 */
};

/*
 * Returns the action, SMMU_PLAN_*, for a target; KEEP where no rule is for it;
 * -EINVAL if a word is not a rule, whatever the target. *ret_named: the rule
 * names this SMMU, by address or path.
 */
int policy_action(const char *policy, const struct policy_target *target,
		  bool *ret_named);

#endif
