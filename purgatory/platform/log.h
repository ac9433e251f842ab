/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Where the log goes in the next image's tree, by what the finder knows of that. */
#ifndef PLATFORM_LOG_H
#define PLATFORM_LOG_H

#include <stdbool.h>

#include "platform/chosen.h"

/*
 * For chosen_insert(): of the tree that was looked at. Returns false where that
 * was not believed, or has no /chosen.
 */
bool log_find(struct chosen *ret_chosen);

#endif
