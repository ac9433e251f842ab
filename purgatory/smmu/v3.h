/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The SMMUv3 driver: takes one SMMU to abort or bypass, a step at a time, so
 * that the waits of many overlap.
 *
 * No step lets a transaction that was translated or aborted pass untranslated
 * on the way to abort: SMMUEN is cleared only after GBPA.ABORT has taken
 * effect, the rest of CR0 only after SMMUEN. A step of that chain that is not
 * acknowledged is not followed by the next.
 */
#ifndef SMMU_V3_H
#define SMMU_V3_H

#include "smmu-plan.h"
#include "job/job.h"
#include "job/wait.h"

/*
 * Do one step. job is zeroed before the first; when job->finished is set there
 * is nothing left to do and job->outcome says how it ended.
 */
void smmu_v3_step(struct job *job, const struct smmu_plan_entry *entry,
		  const struct wait_clock *clock);

#endif
