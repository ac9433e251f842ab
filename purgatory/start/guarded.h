/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Calls that are guarded, and whose errors are not their own. */
#ifndef START_GUARDED_H
#define START_GUARDED_H

/*
 * As stage_guarded(). An SError may have any cause, such as aborted transactions:
 * what it has ended is called again, a limited number of times.
 */
unsigned int guarded_again(void (*call)(void *a, const void *b), void *a,
			   const void *b);

#endif
