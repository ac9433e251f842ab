/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The driver for SMMUv1 and SMMUv2: takes one register frame to abort or
 * bypass, a step at a time, so that the waits of many overlap.
 *
 * No step lets a transaction that was translated or aborted pass untranslated
 * on the way to abort: unmatched streams are made to fault before any stream
 * becomes unmatched, every stream mapping group before a translation context
 * bank behind it is switched off, and all that has been read back before
 * CLIENTPD is cleared. What does not stick is not followed by what needs it.
 */
#ifndef SMMU_V2_H
#define SMMU_V2_H

#include "smmu-plan.h"
#include "job/job.h"
#include "job/wait.h"

/* As smmu_v3_step(). */
void smmu_v2_step(struct job *job, const struct smmu_plan_entry *entry,
		  const struct wait_clock *clock);

#endif
