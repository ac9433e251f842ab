/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The SMMUs of a device tree, and the rest of it that a search needs. */
#ifndef FINDER_DEVICES_H
#define FINDER_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/state.h"

/*
 * Read all of the tree at that address: SMMUs, or that it is not the source. A
 * word of the command line, which is not signed, may be the action: abort
 * always, another if the finder may loosen.
 */
void devices_read(uint64_t address);

/*
 * What the node is that was gone to: the digit, less than 9, in front of the
 * first of its compatible strings that is known; 0: none is. known: digits and
 * strings, each with its NUL, and one more NUL.
 */
unsigned int devices_model(const char *known, bool *ret_qualcomm);

/* A number of /chosen, 0 if there is none. */
uint64_t devices_chosen(const char *name);

/* The list is finished: none of it is in the tree's memory. */
void devices_check_ram(void);

#endif
