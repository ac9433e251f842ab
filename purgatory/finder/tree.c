/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/tree.h"

#include <stddef.h>

#include "job/cache.h"

/* Section 5.2: the header's words, and what they are to be. */
enum {
	AT_MAGIC,
	AT_SIZE,
	AT_STRUCTURE,
	AT_STRINGS,
	AT_RESERVATIONS,
	AT_VERSION,
	AT_COMPATIBLE,
	AT_BOOT_CPU,
	AT_STRINGS_SIZE,
	AT_STRUCTURE_SIZE,
	HEADER_WORDS
};
#define SIZE_MAX_BOOT	0x200000u	/* booting.rst */
#define MAGIC		0xd00dfeedu
#define VERSION		17u

/* Section 5.4.1. */
#define BEGIN_NODE	1u
#define END_NODE	2u
#define PROP		3u
#define NOP		4u
#define END		9u

/* More make no address of the CPU's, but on PCI, where no SMMU is. */
#define CELLS_MAX	2u

/* In the order of enum tree_id. No array of pointers: the stage has no GOT. */
static const char names[] =
	"compatible\0"
	"status\0"
	"reg\0"
	"ranges\0"
	"#address-cells\0"
	"#size-cells\0"
	"clocks\0"
	"power-domains\0"
	"cavium,cn9900-broken-page1-regspace\0"
	"calxeda,smmu-secure-config-access\0"
	"phandle\0"
	"linux,phandle\0"
	"iommus\0"
	"iommu-map\0"
	"iommu-addresses\0"
	"device_type\0"
	"linux,uefi-system-table\0"
	"linux,uefi-mmap-start\0"
	"linux,uefi-mmap-size\0"
	"linux,uefi-mmap-desc-size\0";

/* Room for the longest. */
#define NAME_SIZE	36u

static uint32_t big32(struct tree *tree, uint64_t at)
{
	return __builtin_bswap32(memory_load32(tree->memory, at));
}

static bool damaged(struct tree *tree)
{
	return memory_fail(tree->memory, MEMORY_BAD_TREE);
}

/* A block, which the header names by offset and size, inside the tree? */
static bool block_fits(uint32_t whole, uint32_t at, uint32_t size)
{
	return at >= 4 * HEADER_WORDS && at <= whole && size <= whole - at;
}

/* Section 5.3: memory reservations end with one of no size. */
static bool reservations_end(struct tree *tree, uint64_t address,
			     uint32_t whole, uint32_t at)
{
	while (block_fits(whole, at, 16)) {
		if (!(big32(tree, address + at + 8) |
		      big32(tree, address + at + 12)))
			return true;
		at += 16;
	}
	return false;
}

void tree_rewind(struct tree *tree)
{
	tree->at = tree->depth = tree->off = tree->under = 0;
	tree->rooted = false;
}

bool tree_open(struct tree *tree, struct memory *memory, uint64_t address)
{
	uint32_t header[HEADER_WORDS], whole, i;

	tree->memory = memory;
	tree_rewind(tree);
	/* booting.rst: aligned to 8 bytes. */
	if (!address || address & 7)
		return memory_fail(memory, MEMORY_NO_TREE);
	cache_invalidate(address, 4 * HEADER_WORDS, false);
	for (i = 0; i < HEADER_WORDS; i++)
		header[i] = big32(tree, address + 4 * i);
	if (header[AT_MAGIC] != MAGIC)
		return memory_fail(memory, MEMORY_NO_TREE);
	whole = header[AT_SIZE];
	if (whole > SIZE_MAX_BOOT || header[AT_STRUCTURE] & 3 ||
	    header[AT_RESERVATIONS] & 7 ||
	    header[AT_VERSION] < VERSION || header[AT_COMPATIBLE] > VERSION ||
	    !block_fits(whole, header[AT_STRUCTURE], header[AT_STRUCTURE_SIZE]) ||
	    !block_fits(whole, header[AT_STRINGS], header[AT_STRINGS_SIZE]))
		return damaged(tree);
	cache_invalidate(address, whole, false);
	if (!reservations_end(tree, address, whole, header[AT_RESERVATIONS]))
		return damaged(tree);
	tree->structure = address + header[AT_STRUCTURE];
	tree->end = header[AT_STRUCTURE_SIZE];
	tree->strings = address + header[AT_STRINGS];
	tree->strings_end = header[AT_STRINGS_SIZE];
	while (tree->strings_end &&
	       memory_load8(memory, tree->strings + tree->strings_end - 1))
		tree->strings_end--;
	return true;
}

