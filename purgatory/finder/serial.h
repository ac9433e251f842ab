/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The UART that firmware's tables name as the console, by the loader's rules:
 * see kexec/devtree/console.h and kexec/acpi/spcr.h. Both set finder.console and
 * finder.console_base to what the loader would take, or leave them alone.
 */
#ifndef FINDER_SERIAL_H
#define FINDER_SERIAL_H

#include "finder/state.h"

/* A Serial Port Console Redirection Table has that much, up to its PCI segment. */
#define SPCR_SIZE	76u

/* By the table at that address, whose bytes may be read. */
void serial_by_spcr(uint64_t at);

/*
 * By the stdout-path of a tree that was walked to its end: a path with every
 * name in full, or an alias of one. The walk is another after it.
 */
void serial_by_tree(void);

#endif
