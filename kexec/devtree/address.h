/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of a device tree: cells of a bus, and the way up through ranges
 * (Devicetree Specification v0.4, sections 2.3.5, 2.3.6 and 2.3.8). Pure.
 */
#ifndef DEVTREE_ADDRESS_H
#define DEVTREE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devtree/blob.h"
#include "util/macros.h"

/*
 * The maximum number of cells of an address or a size, as in libfdt and Linux.
 */
#define ADDRESS_CELLS_MAX	4

/*
 * An address or size of up to four cells. With three cells (PCI) high is the
 * space that low is in: it has to be equal, and is never counted up.
 */
struct cells {
	uint64_t high;
	uint64_t low;
};

/* What a node says about its children's addresses. */
struct bus {
	unsigned int address_cells;	/* 0: not usable */
	unsigned int size_cells;	/* 0: not usable */
	struct property ranges;
};

/*
 * Fill in a bus from the properties #address-cells, #size-cells and ranges of
 * its node. If the cells are malformed, the bus has no usable addresses.
 */
void bus_init(struct bus *bus, struct property address_cells,
	      struct property size_cells, struct property ranges);

/* Are there addresses with sizes on it: 1 to 4 cells of each? */
bool bus_usable(const struct bus *bus);

/* Bytes of one entry of a child's reg. The bus is usable. */
size_t bus_reg_size(const struct bus *bus);

/* Cells of an address and its size on that bus; 0 for NULL. */
uint32_t bus_cells(const struct bus *bus);

/* Read count (up to 4) big-endian cells, of any alignment. */
struct cells cells_read(const uint8_t *data, unsigned int count);

/* The one cell of a property, or the default for a missing or malformed one. */
uint32_t cells_one(struct property property, uint32_t missing);

/* Take cells off the front of a list. Returns whether there are as many. */
bool cells_skip(struct property *list, uint32_t count) _must_check_;
bool cells_next(struct property *list, uint32_t *ret_cell) _must_check_;

/*
 * Translate *address from the addresses of bus to those of its parent, the next
 * bus towards the root. An address outside every entry of ranges, or that the
 * parent's cells cannot hold, has no translation; nor has any address if ranges
 * is missing or one of the buses is not usable. As in Linux, only the address
 * itself counts, not what follows it. Every entry read takes one off *budget;
 * once that is spent, nothing has a translation.
 */
bool bus_translate(const struct bus *bus, const struct bus *parent,
		   struct cells *address, uint64_t *budget) _must_check_;

#endif
