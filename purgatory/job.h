/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What the drivers of the stage do alike with a job. */
#ifndef JOB_H
#define JOB_H

#include "smmu-plan.h"
#include "stage.h"
#include "wait.h"

/* Go on to a step, of the driver's own numbers, and begin its wait. */
void job_begin(struct job *job, unsigned int step);

/* The first failure is the one that is reported. */
void job_fail(struct job *job, enum outcome outcome, enum place place);

/* A poll has failed: whether the wait for it is over, which is a failure. */
bool job_gave_up(struct job *job, const struct wait_clock *clock,
		 enum place place);

/* Nothing is left to do. Where nothing failed either, it is done. */
void job_end(struct job *job);

/* It stays as it was found, which is in job->before. */
void job_keep(struct job *job);

/* What the identification registers of an SMMU that is off read as. */
bool job_is_off(uint32_t value);

#endif
