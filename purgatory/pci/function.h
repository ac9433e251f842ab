/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A function of PCI that is no longer to do DMA, nor to send MSIs, by its
 * configuration space. Both calls are for stage_guarded(): configuration
 * spaces may not answer. They can be repeated.
 */
#ifndef PCI_FUNCTION_H
#define PCI_FUNCTION_H

#include <stdint.h>

#include "smmu-plan.h"

/* How far the stage is with a function. */
enum function_state {
	FUNCTION_FOUND,		/* nothing was done yet */
	FUNCTION_PENDING,	/* off, and awaits completions */
	FUNCTION_STOPPED,	/* off, and awaits none */
	FUNCTION_STUCK,		/* what was written did not stick */
	FUNCTION_GONE,		/* reads as all ones */
	FUNCTION_CHANGED,	/* another device than at the load: untouched */
	FUNCTION_FAULTED,	/* an access raised an exception */
};

/* What is kept of each function of the plan. */
struct function_record {
	uint32_t unused[11];
	uint32_t state;		/* enum function_state */
};
_Static_assert(sizeof(struct function_record) == SMMU_PLAN_STATE_SIZE,
	       "smmu-plan.h");

#pragma GCC visibility push(hidden)
/*
 * Bus Master, MSI and MSI-X off, INTx disabled, and read back. A bridge keeps
 * Bus Master. record: struct function_record; function: of the plan.
 */
void function_stop(void *record, const void *function);

/* Whether one that is PENDING still awaits completions. */
void function_poll(void *record, const void *function);
#pragma GCC visibility pop

#endif
