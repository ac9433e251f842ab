/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tasks that only show something. */
#ifndef SHOW_H
#define SHOW_H

#include "options.h"

/* --smmu-list. Prints what went wrong, and returns the exit status. */
int show_list(const struct options *options);

#endif
