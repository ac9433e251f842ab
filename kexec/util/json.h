/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing text as JSON (RFC 8259). */
#ifndef UTIL_JSON_H
#define UTIL_JSON_H

#include <stdio.h>

/*
 * Write a string with its quotes, or null for NULL. The output is ASCII
 * whatever comes in: valid UTF-8 becomes \uXXXX, and each byte that is not
 * part of any becomes \ufffd (RFC 3629, section 3).
 */
void json_string(FILE *out, const char *text);

#endif
