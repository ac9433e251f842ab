/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/policy.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/macros.h"
#include "util/number.h"

/* Room for "what there is" in a message. */
#define NAMES_SIZE	256

static int parse_base(const char *text, size_t size, uint64_t *ret_base,
		      struct message *why)
{
	switch (number_read_hex(text, size, ret_base)) {
	case NUMBER_OK:
		return 0;
	case NUMBER_E_RANGE:
		return message_set(why, "%s: address of more than 64 bits",
				   text);
	default:
		return message_set(why, "%s: not a hexadecimal address", text);
	}
}

/* WHICH is text[0, size). */
static int parse_which(const char *text, size_t size, struct policy_rule *rule,
		       struct message *why)
{
	if (text[0] == '/') {
		rule->which = POLICY_PATH;
		rule->path = strndup(text, size);
		return rule->path ? 0 : message_oom(why);
	}
	if (size >= 2 && text[0] == '0' && text[1] == 'x') {
		rule->which = POLICY_BASE;
		return parse_base(text, size, &rule->base, why);
	}
	rule->which = POLICY_VERSION;
	if (!smmu_version_parse(text, size, &rule->version))
		return 0;
	return message_set(why, "%s: not for an address (0x...), a path (/...), v1, v2 or v3",
			   text);
}

int policy_rule_parse(const char *text, struct policy_rule *ret_rule,
		      struct message *why)
{
	struct policy_rule rule = { .which = POLICY_ALL };
	const char *equals = strrchr(text, '=');
	const char *word = equals ? equals + 1 : text;

	if (smmu_action_parse(word, &rule.action)) {
		if (streq(word, "quiesce") || streq(word, "auto"))
			message_set(why, "%s: the policy %s is not available "
				    "yet", text, word);
		else
			message_set(why, "%s: unknown policy (known: keep, "
				    "abort, bypass)", text);
		return -1;
	}
	if (equals && parse_which(text, (size_t)(equals - text), &rule, why))
		return -1;
	*ret_rule = rule;
	return 0;
}

void policy_rule_clear(struct policy_rule *rule)
{
	free(rule->path);
	memset(rule, 0, sizeof(*rule));
}

static bool is_named(const struct policy_rule *rule)
{
	return rule->which == POLICY_PATH || rule->which == POLICY_BASE;
}

static bool matches(const struct policy_rule *rule, const struct smmu *smmu)
{
	switch (rule->which) {
	case POLICY_ALL:
		return true;
	case POLICY_VERSION:
		return rule->version == smmu->version;
	case POLICY_PATH:
		return smmu->name && streq(rule->path, smmu->name);
	case POLICY_BASE:
		return smmu->has_base && rule->base == smmu->base;
	}
	return false;
}

/* Frames of one group stand together: the index after the last one. */
static size_t group_end(const struct smmu_machine *machine, size_t first)
{
	size_t end = first + 1;

	while (end < machine->smmu_count &&
	       machine->smmus[end].group == machine->smmus[first].group)
		end++;
	return end;
}

/* Does the rule match a frame of [first, end)? */
static bool matches_group(const struct policy_rule *rule,
			  const struct smmu_machine *machine, size_t first,
			  size_t end)
{
	for (; first < end; first++) {
		if (matches(rule, &machine->smmus[first]))
			return true;
	}
	return false;
}

/* The frame that keeps the group from being programmed, if there is one. */
static const struct smmu *bad_frame(const struct smmu_machine *machine,
				    size_t first, size_t end)
{
	for (; first < end; first++) {
		if (machine->smmus[first].status != SMMU_OKAY)
			return &machine->smmus[first];
	}
	return NULL;
}

static void rule_which(const struct policy_rule *rule, char *text, size_t size)
{
	if (rule->which == POLICY_PATH)
		snprintf(text, size, "%s", rule->path);
	else
		snprintf(text, size, "0x%" PRIx64, rule->base);
}

/* A path that a rule can name, NULL if there is none. */
static const char *path_of(const struct smmu *smmu)
{
	return smmu->name && smmu->name[0] == '/' ? smmu->name : NULL;
}

/*
 * The frame's path, once for each group, or else its address; NULL if it has
 * none. one is room for an address.
 */
static const char *what_it_is(const struct smmu_machine *machine, size_t i,
			      bool paths, char *one, size_t size)
{
	const struct smmu *smmu = &machine->smmus[i];

	if (paths)
		return i && smmu[-1].group == smmu->group ? NULL :
							    path_of(smmu);
	if (!smmu->has_base)
		return NULL;
	snprintf(one, size, "0x%" PRIx64, smmu->base);
	return one;
}

