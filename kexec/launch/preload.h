/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LAUNCH_PRELOAD_H
#define LAUNCH_PRELOAD_H

#include "util/macros.h"

/*
 * A copy of the environment with the plugin in front of LD_PRELOAD and fd in
 * ORDER_ENV. What the plugin takes out again leaves the environment as it was,
 * in the order that it had. Returns NULL where memory ran out. Free with
 * preload_free().
 */
char **preload_environment(char *const *environment, const char *plugin,
			   int fd) _must_check_ _nonnull_(1, 2);
void preload_free(char **environment);

#endif
