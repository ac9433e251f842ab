/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Watch the SMMUs that are fenced, the first WATCH_SMMUS, all at the same time. */
#ifndef START_LISTEN_H
#define START_LISTEN_H

#include <stdbool.h>

#include "start/listening.h"

/*
 * Watch those that are to be, whose jobs are done, and see which of them quiesce
 * can open; returns whether there were any. Their jobs are to be run once more
 * then.
 */
bool listen_run(struct listen *listen);

#endif