static bool has_path(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (path_of(&machine->smmus[i]))
			return true;
	}
	return false;
}

/*
 * As many of the kind that the rule names by as there is room for, then "...".
 * Where no SMMU has a path (IORT), addresses.
 */
static void what_there_is(const struct policy_rule *rule,
			  const struct smmu_machine *machine, char *text,
			  size_t size)
{
	bool paths = rule->which == POLICY_PATH && has_path(machine);
	size_t used = 0, i;
	char one[24];

	snprintf(text, size, "none at all");
	for (i = 0; i < machine->smmu_count; i++) {
		const char *name = what_it_is(machine, i, paths, one,
					      sizeof(one));

		if (!name)
			continue;
		if (used + strlen(name) + sizeof(", ...") > size) {
			snprintf(text + used, size - used, "%s...",
				 used ? ", " : "");
			return;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 used ? ", " : "", name);
	}
}

/* A rule that names an SMMU has to mean one that can be programmed. */
static int check_named(const struct policy_rule *rule,
		       const struct smmu_machine *machine, struct message *why)
{
	bool found = false;
	char which[NAMES_SIZE], names[NAMES_SIZE];
	const struct smmu *bad;
	size_t first, end;

	rule_which(rule, which, sizeof(which));
	for (first = 0; first < machine->smmu_count; first = end) {
		end = group_end(machine, first);
		if (!matches_group(rule, machine, first, end))
			continue;
		found = true;
		bad = bad_frame(machine, first, end);
		if (bad)
			return message_set(why, "%s: this SMMU is %s", which,
					   smmu_status_name(bad->status));
	}
	if (found)
		return 0;
	what_there_is(rule, machine, names, sizeof(names));
	return message_set(why, "%s: no such SMMU (there are: %s)", which,
			   names);
}

/* What keeps a class from touching [first, end), though it could be. */
static const char *class_refusal(const struct smmu_machine *machine,
				 size_t first, size_t end)
{
	bool power_managed = false, qualcomm = false, owns_region = false;

	for (; first < end; first++) {
		power_managed |= machine->smmus[first].power_managed;
		qualcomm |= machine->smmus[first].qualcomm;
		owns_region |= machine->smmus[first].owns_region;
	}
	if (power_managed)
		return "power-managed: may be unclocked by then";
	if (qualcomm)
		return "of Qualcomm's make: firmware filters its registers";
	if (owns_region)
		return "a reserved region is in use through it";
	return NULL;
}

/* Static text: why what a class asks for is not done, NULL if it is. */
static const char *refusal(const struct smmu_machine *machine, size_t first,
			   size_t end)
{
	const struct smmu *bad = bad_frame(machine, first, end);

	if (bad) {
		switch (bad->status) {
		case SMMU_DISABLED:
			return "disabled in the firmware's tables";
		case SMMU_RESERVED:
			return "reserved for other firmware";
		default:
			return "no CPU address leads to it";
		}
	}
	return class_refusal(machine, first, end);
}

static const struct policy_rule *best_rule(const struct policy_rule *rules,
					   size_t count,
					   const struct smmu_machine *machine,
					   size_t first, size_t end)
{
	const struct policy_rule *best = NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		if ((!best || rules[i].which >= best->which) &&
		    matches_group(&rules[i], machine, first, end))
			best = &rules[i];
	}
	return best;
}

static void decide(const struct policy_rule *rule,
		   struct smmu_machine *machine, size_t first, size_t end)
{
	const char *reason = NULL;

	if (rule && rule->action != SMMU_KEEP && !is_named(rule))
		reason = refusal(machine, first, end);
	for (; first < end; first++) {
		struct smmu *smmu = &machine->smmus[first];

		smmu->has_policy = rule;
		smmu->policy = rule ? rule->action : SMMU_KEEP;
		smmu->action = reason ? SMMU_KEEP : smmu->policy;
		smmu->reason = reason;
	}
}

int policy_apply(const struct policy_rule *rules, size_t count,
		 struct smmu_machine *machine, struct message *why)
{
	size_t first, end, i;

	for (i = 0; i < count; i++) {
		if (is_named(&rules[i]) &&
		    check_named(&rules[i], machine, why))
			return -1;
	}
	for (first = 0; first < machine->smmu_count; first = end) {
		end = group_end(machine, first);
		decide(best_rule(rules, count, machine, first, end), machine,
		       first, end);
	}
	return 0;
}

bool policy_is_unmet(const struct smmu *smmu)
{
	return smmu->has_policy && smmu->action != smmu->policy &&
	       smmu->status != SMMU_DISABLED;
}