uint32_t tree_cell(struct tree *tree, uint32_t at)
{
	/* Nothing has a tag of 0, and no cell lies outside. */
	return tree->end >= 4 && at <= tree->end - 4 ?
	       big32(tree, tree->structure + at) : 0;
}

uint32_t tree_one(struct tree *tree, struct tree_property property)
{
	return property.size == 4 ? tree_cell(tree, property.at) : 0;
}

uint64_t tree_number(struct tree *tree, struct tree_property property)
{
	if (property.size != 8)
		return tree_one(tree, property);
	return (uint64_t)tree_cell(tree, property.at) << 32 |
	       tree_cell(tree, property.at + 4);
}

bool tree_text_is(struct tree *tree, struct tree_property property,
		  const char *text)
{
	uint64_t at = tree->structure + property.at;

	for (; property.size; property.size--, at++, text++) {
		char c = (char)memory_load8(tree->memory, at);

		if (c != *text)
			return false;
		if (!c)
			return true;
	}
	return !*text;
}

/* Which of the names is the string at that offset? TREE_IDS: none. */
static unsigned int name_id(struct tree *tree, uint32_t offset)
{
	const char *wanted = names;
	char name[NAME_SIZE];
	unsigned int id, i = 0;

	/* A string that begins before strings_end ends before it. */
	do {
		name[i] = (char)memory_load8(tree->memory,
					     tree->strings + offset + i);
	} while (name[i] && ++i < NAME_SIZE);
	for (id = 0; id < TREE_IDS; id++) {
		for (i = 0; *wanted && *wanted == name[i]; i++)
			wanted++;
		if (*wanted == name[i])
			break;
		while (*wanted++)
			;
	}
	return id;
}

/* One property's tag, at that offset; returns where the next is, 0: damaged. */
static uint32_t read_property(struct tree *tree, uint32_t at,
			      struct tree_property *properties)
{
	uint32_t size = tree_cell(tree, at + 4);
	uint32_t name = tree_cell(tree, at + 8);
	unsigned int id;

	if (tree->end - at < 12 || size > tree->end - at - 12 ||
	    name >= tree->strings_end) {
		damaged(tree);
		return 0;
	}
	at += 12;
	if (properties) {
		id = name_id(tree, name);
		/* Of two that are called the same, the first. */
		if (id < TREE_IDS && !properties[id].at)
			properties[id] = (struct tree_property){ at, size };
	}
	return at + ((size + 3) & ~3u);
}

/* All from that offset on; returns where they end, 0: damaged. */
static uint32_t read_properties(struct tree *tree, uint32_t at,
				struct tree_property *properties)
{
	uint32_t tag, i;

	for (i = 0; i < TREE_IDS; i++)
		properties[i] = (struct tree_property){ 0, 0 };
	while (at) {
		tag = tree_cell(tree, at);
		if (tag == PROP)
			at = read_property(tree, at, properties);
		else if (tag == NOP)
			at += 4;
		else
			break;
	}
	return at;
}

void tree_read_above(struct tree *tree, uint32_t depth)
{
	read_properties(tree, tree->nodes[depth - 1], tree->above);
}

/*
 * A node's name ends at the next word's end behind its NUL. At depth 2 it is one
 * of the two that mean something, or another.
 */
static bool read_name(struct tree *tree)
{
	static const char chosen[16] = "chosen";
	static const char reserved[16] = "reserved-memory";
	unsigned int i = 0, same = TREE_CHOSEN | TREE_RESERVED_MEMORY;
	uint64_t at = tree->structure + tree->at;
	char c;

	do {
		if (tree->at + i >= tree->end)
			return damaged(tree);
		c = (char)memory_load8(tree->memory, at + i);
		if (i > 15 || c != chosen[i])
			same &= ~(unsigned int)TREE_CHOSEN;
		if (i > 15 || c != reserved[i])
			same &= ~(unsigned int)TREE_RESERVED_MEMORY;
		i++;
	} while (c);
	tree->at += (i + 3) & ~3u;
	if (tree->depth == 2)
		tree->under = same;
	return true;
}

