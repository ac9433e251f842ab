/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the stage's drivers want of C's header, which the kernel has not. */
#ifndef KMOD_STDDEF_H
#define KMOD_STDDEF_H

#include <linux/stddef.h>

#endif
