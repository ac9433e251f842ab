/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Functions of PCI that the plan lists are stopped: those behind an SMMU that
 * translates before its fence, so that nothing is left for that to abort, and
 * all others after theirs.
 */
#ifndef START_DRAIN_H
#define START_DRAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "job/job.h"
#include "pci/function.h"
#include "smmu-plan.h"

/* The functions of a plan. */
struct drain {
	const struct smmu_plan_function *functions;
	struct function_record *records;	/* of each */
	uint32_t count;
	bool provokes;		/* by quiesce */
	struct wait_clock clock;	/* for completions */
};

/* No entry: whatever is left. */
#define DRAIN_ALL	UINT32_MAX

/* Nothing was done yet to those that drain->count counts. */
void drain_open(struct drain *drain);

/* A set of states of functions: FUNCTION_state. */
#define DRAIN(state)	(1u << FUNCTION_ ## state)

/*
 * Call that for each function behind the entry that is in one of the states.
 * Whether one is left in any of these.
 */
bool drain_call(const struct drain *drain, uint32_t entry, uint32_t states,
		void (*call)(void *record, const void *function));

/*
 * Whether the job of entry number n is to wait: if it asks for it, for the
 * functions behind its entry, and not for longer than completions may take. They
 * are stopped first, and so are those behind an SMMU that settles.
 */
bool drain_holds(const struct drain *drain, struct job *job,
		 const struct smmu_plan_entry *entries, uint32_t n);

/*
 * A step of the job of SMMU_PLAN_FUNCTIONS: the first is for functions behind
 * no SMMU, the next ones, when all SMMUs have ended, for all that are left.
 */
void drain_step(struct job *job);

/* Whether entry and job are at that first step. */
static inline bool drain_is_first(const struct smmu_plan_entry *entry,
				  const struct job *job)
{
	return STAGE_FUNCTIONS && entry->type == SMMU_PLAN_FUNCTIONS &&
	       job->step == 0;
}

#endif
