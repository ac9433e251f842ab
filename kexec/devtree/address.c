/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/address.h"

#include <libfdt.h>

#define CELL_SIZE	4u

struct cells cells_read(const uint8_t *data, unsigned int count)
{
	struct cells value = { 0, 0 };

	for (; count; count--, data += CELL_SIZE) {
		value.high = value.high << 32 | value.low >> 32;
		value.low = value.low << 32 |
			    fdt32_ld((const fdt32_t *)(const void *)data);
	}
	return value;
}

uint32_t cells_one(struct property property, uint32_t missing)
{
	if (!property.data || property.size != CELL_SIZE)
		return missing;
	return (uint32_t)cells_read(property.data, 1).low;
}

bool cells_skip(struct property *list, uint32_t count)
{
	if (list->size / CELL_SIZE < count)
		return false;
	list->data += CELL_SIZE * count;
	list->size -= CELL_SIZE * count;
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

/* Section 2.3.5: one cell; Linux and libfdt know up to four. */
static unsigned int cell_count(struct property property, unsigned int missing)
{
	uint32_t count = property.data ? cells_one(property, 0) : missing;

	return count <= ADDRESS_CELLS_MAX ? count : 0;
}

void bus_init(struct bus *bus, struct property address_cells,
	      struct property size_cells, struct property ranges)
{
	bus->address_cells = cell_count(address_cells, 2);
	bus->size_cells = cell_count(size_cells, 1);
	bus->ranges = ranges;
}

bool bus_usable(const struct bus *bus)
{
	return bus->address_cells && bus->size_cells;
}

size_t bus_reg_size(const struct bus *bus)
{
	return CELL_SIZE * bus_cells(bus);
}

uint32_t bus_cells(const struct bus *bus)
{
	return bus ? bus->address_cells + bus->size_cells : 0;
}

/* Does the address fit in that many cells? */
static bool fits(struct cells address, unsigned int count)
{
	if (count < 2 && address.low > UINT32_MAX)
		return false;
	if (count < 3 && address.high)
		return false;
	return count != 3 || address.high <= UINT32_MAX;
}

/* One entry of ranges: child address, parent address, size. */
static bool translate_by(const uint8_t *entry, const struct bus *bus,
			 const struct bus *parent, struct cells *address)
{
	const uint8_t *up = entry + CELL_SIZE * bus->address_cells;
	const uint8_t *length = up + CELL_SIZE * parent->address_cells;
	struct cells from = cells_read(entry, bus->address_cells);
	struct cells to = cells_read(up, parent->address_cells);
	struct cells size = cells_read(length, bus->size_cells);
	uint64_t offset = address->low - from.low;

	if (address->high != from.high || address->low < from.low)
		return false;
	if (!size.high && offset >= size.low)
		return false;
	if (to.low + offset < offset)
		return false;
	to.low += offset;
	if (!fits(to, parent->address_cells))
		return false;
	*address = to;
	return true;
}

bool bus_translate(const struct bus *bus, const struct bus *parent,
		   struct cells *address, uint64_t *budget)
{
	const size_t entry_size = CELL_SIZE * (bus->address_cells +
					       parent->address_cells +
					       bus->size_cells);
	size_t at;

	if (!bus_usable(bus) || !bus_usable(parent) || !bus->ranges.data)
		return false;
	if (!bus->ranges.size)
		return fits(*address, parent->address_cells);

	for (at = 0; bus->ranges.size - at >= entry_size; at += entry_size) {
		if (!*budget)
			return false;
		--*budget;
		if (translate_by(bus->ranges.data + at, bus, parent, address))
			return true;
	}
	return false;
}
