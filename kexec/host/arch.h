/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_ARCH_H
#define HOST_ARCH_H

#include <stdbool.h>

/* Whether the running kernel is one that could start the stage. */
bool arch_is_arm64(void);

#endif
