// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "smmu-plan.h"

/* How specific a rule is. */
enum rank { RANK_BAD, RANK_ALL, RANK_VERSION, RANK_NAMED };

static const char *const actions[] = {
	[SMMU_PLAN_KEEP] = "keep",
	[SMMU_PLAN_ABORT] = "abort",
	[SMMU_PLAN_BYPASS] = "bypass",
};

/* *ret_matches: whether the target is meant. */
static enum rank read_which(const char *which,
			    const struct policy_target *target,
			    bool *ret_matches)
{
	u64 base;

	if (*which == '/') {
		*ret_matches = target->path && !strcmp(which, target->path);
		return RANK_NAMED;
	}
	if (which[0] == 'v' && which[1] >= '1' && which[1] <= '3' && !which[2]) {
		*ret_matches = which[1] - '0' == target->version;
		return RANK_VERSION;
	}
	if (strncmp(which, "0x", 2) || kstrtou64(which, 16, &base))
		return RANK_BAD;
	*ret_matches = base == target->base;
	return RANK_NAMED;
}

int policy_action(const char *policy, const struct policy_target *target,
		  bool *ret_named)
{
	char words[POLICY_MAX], *next = words, *word;
	enum rank best = RANK_ALL;
	int action = SMMU_PLAN_KEEP;

	if (strscpy(words, policy, sizeof(words)) < 0)
		return -EINVAL;
	while ((word = strsep(&next, " \t\n"))) {
		char *equals = strrchr(word, '=');
		enum rank rank = RANK_ALL;
		bool matches = true;
		int found;

		if (!*word)
			continue;
		if (equals) {
			*equals = '\0';
			rank = read_which(word, target, &matches);
			word = equals + 1;
		}
		found = match_string(actions, ARRAY_SIZE(actions), word);
		if (found < 0 || rank == RANK_BAD)
			return -EINVAL;
		if (matches && rank >= best) {
			best = rank;
			action = found;
		}
	}
	*ret_named = best == RANK_NAMED;
	return action;
}
