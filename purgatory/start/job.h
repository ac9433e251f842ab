/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What the drivers of the stage do alike with a job. */
#ifndef START_JOB_H
#define START_JOB_H

#include "smmu-plan.h"
#include "start/stage.h"
#include "start/wait.h"

/* Go on to a step, of the driver's own numbers, and begin its wait. */
static inline void job_begin(struct job *job, unsigned int step)
{
	job->step = (uint8_t)step;
	wait_begin(&job->wait);
}

/* The first failure is the one that is reported. */
void job_fail(struct job *job, enum outcome outcome, enum place place);

/* A poll has failed: whether the wait for it is over, which is a failure. */
bool job_gave_up(struct job *job, const struct wait_clock *clock,
		 enum place place);

/* Nothing is left to do. Where nothing failed either, it is done. */
void job_end(struct job *job);

/* It stays as it was found, which is in job->before. */
void job_keep(struct job *job);

/* All zeros or all ones: what registers of an SMMU that is off read as. */
static inline bool job_is_off(uint32_t value)
{
	return value + 1 <= 1;
}

#endif
