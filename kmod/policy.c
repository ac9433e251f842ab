// SPDX-License-Identifier: GPL-2.0-or-later
#include "kmod.h"

#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/string.h>

/* How specific a rule is; 0: it is for another SMMU. */
enum rank { RANK_OTHER, RANK_ALL, RANK_VERSION, RANK_NAMED };

char policies[ENDS][POLICY_MAX] = { "keep", "keep" };

const char *const policy_actions[] = {
	[SMMU_PLAN_KEEP] = "keep",
	[SMMU_PLAN_ABORT] = "abort",
	[SMMU_PLAN_BYPASS] = "bypass",
};

/* enum rank, or -EINVAL. */
static int read_which(const char *which, const struct smmu_plan_entry *entry,
		      const struct device_node *node)
{
	static const char *const versions[] = { "v1", "v2", "v3" };
	int version = match_string(versions, ARRAY_SIZE(versions), which) + 1;
	u64 base;

	if (version > 0)
		return version == entry->type ? RANK_VERSION : RANK_OTHER;
	if (*which == '/') {
		struct device_node *meant = of_find_node_by_path(which);

		of_node_put(meant);
		return meant && meant == node ? RANK_NAMED : RANK_OTHER;
	}
	if (strncmp(which, "0x", 2) || kstrtou64(which, 16, &base))
		return -EINVAL;
	return base == entry->base ? RANK_NAMED : RANK_OTHER;
}

int policy_action(const char *policy, const struct smmu_plan_entry *entry,
		  const struct device_node *node, bool named)
{
	char words[POLICY_MAX], *next = words, *which, *word;
	int best = named ? RANK_NAMED : RANK_ALL;
	int action = SMMU_PLAN_KEEP;

	if (strscpy(words, policy, sizeof(words)) < 0)
		return -EINVAL;
	while (*(next = skip_spaces(next))) {
		int found, rank = RANK_ALL;

		next = next_arg(next, &which, &word);
		if (word)
			rank = read_which(which, entry, node);
		found = match_string(policy_actions, SMMU_PLAN_BYPASS + 1,
				     word ?: which);
		if (found < 0 || rank < 0)
			return -EINVAL;
		if (rank >= best) {
			best = rank;
			action = found;
		}
	}
	return action;
}
