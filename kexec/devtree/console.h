/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console that a device tree names. Pure: no I/O, no printing. */
#ifndef DEVTREE_CONSOLE_H
#define DEVTREE_CONSOLE_H

#include <stddef.h>

#include "machine/serial.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * The console that /chosen of a device tree names: stdout-path, or else
 * linux,stdout-path; a path or an alias, which ":" and options may
 * follow (Devicetree Specification v0.4, 3.3 and 3.6). The blob starts 8-byte
 * aligned. Returns 0, or -1 with the reason in *why and *ret_serial untouched.
 */
int devtree_console(const void *blob, size_t size, struct serial *ret_serial,
		    struct message *why) _must_check_ _nonnull_(1, 3, 4);

#endif
