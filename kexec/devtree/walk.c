/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/walk.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

#define CELL		4u
/* rid-base, phandle, iommu-base, length: pci-iommu.txt. */
#define MAP_CELLS	4u

struct level *walk_level(struct walk *walk)
{
	return &walk->levels[walk->depth - 1];
}

const struct bus *walk_bus(const struct walk *walk)
{
	return walk->depth > 1 ? &walk->levels[walk->depth - 2].bus : NULL;
}

/* What is too much leaves nothing. */
bool walk_pay(struct walk *walk, size_t work)
{
	if (walk->budget >= work) {
		walk->budget -= work;
		return true;
	}
	walk->budget = 0;
	message_set(walk->why, "device tree takes too many steps to read");
	return false;
}

char *walk_copy(struct walk *walk, struct property text)
{
	char *copied;

	if (!walk_pay(walk, text.size))
		return NULL;
	copied = malloc(text.size + 1);
	if (!copied) {
		message_oom(walk->why);
		return NULL;
	}
	memcpy(copied, text.data, text.size);
	copied[text.size] = '\0';
	return copied;
}

struct property walk_path(const struct walk *walk)
{
	size_t size = walk->levels[walk->depth - 1].path_size;

	/* The root alone has none but its slash. */
	if (!size)
		return (struct property){ (const uint8_t *)"/", 1 };
	return (struct property){ (const uint8_t *)walk->path, size };
}

/* Up to the root, whose addresses are the CPU's. */
bool walk_reg(struct walk *walk, const uint8_t *entry, uint64_t *ret_base,
	      struct cells *ret_size)
{
	size_t at = walk->depth - 2;
	const struct bus *bus = &walk->levels[at].bus;
	struct cells base = cells_read(entry, bus->address_cells);

	*ret_size = cells_read(entry + 4 * bus->address_cells,
			       bus->size_cells);
	for (; at > 0; at--) {
		if (!bus_translate(&walk->levels[at].bus,
				   &walk->levels[at - 1].bus, &base,
				   &walk->budget))
			return false;
	}
	if (base.high)
		return false;
	*ret_base = base.low;
	return true;
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

int walk_note_phandle(struct walk *walk, size_t smmu, size_t master,
		      const struct gic *gic)
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
	note->master = master;
	note->stream_mask = cells_one(props[PROP_STREAM_MATCH_MASK], 0);
	note->iommus = props[PROP_IOMMUS];
	note->iommu_map = walk_level(walk)->iommu_map;
	note->interrupt_cells = cells_one(props[PROP_INTERRUPT_CELLS],
					  WALK_NO_CELLS);
	note->gic = *gic;
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct phandle_note *a = left, *b = right;

	if (a->phandle != b->phandle)
		return a->phandle < b->phandle ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

void walk_sort_phandles(struct walk *walk)
{
	if (walk->phandle_count)
		qsort(walk->phandles, walk->phandle_count,
		      sizeof(*walk->phandles), compare);
}

const struct phandle_note *walk_find_phandle(const struct walk *walk,
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

int walk_next_iommu(struct walk *walk, struct property *list, bool is_map,
		    const struct phandle_note **ret_target)
{
	const struct phandle_note *target;
	uint32_t phandle, rest = MAP_CELLS - 2;

	if ((is_map && !cells_skip(list, 1)) || !cells_next(list, &phandle))
		return 0;
	if (!walk_pay(walk, is_map ? CELL * MAP_CELLS : CELL))
		return -1;
	target = walk_find_phandle(walk, phandle);
	if (!is_map)
		rest = target ? target->iommu_cells : WALK_NO_CELLS;
	if (!cells_skip(list, rest))
		list->size = 0;
	*ret_target = target;
	return 1;
}
