// SPDX-License-Identifier: GPL-2.0-or-later
#include "kmod.h"

#include <linux/kernel.h>
#include <linux/string.h>

/* How specific a rule is. */
enum rank { RANK_BAD, RANK_ALL, RANK_VERSION, RANK_NAMED };

char policies[ENDS][POLICY_MAX] = { "keep", "keep" };

const char *const policy_actions[] = {
	[SMMU_PLAN_KEEP] = "keep",
	[SMMU_PLAN_ABORT] = "abort",
	[SMMU_PLAN_BYPASS] = "bypass",
};

/* *ret_matches: whether this SMMU is meant. */
static enum rank read_which(const char *which,
			    const struct smmu_plan_entry *entry,
			    const char *path, bool *ret_matches)
{
	u64 base;

	if (*which == '/') {
		*ret_matches = path && !strcmp(which, path);
		return RANK_NAMED;
	}
	if (which[0] == 'v' && which[1] >= '1' && which[1] <= '3' && !which[2]) {
		*ret_matches = which[1] - '0' == entry->type;
		return RANK_VERSION;
	}
	if (strncmp(which, "0x", 2) || kstrtou64(which, 16, &base))
		return RANK_BAD;
	*ret_matches = base == entry->base;
	return RANK_NAMED;
}

int policy_action(const char *policy, const struct smmu_plan_entry *entry,
		  const char *path, bool named)
{
	char words[POLICY_MAX], *next = words, *word;
	enum rank best = named ? RANK_NAMED : RANK_ALL;
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
			rank = read_which(word, entry, path, &matches);
			word = equals + 1;
		}
		found = match_string(policy_actions, SMMU_PLAN_BYPASS + 1, word);
		if (found < 0 || rank == RANK_BAD)
			return -EINVAL;
		if (matches && rank >= best) {
			best = rank;
			action = found;
		}
	}
	return action;
}
