/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/guarded.h"

#include "job/job.h"
#include "start/entry.h"

unsigned int guarded_again(void (*call)(void *a, const void *b), void *a,
			   const void *b)
{
	unsigned int attempts = JOB_SERRORS_MAX;
	unsigned int ended;

	do {
		ended = stage_guarded(call, a, b);
	} while (ended == GUARD_SERROR && --attempts);
	return ended;
}
