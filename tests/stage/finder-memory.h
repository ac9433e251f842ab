/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a machine for the finder, in place of host/io.c. An access that
 * is not a read, is not aligned, or is to a line that was not cleaned before or
 * to something other than memory, ends the program.
 */
#ifndef STAGE_FINDER_MEMORY_H
#define STAGE_FINDER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finder/finder.h"
#include "stage/finder-world.h"

/* Nothing is there. */
void finder_memory_clear(void);

/* These bytes, which stay the caller's, are at that address. */
void finder_memory_add(uint64_t address, const void *bytes, size_t size);

/* All of that machine, and nothing else, while it stays the caller's. */
void finder_memory_show(const struct finder_world *world);

/*
 * What may be read, if not NULL, as it is at first; of that, zeros are where
 * nothing was added.
 */
extern bool (*finder_memory_may)(uint64_t address, size_t size);

/* finder_look(), whose stop() is set here; returns whether all was looked at. */
bool finder_memory_look(uint64_t tree);

/* Reads since the last clear. */
size_t finder_memory_reads(void);

#endif
