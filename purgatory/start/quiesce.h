/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Functions of PCI behind SMMUs that are fenced are reset, and made masters
 * again, while these are watched; then it is known which SMMUs can be opened.
 */
#ifndef START_QUIESCE_H
#define START_QUIESCE_H

#include <stdbool.h>
#include <stdint.h>

#include "start/listening.h"

/* What is done, in that order; the watch goes on for each. */
enum quiesce_phase {
	QUIESCE_RESET,		/* resets begin, */
	QUIESCE_SETTLE,		/* and those of buses end */
	QUIESCE_READY,		/* functions become ready, and get their headers */
	QUIESCE_PROVOKE,	/* they are masters, */
	QUIESCE_SILENCE,	/* and no longer */
	QUIESCE_PHASES,
};

/*
 * Begin a phase, which lasts for the time that is returned, or for wait_us where
 * that is its own.
 */
uint32_t quiesce_begin(const struct listen *listen, enum quiesce_phase phase,
		       uint32_t wait_us);

/* Whether the phase is to go on while there is time. */
bool quiesce_goes_on(const struct listen *listen, enum quiesce_phase phase);

/* Which SMMUs are opened, by JOB_OPENS, and why others are not. */
void quiesce_judge(const struct listen *listen);

#endif
