/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line for the user, made where an error is understood and printed by the
 * commands alone. Without the program's name and without a newline: WHAT: WHY.
 */
#ifndef UTIL_MESSAGE_H
#define UTIL_MESSAGE_H

#include <stddef.h>

#include "util/macros.h"

struct message {
	char text[512];
};

/*
 * Format into the message, truncated if too long. Control characters and bytes
 * outside ASCII come out as \xNN: a table's text cannot drive a terminal.
 * Returns -1, for a function that fails to return.
 */
int message_set(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3))) _nonnull_(1, 2);

/* Room for message_escape(). */
#define MESSAGE_ESCAPE_SIZE	5

/*
 * How a byte is shown: by itself, or as \xNN. Returns the number of characters;
 * a zero byte follows.
 */
size_t message_escape(char byte, char ret_text[static MESSAGE_ESCAPE_SIZE]);

/* Memory ran out. Returns -1. */
int message_oom(struct message *message) _nonnull_(1);

#endif
