/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_MEMFD_H
#define UTIL_MEMFD_H

#include "util/macros.h"

/*
 * A new file in memory, empty, which can be sealed; close-on-exec, and never
 * one of the standard three, where those are closed. Returns a descriptor, or
 * -1 with errno.
 */
int memfd_new(const char *name) _must_check_;

#endif
