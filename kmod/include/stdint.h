/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the stage's drivers want of C's header, which the kernel has not. */
#ifndef KMOD_STDINT_H
#define KMOD_STDINT_H

#include <linux/limits.h>
#include <linux/types.h>

#define UINT64_C(value)	value ## ULL
#define UINT32_MAX	U32_MAX
#define UINT64_MAX	U64_MAX

#endif
