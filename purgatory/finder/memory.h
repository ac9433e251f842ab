/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading what firmware left in memory with the MMU off, when every access must
 * be aligned. Words and texts are counted, so that a search ends whatever the
 * tables say.
 */
#ifndef FINDER_MEMORY_H
#define FINDER_MEMORY_H

#include <stdint.h>

#include "finder/state.h"

/* More than five for each byte of the largest tree of Debian's kernels. */
#define MEMORY_READS_MAX	1000000u

/* The search has failed, and ends here: what is being read is malformed. */
void memory_fail(enum finder_failure failure) __attribute__((noreturn));
void memory_malformed(void) __attribute__((noreturn));

/*
 * Little-endian, of any alignment: bytes up to the next words' ends are read as
 * well. They fail when no reads are left.
 */
uint32_t memory_load32(uint64_t at);
uint64_t memory_load64(uint64_t at);

/*
 * Whether there is that text, 0 or 1: bool has to be masked by callers. What is
 * there ends with a NUL, or after size bytes; a text that ends with * stands for
 * all that begin with the rest. Counts as one read.
 */
unsigned int memory_is(uint64_t at, uint32_t size, const char *text);

#endif
