/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tasks that know a machine: loading with a policy, and listing. */
#ifndef LOAD_H
#define LOAD_H

#include "options.h"

/* Both print what went wrong, and return the exit status. */
int load_with_policy(const struct options *options);
int load_list(const struct options *options);

/* Become kexec-tools, with the words that are left for it. */
int load_plain(const struct options *options);

#endif
