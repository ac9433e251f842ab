/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The module's in the place of the stage's; all else is the stage's own. */
#include "../../../kmod/include/io.h"
