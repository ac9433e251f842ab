/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "job/job.h"

#include "smmu-plan.h"

/* In each of its many places it would take as much as here. */
__attribute__((__noinline__))
void job_fail_as(struct job *job, unsigned int failure)
{
	if (job->outcome != OUTCOME_NONE)
		return;
	job->outcome = (uint8_t)failure;
	job->place = (uint8_t)(failure >> 8);
}

void job_end(struct job *job)
{
	job_fail(job, job->noise ? OUTCOME_NOT_QUIET : OUTCOME_DONE, AT_NONE);
	job->flags |= JOB_FINISHED;
}

bool job_identified(struct job *job, uint8_t action, bool translates)
{
	if (!(job->flags & JOB_BEFORE))
		job->before = job->found;
	job->flags |= JOB_BEFORE;
	if (action == SMMU_PLAN_KEEP) {
		job->after = job->found;
		job->flags |= JOB_AFTER;
		job_fail(job, OUTCOME_KEPT, AT_NONE);
		job_end(job);
		return false;
	}
	if (!STAGE_FUNCTIONS || !translates || action != SMMU_PLAN_DRAIN ||
	    (job->flags & JOB_DRAINED))
		return true;
	job->flags |= JOB_DRAIN;
	wait_begin(&job->wait);
	return false;
}

bool job_settles(struct job *job, uint32_t settle_us, unsigned int step)
{
	if (settle_us == 0 || (job->flags & JOB_SETTLED))
		return false;
	job->flags |= JOB_SETTLE;
	job_begin(job, step);
	return true;
}

void job_again(struct job *job)
{
	job->flags &= JOB_BEFORE | JOB_SETTLED | JOB_DRAINED | JOB_OPENS;
	job->noise = 0;
	job->note = 0;
	job->step = 0;
	job->outcome = OUTCOME_NONE;
	job->place = AT_NONE;
}

bool job_restart(struct job *job)
{
	if (job->serrors >= JOB_SERRORS_MAX)
		return false;
	job->serrors++;
	job_again(job);
	return true;
}
