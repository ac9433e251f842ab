/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/array.h"

#include <stdlib.h>
#include <string.h>

/* The capacity is the next power of two, so it need not be stored. */
void *array_add(void **array, size_t *count, size_t element)
{
	char *grown = *array;
	size_t capacity = *count ? *count * 2 : 1;

	if ((*count & (*count - 1)) == 0) {
		grown = reallocarray(*array, capacity, element);
		if (!grown)
			return NULL;
		*array = grown;
	}
	return memset(grown + (*count)++ * element, 0, element);
}
