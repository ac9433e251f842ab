/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loading with a policy. */
#ifndef COMMAND_LOAD_H
#define COMMAND_LOAD_H

#include "options/options.h"

/* Prints what went wrong, and returns the exit status. */
int load_with_policy(const struct options *options);

#endif
