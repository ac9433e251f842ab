/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the stage's drivers want of C's header, which the kernel has not. */
#ifndef KMOD_STDBOOL_H
#define KMOD_STDBOOL_H

#include <linux/types.h>

#endif
