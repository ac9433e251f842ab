/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tasks that load. */
#ifndef LOAD_H
#define LOAD_H

#include "options.h"

/* Prints what went wrong, and returns the exit status. */
int load_with_policy(const struct options *options);

/* Become kexec-tools, with the words that are left for it. */
int load_plain(const struct options *options);

#endif
