/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays that grow by one element at a time. */
#ifndef UTIL_ARRAY_H
#define UTIL_ARRAY_H

#include <stddef.h>

#include "util/macros.h"

/*
 * Append a zeroed element to *array, which has *count of them and has only ever
 * grown by this function. Returns it, valid until the next append, or NULL if
 * memory ran out. Free *array with free().
 */
void *array_add(void **array, size_t *count, size_t element) _must_check_;

#endif
