/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of C's header, what the stage's drivers want is in the kernel's. */
#include <linux/types.h>
