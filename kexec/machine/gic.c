/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/gic.h"

#include <stdlib.h>

#include "util/array.h"

bool gic_is_shared(uint64_t intid)
{
	return (intid >= GIC_SPI_FIRST && intid <= GIC_SPI_LAST) ||
	       (intid >= GIC_ESPI_FIRST && intid <= GIC_ESPI_LAST);
}

int gic_list_add(struct gic_list *list, unsigned int group, uint64_t intid)
{
	struct gic_interrupts *range = NULL;
	void *array = list->ranges;

	if (!gic_is_shared(intid))
		return 0;
	if (list->count)
		range = &list->ranges[list->count - 1];
	/* Does the last range have it, or can it take it as its last? */
	if (range && range->group == group && intid >= range->first &&
	    intid <= (uint64_t)range->first + range->count) {
		range->count += intid == (uint64_t)range->first + range->count;
		return 0;
	}
	range = array_add(&array, &list->count, sizeof(*range));
	list->ranges = array;
	if (!range)
		return -1;
	range->group = group;
	range->first = (uint16_t)intid;
	range->count = 1;
	return 0;
}

void gic_list_clear(struct gic_list *list)
{
	free(list->ranges);
	list->ranges = NULL;
	list->count = 0;
}
