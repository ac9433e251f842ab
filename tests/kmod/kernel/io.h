/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The module's accessors in place of the stage's; the rest is the stage's. */
#include "../../../kmod/include/io.h"
