/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "job/reg.h"
#include "smmu/v2-regs.h"
#include "smmu/watch.h"

/*
 * The SMMU keeps the last fault, or the first since sGFSR was cleared: it is
 * sampled and cleared. Nothing has to be opened or closed for it.
 */
void smmu_v2_watch(struct job *job, struct watch *watch)
{
	uint64_t base = watch->entry->base;
	uint64_t address;
	uint32_t gfsr;

	if (watch->entry->flags & SMMU_PLAN_SECURE_ALIAS)
		base += SMMU_NS_ALIAS;
	gfsr = reg32_read(base, SMMU_sGFSR);
	if (!gfsr)
		return;
	if (gfsr & sGFSR_MULTI)
		watch_lost(watch, job);
	address = reg32_read(base, SMMU_sGFAR_LO) |
		  (uint64_t)reg32_read(base, SMMU_sGFAR_HI) << 32;
	watch_note(watch, job,
		   reg32_read(base, SMMU_sGFSYNR1) & sGFSYNR1_StreamID,
		   reg32_read(base, SMMU_sGFSYNR0) & sGFSYNR0_WNR ?
		   WATCH_WROTE : WATCH_READ, address);
	reg32_write(base, SMMU_sGFSR, gfsr);
}
