/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The action for each SMMU: the user's rules, applied to a machine. Pure: no
 * I/O, no printing.
 */
#ifndef PLAN_POLICY_H
#define PLAN_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"
#include "machine/smmu.h"

/* In order of precedence: a later kind is more specific. */
enum policy_which {
	POLICY_ALL,		/* POLICY */
	POLICY_VERSION,		/* v3=POLICY */
	POLICY_PATH,		/* /smmu@9050000=POLICY */
	POLICY_BASE,		/* 0x9050000=POLICY */
};

struct policy_rule {
	enum policy_which which;
	enum smmu_version version;	/* POLICY_VERSION */
	uint64_t base;			/* POLICY_BASE */
	char *path;			/* POLICY_PATH; owned */
	enum smmu_action action;	/* SMMU_AUTO: machine->automatic */
};

/*
 * Parse [WHICH=]POLICY. Returns 0, or -1 with the reason in *why.
 * Free with policy_rule_clear().
 */
int policy_rule_parse(const char *text, struct policy_rule *ret_rule,
		      struct message *why) _must_check_;
void policy_rule_clear(struct policy_rule *rule);

/*
 * Set policy, action and reason of every SMMU, and machine->rest: functions
 * behind none are also stopped if a rule for all says so. The most specific
 * rule wins, and among equally specific rules the last. Class defaults (ALL and
 * VERSION) never touch an SMMU that is power-managed, that the running kernel
 * does not use (enum smmu_use), that is Qualcomm's, or that owns a reserved
 * region: it is kept, with the reason. Frames of one group get one action, and
 * what one of them is, all are. Returns 0, or -1 with the reason in *why: a
 * rule by base or path that matches nothing (the line says what there is) or
 * matches an SMMU that is disabled, reserved or unreachable. Only names that
 * are paths are matched by path: those of IORT nodes are for people.
 */
int policy_apply(const struct policy_rule *rules, size_t count,
		 struct smmu_machine *machine, struct message *why)
	_must_check_;

/*
 * After policy_apply(), whether the rules have any effect: if SMMUs are in use
 * and rules ask for more than keep, one of those rules must match an SMMU in
 * use. Returns 0, or -1 with the first of them, and what is in use, in *why.
 */
int policy_check_use(const struct policy_rule *rules, size_t count,
		     const struct smmu_machine *machine, struct message *why);

/* The option that gives a rule to kexec-smmu. */
#define POLICY_OPTION	"--smmu-policy"

/*
 * Whether an SMMU in use does not get what was asked for, by the first frame of
 * its group.
 */
bool policy_is_unmet(const struct smmu *smmu);

/*
 * Whether SMMUs in use are left alone although the rules ask for something
 * else. The line then tells the user how many, why, and what to type to include
 * one, with option (--smmu-policy); otherwise it is empty.
 */
bool policy_unfenced(const struct smmu_machine *machine, const char *option,
		     struct message *ret_line);

#endif
