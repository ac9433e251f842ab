/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_H
#define ARCH_H

#include <stdbool.h>

/* Whether the running kernel is one that could start the stage. */
bool arch_is_arm64(void);

#endif
