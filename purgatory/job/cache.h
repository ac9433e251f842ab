/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef JOB_CACHE_H
#define JOB_CACHE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The caches keep nothing of these bytes. What they had of them is written back
 * first, if drop is not set: so before reading what firmware or a kernel wrote
 * with caches on.
 */
void cache_invalidate(uint64_t address, uint64_t size, bool drop);

#endif
