/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef JOB_CACHE_H
#define JOB_CACHE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Remove these bytes from the caches, cleaning them first unless drop is set:
 * for example before reading what firmware or a kernel wrote with caches on.
 */
void cache_invalidate(uint64_t address, uint64_t size, bool drop);

#endif
