/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place where the commands and the plugin talk to the user. */
#ifndef UTIL_SAY_H
#define UTIL_SAY_H

#include "util/macros.h"

/*
 * The name at the start of lines from now on, instead of kexec-smmu. Not
 * copied.
 */
void say_as(const char *program) _nonnull_(1);

/*
 * Print one line, "kexec-smmu: WHAT: WHY", on standard error. Anything but
 * printable ASCII is escaped, as in message.h. Preserves errno.
 */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
