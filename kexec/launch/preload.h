/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LAUNCH_PRELOAD_H
#define LAUNCH_PRELOAD_H

#include "util/macros.h"

/*
 * A copy of the environment with the plugin in front of LD_PRELOAD and fd in
 * ORDER_ENV. When the plugin removes both, the environment is as it was, in its
 * order. Returns NULL if memory ran out. Free with preload_free().
 */
char **preload_environment(char *const *environment, const char *plugin,
			   int fd) _must_check_ _nonnull_(1, 2);
void preload_free(char **environment);

#endif
