/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PCI function that must no longer do DMA, nor send MSIs, by its
 * configuration space. All calls are for stage_guarded(): configuration spaces
 * may not answer. They can be repeated.
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
	/* By quiesce, of those that are off: */
	FUNCTION_SAVED,		/* and is to be reset, or not ready since then */
	FUNCTION_RESET,		/* it was, and has its header again */
	FUNCTION_SILENT,	/* it cannot be reset */
	FUNCTION_WRITES,	/* it writes to memory if it may */
	FUNCTION_RESETS,	/* a bridge: what is below it */
	FUNCTION_FOLLOWS,	/* a VF: it is gone if its PF is reset */
};

#define FUNCTION_HEADER	10	/* words that a reset clears, and payloads need */

/* What is kept of each function of the plan. */
struct function_record {
	uint32_t header[FUNCTION_HEADER];
	uint32_t control;	/* Device Control of PCI Express */
	uint16_t vfs;		/* of a PF, those that are listed */
	uint16_t state;		/* enum function_state */
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

/*
 * One that is off is SAVED, what a reset clears of it, or it is SILENT. Not if
 * a PF has other VFs than those that are listed. A bridge stays as it is.
 */
void function_save(void *record, const void *function);

/* A reset of its own begins, if it is SAVED and has one. */
void function_reset(void *record, const void *function);

/* Those below a bridge are reset, from one call to the other. */
void function_bus_reset(void *record, const void *function);
void function_bus_end(void *record, const void *function);

/*
 * Whether one that is SAVED is ready: if it was reset it gets its header again,
 * and is off.
 */
void function_ready(void *record, const void *function);

/* Bus Master on. */
void function_provoke(void *record, const void *function);

/* As function_stop(), for one that keeps its state if it is off. */
void function_calm(void *record, const void *function);
#pragma GCC visibility pop

#endif