/* Its tag has been read. */
static bool begin_node(struct tree *tree)
{
	struct tree_property *status = &tree->properties[TREE_STATUS];

	tree->rooted = true;
	tree->depth++;
	if (!read_name(tree))
		return false;
	if (tree->depth > TREE_DEPTH_MAX)
		return true;
	tree->nodes[tree->depth - 1] = tree->at;
	tree->at = read_properties(tree, tree->at, tree->properties);
	if (!tree->at)
		return false;
	/* Section 2.3.4; what is in it, is off as well. */
	if (!tree->off && status->at && !tree_text_is(tree, *status, "okay") &&
	    !tree_text_is(tree, *status, "ok"))
		tree->off = tree->depth;
	return true;
}

bool tree_next(struct tree *tree)
{
	uint32_t tag;

	while (!tree->memory->failure) {
		tag = tree_cell(tree, tree->at);
		if (tag == PROP && tree->depth) {
			/* Behind a child, or too deep. */
			tree->at = read_property(tree, tree->at, NULL);
			continue;
		}
		tree->at += 4;
		if (tag == NOP)
			continue;
		/* Section 5.4: one root, and everything in it. */
		if (tag == BEGIN_NODE && (tree->depth || !tree->rooted)) {
			if (begin_node(tree) && tree->depth <= TREE_DEPTH_MAX)
				return true;
		} else if (tag == END_NODE && tree->depth) {
			if (tree->off == tree->depth)
				tree->off = 0;
			tree->depth--;
		} else if (tag == END && !tree->depth && tree->rooted) {
			return false;
		} else {
			damaged(tree);
		}
	}
	return false;
}

static uint32_t cells_of(struct tree *tree, struct tree_property property,
			 uint32_t missing)
{
	uint32_t count = property.at ? tree_one(tree, property) : missing;

	return count <= CELLS_MAX ? count : 0;
}

void tree_bus(struct tree *tree, uint32_t depth, struct tree_bus *ret_bus)
{
	tree_read_above(tree, depth);
	ret_bus->address_cells =
		cells_of(tree, tree->above[TREE_ADDRESS_CELLS], 2);
	ret_bus->size_cells = cells_of(tree, tree->above[TREE_SIZE_CELLS], 1);
	ret_bus->ranges = tree->above[TREE_RANGES];
}

static uint64_t load_cells(struct tree *tree, uint32_t at, uint32_t count)
{
	uint64_t value = tree_cell(tree, at);

	return count == 1 ? value : value << 32 | tree_cell(tree, at + 4);
}

/* From a bus up to its parent, by the first of ranges that it lies in. */
static bool translate(struct tree *tree, const struct tree_bus *bus,
		      const struct tree_bus *parent, uint64_t *address)
{
	uint32_t at = bus->ranges.at, left = bus->ranges.size;
	uint32_t down = 4 * bus->address_cells;
	uint32_t up = 4 * parent->address_cells;
	uint32_t step = down + up + 4 * bus->size_cells;
	uint64_t top = up > 4 ? UINT64_MAX : UINT32_MAX;

	if (!up || !parent->size_cells || !at)
		return false;
	for (; left >= step; left -= step, at += step) {
		uint64_t offset = *address -
				  load_cells(tree, at, bus->address_cells);
		uint64_t size = load_cells(tree, at + down + up,
					   bus->size_cells);
		uint64_t to = load_cells(tree, at + down,
					 parent->address_cells);

		if (offset < size && offset <= *address &&
		    offset <= top - to) {
			*address = to + offset;
			return true;
		}
	}
	return !bus->ranges.size && *address <= top;
}

bool tree_reg(struct tree *tree, uint32_t depth, uint32_t at,
	      uint64_t *ret_base, uint64_t *ret_size)
{
	struct tree_bus bus, parent;

	tree_bus(tree, depth, &bus);
	*ret_base = load_cells(tree, at, bus.address_cells);
	*ret_size = load_cells(tree, at + 4 * bus.address_cells,
			       bus.size_cells);
	while (--depth) {
		tree_bus(tree, depth, &parent);
		if (!translate(tree, &bus, &parent, ret_base))
			return false;
		bus = parent;
	}
	return true;
}
