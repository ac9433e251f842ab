/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which interrupts of the SMMUs the stage clears, in the plan's format. Pure.
 */
#ifndef PLAN_INTERRUPTS_H
#define PLAN_INTERRUPTS_H

#include <stddef.h>

#include "smmu-plan.h"
#include "machine/smmu.h"
#include "util/macros.h"

/* The frames that become entries of the plan: some of a machine's, in order. */
struct plan_frames {
	const struct smmu *frames[SMMU_PLAN_ENTRIES_MAX];
	size_t count;
};

/* In the order of registers, and of the host's bytes. */
struct plan_interrupts {
	struct smmu_plan_interrupts *records;	/* to be freed */
	size_t count;
};

/*
 * Find the interrupts that may be cleared when the stage is done: none whose
 * SMMU is kept, or has a frame that is not in the plan, nor any that such an
 * SMMU shares. An interrupt of several SMMUs gets the entries from the first to
 * the last of them. Returns 0, or -1 if memory ran out.
 */
int plan_interrupts_make(const struct smmu_machine *machine,
			 const struct plan_frames *planned,
			 struct plan_interrupts *ret_interrupts) _must_check_;

#endif
