/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What phandles lead to (Devicetree Specification v0.4, section 2.3.3). */
#include <stdlib.h>

#include "util/array.h"
#include "devtree/walk.h"

#define CELL	4u

uint32_t cells_one(struct property property, uint32_t missing)
{
	if (!property.data || property.size != CELL)
		return missing;
	return (uint32_t)cells_read(property.data, 1).low;
}

bool cells_skip(struct property *list, uint32_t count)
{
	if (list->size / CELL < count)
		return false;
	list->data += CELL * count;
	list->size -= CELL * count;
	return true;
}

bool cells_next(struct property *list, uint32_t *ret_cell)
{
	const uint8_t *data = list->data;

	if (!cells_skip(list, 1))
		return false;
	*ret_cell = (uint32_t)cells_read(data, 1).low;
	return true;
}

uint32_t bus_cells(const struct bus *bus)
{
	return bus ? bus->address_cells + bus->size_cells : 0;
}

/* No node has the highest one. */
uint32_t walk_phandle(const struct walk *walk)
{
	const struct property *props = walk->properties;
	uint32_t phandle = cells_one(props[PROP_PHANDLE], 0);

	if (!props[PROP_PHANDLE].data)
		phandle = cells_one(props[PROP_LINUX_PHANDLE], 0);
	return phandle == UINT32_MAX ? 0 : phandle;
}

int phandles_note(struct walk *walk, size_t smmu)
{
	const struct property *props = walk->properties;
	uint32_t phandle = walk_phandle(walk);
	void *array = walk->phandles;
	struct phandle_note *note;

	if (!phandle)
		return 0;
	note = array_add(&array, &walk->phandle_count, sizeof(*note));
	walk->phandles = array;
	if (!note)
		return message_oom(walk->why);
	note->phandle = phandle;
	note->order = (uint32_t)walk->phandle_count;
	note->skip = bus_cells(walk_bus(walk));
	note->iommu_cells = cells_one(props[PROP_IOMMU_CELLS], WALK_NO_CELLS);
	note->smmu = smmu;
	note->iommus = props[PROP_IOMMUS];
	note->iommu_map = walk_level(walk)->iommu_map;
	note->interrupt_cells = cells_one(props[PROP_INTERRUPT_CELLS],
					  WALK_NO_CELLS);
	note->gic = gic_read(walk);
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct phandle_note *a = left, *b = right;

	if (a->phandle != b->phandle)
		return a->phandle < b->phandle ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

void phandles_sort(struct walk *walk)
{
	if (walk->phandle_count)
		qsort(walk->phandles, walk->phandle_count,
		      sizeof(*walk->phandles), compare);
}

const struct phandle_note *phandles_find(const struct walk *walk,
					 uint32_t phandle)
{
	size_t low = 0, high = walk->phandle_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (walk->phandles[middle].phandle < phandle)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == walk->phandle_count ||
	    walk->phandles[low].phandle != phandle)
		return NULL;
	return &walk->phandles[low];
}
