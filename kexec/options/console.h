/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The value of the setting console. Pure. */
#ifndef OPTIONS_CONSOLE_H
#define OPTIONS_CONSOLE_H

#include <stdbool.h>

#include "util/macros.h"
#include "util/message.h"
#include "machine/serial.h"

struct console_choice {
	bool is_auto;		/* the one that firmware names */
	struct serial serial;	/* else this one, or none */
};

/*
 * none, auto, pl011@ADDRESS, uart8250@ADDRESS or uart8250@ADDRESS,mmio32; an
 * address is 0x and hex digits. Returns 0, or -1 with the reason in *why and
 * *ret_choice untouched.
 */
int console_parse(const char *text, struct console_choice *ret_choice,
		  struct message *why) _must_check_ _nonnull_(1, 2, 3);

#endif
