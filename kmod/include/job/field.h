/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of the stage's: BIT, GENMASK, FIELD_* are the kernel's own. */
#ifndef KMOD_FIELD_H
#define KMOD_FIELD_H

#include <linux/bitfield.h>
#include <linux/bits.h>

#endif
