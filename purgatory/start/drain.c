/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/drain.h"

#include <stddef.h>

#include "start/entry.h"
#include "start/guarded.h"

/*
 * The longest of the default range of PCI Express' completion time-outs (Base
 * Specification 5.0, 7.5.3.15).
 */
#define COMPLETION_US	50000u

/* job->step of SMMU_PLAN_FUNCTIONS: what is stopped and awaited. */
enum step {
	STEP_NOTHING,
	STEP_OWN,		/* behind no SMMU */
	STEP_REST,
};

void drain_open(struct drain *drain)
{
	uint32_t i;

	for (i = 0; i < drain->count; i++) {
		uint32_t pf = drain->functions[i].parent;

		drain->records[i].vfs = 0;
		drain->records[i].state = FUNCTION_FOUND;
		/* A PF comes before its VFs. */
		if ((drain->functions[i].flags & SMMU_PLAN_FUNCTION_VF) &&
		    pf < i)
			drain->records[pf].vfs++;
	}
	wait_clock_make(&drain->clock, COMPLETION_US);
}

bool drain_call(const struct drain *drain, uint32_t entry, uint32_t states,
		void (*call)(void *record, const void *function))
{
	bool left = false;
	uint32_t i;

	for (i = 0; i < drain->count; i++) {
		const struct smmu_plan_function *function =
			&drain->functions[i];
		struct function_record *record = &drain->records[i];

		if (!(states >> record->state & 1) ||
		    (entry != DRAIN_ALL && function->entry != entry))
			continue;
		if (guarded_again(call, record, function))
			record->state = FUNCTION_FAULTED;
		left |= states >> record->state & 1;
	}
	return left;
}

bool drain_holds(const struct drain *drain, struct job *job,
		 const struct smmu_plan_entry *entries, uint32_t n)
{
	if (!(job->flags & (JOB_DRAIN | JOB_SETTLE)))
		return false;
	if (entries[n].type == SMMU_PLAN_FUNCTIONS && job->step == STEP_REST)
		n = DRAIN_ALL;
	else
		/* Of two frames of one SMMU, the first has them. */
		while (entries[n].flags & SMMU_PLAN_MIRROR)
			n--;
	drain_call(drain, n, DRAIN(FOUND), function_stop);
	job->flags |= JOB_DRAINED;
	if (!(job->flags & JOB_DRAIN))
		return false;
	if (drain_call(drain, n, DRAIN(PENDING), function_poll) &&
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
