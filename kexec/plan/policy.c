/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/policy.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/macros.h"
#include "util/number.h"

/* Room in a message for the list of SMMUs. */
#define NAMES_SIZE	256

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
		switch (number_read_hex(text, size, &rule->base)) {
		case NUMBER_OK:
			return 0;
		case NUMBER_E_RANGE:
			return message_set(why, "%s: the address has more than 64 bits",
					   text);
		default:
			return message_set(why, "%s: not a hexadecimal address",
					   text);
		}
	}
	rule->which = POLICY_VERSION;
	if (!smmu_version_parse(text, size, &rule->version))
		return 0;
	return message_set(why, "%s: neither an address (0x...), a path (/...), v1, v2 nor v3",
			   text);
}

int policy_rule_parse(const char *text, struct policy_rule *ret_rule,
		      struct message *why)
{
	struct policy_rule rule = { .which = POLICY_ALL };
	const char *equals = strrchr(text, '=');
	const char *word = equals ? equals + 1 : text;

	if (smmu_action_parse(word, &rule.action))
		return message_set(why, "%s: unknown policy (known: keep, "
				   "abort, bypass, drain, quiesce, auto)",
				   text);
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
static bool matches(const struct policy_rule *rule,
		    const struct smmu_machine *machine, size_t first,
		    size_t end)
{
	bool found = false;

	for (; first < end && !found; first++) {
		const struct smmu *smmu = &machine->smmus[first];

		switch (rule->which) {
		case POLICY_ALL:
			found = true;
			break;
		case POLICY_VERSION:
			found = rule->version == smmu->version;
			break;
		case POLICY_PATH:
			found = smmu->name && streq(rule->path, smmu->name);
			break;
		case POLICY_BASE:
			found = smmu->has_base && rule->base == smmu->base;
			break;
		}
	}
	return found;
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

/* A path that a rule can name, NULL if there is none. */
static const char *path_of(const struct smmu *smmu)
{
	return smmu->name && smmu->name[0] == '/' ? smmu->name : NULL;
}

/*
 * List as many as there is room for, then "...", in the form of the rule: the
 * path of each group, or addresses of frames if no SMMU has a path (IORT).
 */
static void what_there_is(const struct policy_rule *rule,
			  const struct smmu_machine *machine, char *text,
			  size_t size)
{
	size_t used = 0, i;
	bool paths = false;
	char base[24];

	for (i = 0; rule->which == POLICY_PATH && i < machine->smmu_count; i++)
		paths |= path_of(&machine->smmus[i]) != NULL;
	snprintf(text, size, "none");
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		const char *name = paths ? path_of(smmu) :
				   smmu->has_base ? base : NULL;

		if (!name || (paths && i && smmu[-1].group == smmu->group))
			continue;
		snprintf(base, sizeof(base), "0x%" PRIx64, smmu->base);
		if (used + strlen(name) + sizeof(", ...") > size) {
			snprintf(text + used, size - used, "%s...",
				 used ? ", " : "");
			return;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 used ? ", " : "", name);
	}
}

/* A rule that names an SMMU must name one that can be programmed. */
static int check_named(const struct policy_rule *rule,
		       const struct smmu_machine *machine, struct message *why)
{
	char which[NAMES_SIZE], names[NAMES_SIZE];
	bool found = false;
	const struct smmu *bad;
	size_t first, end;

	if (rule->which == POLICY_PATH)
		snprintf(which, sizeof(which), "%s", rule->path);
	else
		snprintf(which, sizeof(which), "0x%" PRIx64, rule->base);
	for (first = 0; first < machine->smmu_count; first = end) {
		end = group_end(machine, first);
		if (!matches(rule, machine, first, end))
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

/* Static text: why a class rule does not apply, NULL if it does. */
static const char *refusal(const struct smmu_machine *machine, size_t first,
			   size_t end)
{
	/* For a crash kernel, the state at load time is long gone by then. */
	static const char *const uses[] = {
		[SMMU_USE_UNKNOWN] = NULL,
		[SMMU_USED] = NULL,
		[SMMU_UNDRIVEN] = "no driver was bound to it at load time: may be unpowered",
		[SMMU_SUSPENDED] = "it was suspended at load time: may be unpowered",
		[SMMU_MASTERLESS] = "nothing behind it had a driver at load time: may be unpowered",
	};
	bool power_managed = false, qualcomm = false, owns_region = false;
	const struct smmu *bad = bad_frame(machine, first, end);

	if (bad && bad->status == SMMU_DISABLED)
		return "disabled in the firmware's tables";
	if (bad && bad->status == SMMU_RESERVED)
		return "reserved for other firmware";
	if (bad)
		return "no CPU address leads to it";
	for (; first < end; first++) {
		power_managed |= machine->smmus[first].power_managed;
		qualcomm |= machine->smmus[first].qualcomm;
		owns_region |= machine->smmus[first].owns_region;
	}
	if (power_managed)
		return "power-managed: may be unclocked by then";
	if (qualcomm)
		return "Qualcomm: firmware filters its registers";
	if (uses[machine->smmus[end - 1].use])
		return uses[machine->smmus[end - 1].use];
	if (owns_region)
		return "a reserved region is accessed through it";
	return NULL;
}

/* For the frames of [first, end): the most specific rule, of these the last. */
static void decide(const struct policy_rule *rules, size_t count,
		   struct smmu_machine *machine, size_t first, size_t end)
{
	const struct policy_rule *rule = NULL;
	const char *reason = NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		if ((!rule || rules[i].which >= rule->which) &&
		    matches(&rules[i], machine, first, end))
			rule = &rules[i];
	}
	if (rule && rule->action != SMMU_KEEP && !is_named(rule))
		reason = refusal(machine, first, end);
	for (; first < end; first++) {
		struct smmu *smmu = &machine->smmus[first];

		smmu->has_policy = rule;
		smmu->is_named = rule && is_named(rule);
		smmu->policy = rule ? rule->action : SMMU_KEEP;
		smmu->action = reason ? SMMU_KEEP : smmu->policy;
		smmu->reason = reason;
		if (smmu->action == SMMU_AUTO) {
			smmu->action = machine->automatic;
			smmu->reason = machine->automatic_reason;
		}
	}
}

int policy_apply(const struct policy_rule *rules, size_t count,
		 struct smmu_machine *machine, struct message *why)
{
	size_t first, end, i;

	for (i = 0; i < count; i++) {
		enum smmu_action action = rules[i].action;

		if (action == SMMU_AUTO)
			action = machine->automatic;
		if (rules[i].which == POLICY_ALL)
			machine->rest = smmu_stops(action) ? action :
							     SMMU_KEEP;
	}
	for (i = 0; i < count; i++) {
		if (is_named(&rules[i]) &&
		    check_named(&rules[i], machine, why))
			return -1;
	}
	for (first = 0; first < machine->smmu_count; first = end) {
		end = group_end(machine, first);
		decide(rules, count, machine, first, end);
	}
	return 0;
}

static bool is_in_use(const struct smmu_machine *machine, size_t first,
		      size_t end)
{
	return !bad_frame(machine, first, end);
}

int policy_check_use(const struct policy_rule *rules, size_t count,
		     const struct smmu_machine *machine, struct message *why)
{
	size_t used[SMMU_VERSION_V3 + 1] = { 0 };
	const struct policy_rule *idle = NULL;
	char there[NAMES_SIZE] = "";
	size_t first, end, i, size = 0;

	if (!smmu_machine_in_use(machine))
		return 0;
	for (i = 0; i < count; i++) {
		if (rules[i].action == SMMU_KEEP)
			continue;
		for (first = 0; first < machine->smmu_count; first = end) {
			end = group_end(machine, first);
			if (is_in_use(machine, first, end) &&
			    matches(&rules[i], machine, first, end))
				return 0;
		}
		if (!idle)
			idle = &rules[i];
	}
	if (!idle)
		return 0;
	for (first = 0; first < machine->smmu_count; first = end) {
		end = group_end(machine, first);
		if (is_in_use(machine, first, end))
			used[machine->smmus[first].version]++;
	}
	for (i = SMMU_VERSION_V1; i <= SMMU_VERSION_V3; i++)
		if (used[i])
			size += (size_t)snprintf(there + size,
						 sizeof(there) - size,
						 "%s%zu %s", size ? ", " : "",
						 used[i], smmu_version_name(i));
	/*
	 * policy_apply() has found an SMMU for each name, and a rule for all
	 * matches any.
	 */
	return message_set(why, "%s=%s: matches no SMMU in use (in use: %s)",
			   smmu_version_name(idle->version),
			   smmu_action_name(idle->action), there);
}

bool policy_unfenced(const struct smmu_machine *machine, const char *option,
		     struct message *ret_line)
{
	const struct smmu *one = NULL;
	size_t used = 0, left = 0, first, end;
	const char *more = "";
	char room[SMMU_LABEL_SIZE];

	for (first = 0; first < machine->smmu_count; first = end) {
		const struct smmu *smmu = &machine->smmus[first];

		end = group_end(machine, first);
		if (!is_in_use(machine, first, end))
			continue;
		used++;
		if (!policy_is_unmet(smmu))
			continue;
		left++;
		if (!one)
			one = smmu;
		else if (!streq(one->reason, smmu->reason))
			more = ", or for another reason";
	}
	ret_line->text[0] = '\0';
	if (!one)
		return false;
	/* A path can be given in a rule; the name of an IORT node cannot. */
	if (!path_of(one))
		snprintf(room, sizeof(room), "0x%" PRIx64, one->base);
	message_set(ret_line, "NOT FENCED: %zu of %zu SMMU%s in use: left as "
		    "%s (%s%s); to include one, name it: %s=%s=%s", left, used,
		    used == 1 ? "" : "s", left == 1 ? "it is" : "they are",
		    one->reason, more, option,
		    path_of(one) ? path_of(one) : room,
		    smmu_action_name(one->policy));
	return true;
}

bool policy_is_unmet(const struct smmu *smmu)
{
	return smmu->has_policy && smmu->action != smmu->policy &&
	       smmu->action == SMMU_KEEP && smmu->status != SMMU_DISABLED;
}
