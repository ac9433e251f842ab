/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/drain.h"

#include <stddef.h>

#include "start/entry.h"

/*
 * The longest of the default range of PCI Express' completion time-outs (Base
 * Specification 5.0, 7.5.3.15).
 */
#define COMPLETION_US	50000u

/* No entry: whatever is left. */
#define ALL		UINT32_MAX

/* job->step of SMMU_PLAN_FUNCTIONS: what is stopped and awaited. */
enum step {
	STEP_NOTHING,
	STEP_OWN,		/* behind no SMMU */
	STEP_REST,
};

void drain_open(struct drain *drain, const struct smmu_plan_header *header)
{
	const struct smmu_plan_entry *entry =
		(const struct smmu_plan_entry *)(header + 1);
	uint64_t states = 0, functions = 0;
	uint32_t i;

	drain->count = 0;
	for (i = 0; i < header->count; i++, entry++) {
		uint64_t at = (uintptr_t)stage_start + entry->base;

		if (entry->type == SMMU_PLAN_FUNCTIONS) {
			drain->functions = (const struct smmu_plan_function *)at;
			functions = entry->size / sizeof(*drain->functions);
		} else if (entry->type == SMMU_PLAN_STATES) {
			drain->records = (struct function_record *)at;
			states = entry->size / sizeof(*drain->records);
		}
	}
	if (!functions || functions != states)
		return;
	drain->count = (uint32_t)functions;
	for (i = 0; i < drain->count; i++)
		drain->records[i].state = FUNCTION_FOUND;
	wait_clock_make(&drain->clock, COMPLETION_US);
}

/*
 * Call that for each function behind the entry that is in the state. Whether one
 * is left in it.
 */
static bool call_all(const struct drain *drain, uint32_t entry,
		     enum function_state state,
		     void (*call)(void *record, const void *function))
{
	bool left = false;
	uint32_t i;

	for (i = 0; i < drain->count; i++) {
		const struct smmu_plan_function *function =
			&drain->functions[i];
		struct function_record *record = &drain->records[i];
		unsigned int attempts = JOB_SERRORS_MAX;
		unsigned int ended;

		if (record->state != state ||
		    (entry != ALL && function->entry != entry))
			continue;
		do {
			ended = stage_guarded(call, record, function);
		} while (ended == GUARD_SERROR && --attempts);
		if (ended != GUARD_DONE)
			record->state = FUNCTION_FAULTED;
		left |= record->state == state;
	}
	return left;
}

bool drain_holds(const struct drain *drain, struct job *job,
		 const struct smmu_plan_entry *entries, uint32_t n)
{
	if (!(job->flags & (JOB_DRAIN | JOB_SETTLE)))
		return false;
	if (entries[n].type == SMMU_PLAN_FUNCTIONS && job->step == STEP_REST)
		n = ALL;
	else
		/* Of two frames of one SMMU, the first has them. */
		while (entries[n].flags & SMMU_PLAN_MIRROR)
			n--;
	call_all(drain, n, FUNCTION_FOUND, function_stop);
	job->flags |= JOB_DRAINED;
	if (!(job->flags & JOB_DRAIN))
		return false;
	if (call_all(drain, n, FUNCTION_PENDING, function_poll) &&
	    !wait_over(&job->wait, &drain->clock))
		return true;
	job->flags ^= JOB_DRAIN;
	wait_begin(&job->wait);
	return false;
}

void drain_step(struct job *job)
{
	if (job->step == STEP_REST) {
		job_end(job);
		return;
	}
	job_begin(job, job->step + 1u);
	job->flags |= JOB_DRAIN;
}
