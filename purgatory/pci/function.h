/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A function of PCI that is no longer to do DMA, nor to send MSIs, by its
 * configuration space. Both calls are for stage_guarded(): configuration
 * spaces may not answer. They can be repeated.
 */
#ifndef PCI_FUNCTION_H
#define PCI_FUNCTION_H

#include <stdint.h>

/* How far the stage is with a function; a byte. */
enum function_state {
	FUNCTION_FOUND,		/* nothing was done yet */
	FUNCTION_PENDING,	/* off, and awaits completions */
	FUNCTION_STOPPED,	/* off, and awaits none */
	FUNCTION_STUCK,		/* what was written did not stick */
	FUNCTION_GONE,		/* reads as all ones */
	FUNCTION_CHANGED,	/* another device than at the load: untouched */
	FUNCTION_FAULTED,	/* an access raised an exception */
};

#pragma GCC visibility push(hidden)
/*
 * Bus Master, MSI and MSI-X off, INTx disabled, and read back. A bridge keeps
 * Bus Master. state: of enum function_state; function: of the plan.
 */
void function_stop(void *state, const void *function);

/* Whether one that is PENDING still awaits completions. */
void function_poll(void *state, const void *function);
#pragma GCC visibility pop

#endif
