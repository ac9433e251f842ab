/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place where the commands and the plugin talk to the user. */
#ifndef UTIL_SAY_H
#define UTIL_SAY_H

#include "util/macros.h"

/* Whose lines they are from now on, if not kexec-smmu's. Not copied. */
void say_as(const char *program) _nonnull_(1);

/*
 * Print one line, "kexec-smmu: WHAT: WHY", on standard error. What is not
 * printable ASCII is escaped, as in message.h. errno stays as it is.
 */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
