/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finder's console, compared with the loader's. */
#ifndef STAGE_FINDER_CONSOLE_H
#define STAGE_FINDER_CONSOLE_H

#include "machine/serial.h"
#include "stage/finder-compare.h"

/*
 * After a search that has ended well. theirs is NULL where the loader has none,
 * and *why then says why. What differs is a line in *why.
 */
enum finder_compare_result
finder_console_compare(const struct serial *theirs, struct message *why);

#endif
