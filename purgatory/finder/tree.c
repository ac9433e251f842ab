/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/tree.h"

#include "finder/memory.h"
#include "io.h"
#include "job/cache.h"
#include "job/fdt.h"

/* More make no address of the CPU's, but on PCI, where no SMMU is. */
#define CELLS_MAX	2u
_Static_assert(TREE_REG_SIZE_MAX == 4 * 2 * CELLS_MAX, "tree.h");

uint32_t tree_cell(uint32_t at)
{
	if (at >= (finder.end & ~3u))
		memory_malformed();
	return __builtin_bswap32(memory_load32(finder.structure + at));
}

void tree_rewind(void)
{
	finder.at = finder.depth = finder.off = finder.nodes[1] = 0;
}

/*
 * A block, whose offset and size are words of the header, has to be in the tree.
 * Returns its offset.
 */
static uint32_t find_block(uint32_t at, uint32_t size_at)
{
	uint32_t offset = tree_cell(at), size = tree_cell(size_at);

	if (offset < FDT_HEADER_SIZE || offset > finder.end ||
	    size > finder.end - offset)
		memory_malformed();
	return offset;
}

void tree_open(uint64_t address)
{
	uint32_t structure, at;

	finder.reading = FINDER_NO_TREE;
	/* booting.rst: aligned to 8 bytes. */
	if (!address || address & 7)
		memory_malformed();
	/* The whole as one block, until it is known where its blocks are. */
	finder.structure = address;
	finder.end = FDT_HEADER_SIZE;
	cache_invalidate(address, FDT_HEADER_SIZE, false);
	if (tree_cell(FDT_AT_MAGIC) != FDT_MAGIC)
		memory_malformed();
	finder.reading = FINDER_BAD_TREE;
	finder.tree = address;
	finder.end = tree_cell(FDT_AT_SIZE);
	structure = find_block(FDT_AT_STRUCTURE, FDT_AT_STRUCTURE_SIZE);
	finder.strings = address + find_block(FDT_AT_STRINGS, FDT_AT_STRINGS_SIZE);
	finder.strings_end = tree_cell(FDT_AT_STRINGS_SIZE);
	at = tree_cell(FDT_AT_RESERVATIONS);
	if (finder.end > FDT_SIZE_MAX || structure & 3 || at & 7 ||
	    at < FDT_HEADER_SIZE || at > finder.end ||
	    tree_cell(FDT_AT_VERSION) < FDT_VERSION ||
	    tree_cell(FDT_AT_COMPATIBLE) > FDT_VERSION)
		memory_malformed();
	cache_invalidate(address, finder.end, false);
	/* The last string ends. */
	if (finder.strings_end &&
	    io_read8(finder.strings + finder.strings_end - 1))
		memory_malformed();
	/* Section 5.3: reservations end with one of no size. */
	do {
		at += 16;
	} while (tree_cell(at - 8) | tree_cell(at - 4));
	finder.end = tree_cell(FDT_AT_STRUCTURE_SIZE);
	finder.structure += structure;
	tree_rewind();
}

uint64_t tree_number(struct finder_property property)
{
	uint64_t value = 0;

	if (property.size == 8)
		value = (uint64_t)tree_cell(property.at) << 32;
	if (property.size == 4 || property.size == 8)
		value |= tree_cell(property.at + property.size - 4);
	return value;
}

unsigned int tree_text_is(struct finder_property property, const char *text)
{
	return memory_is(finder.structure + property.at, property.size,
			 text);
}

unsigned int tree_top_is(const char *name)
{
	return memory_is(finder.top, UINT32_MAX, name);
}

/* The property whose tag is at that offset; returns where the next tag is. */
static uint32_t read_property(uint32_t at,
			      struct finder_property *ret)
{
	ret->size = tree_cell(at + 4);
	ret->at = at + 12;
	if (tree_cell(at + 8) >= finder.strings_end ||
	    ret->size > finder.end - ret->at)
		memory_malformed();
	return ret->at + ((ret->size + 3) & ~3u);
}

struct finder_property tree_find(uint32_t node,
				 const char *name)
{
	struct finder_property property = { 0, 0 };
	uint32_t at = node, tag;

	for (;;) {
		node = at;
		tag = tree_cell(node);
		at += 4;
		if (tag == FDT_NOP)
			continue;
		if (tag != FDT_PROP)
			return (struct finder_property){ 0, 0 };
		at = read_property(node, &property);
		/* A string that begins before strings_end ends before it. */
		if (memory_is(finder.strings +
			      tree_cell(node + 8), UINT32_MAX, name))
			return property;
	}
}

struct finder_property tree_own(const char *name)
{
	return tree_find(finder.nodes[finder.depth], name);
}

/* Section 2.3.4. */
static bool is_off(void)
{
	struct finder_property status = tree_own("status");

	return status.at && !tree_text_is(status, "okay") &&
	       !tree_text_is(status, "ok");
}

/* Its tag has been read. A name ends at the next word's end behind its NUL. */
static void begin_node(void)
{
	uint64_t name = finder.structure + finder.at;

	do {
		if (finder.at >= finder.end)
			memory_malformed();
	} while (io_read8(finder.structure + finder.at++));
	finder.at = (finder.at + 3) & ~3u;
	finder.depth++;
	finder.name = name;
	if (finder.depth == 2)
		finder.top = name;
	if (finder.depth > FINDER_DEPTH_MAX)
		return;
	finder.nodes[finder.depth] = finder.at;
	/* What is in it, is off as well. */
	if (!finder.off && is_off())
		finder.off = finder.depth;
}

unsigned int tree_next(void)
{
	struct finder_property property;
	uint32_t tag;

	for (;;) {
		tag = tree_cell(finder.at);
		finder.at += 4;
		/* Section 5.4: one root, and everything in it. */
		if (tag == FDT_BEGIN_NODE && (finder.depth || !finder.nodes[1])) {
			begin_node();
			if (finder.depth <= FINDER_DEPTH_MAX)
				return 1;
		} else if (tag == FDT_PROP && finder.depth) {
			finder.at = read_property(finder.at - 4,
						   &property);
		} else if (tag == FDT_END_NODE && finder.depth) {
			if (finder.off == finder.depth)
				finder.off = 0;
			finder.depth--;
		} else if (tag == FDT_END && !finder.depth && finder.nodes[1]) {
			return 0;
		} else if (tag != FDT_NOP) {
			memory_malformed();
		}
	}
}

/* How many cells its children's numbers have; 0: unusable. */
static uint32_t cells_of(uint32_t node, const char *name, uint32_t missing)
{
	struct finder_property property = tree_find(node, name);
	uint64_t count = property.at ? tree_number(property) : missing;

	return property.size <= 4 && count <= CELLS_MAX ? (uint32_t)count : 0;
}

/* Take the first number, of so many cells, off a list that has one. */
static uint64_t take(struct finder_property *list, uint32_t cells)
{
	struct finder_property number = { list->at, 4 * cells };

	list->at += number.size;
	list->size -= number.size;
	return tree_number(number);
}

/*
 * From a bus up to its parent, by the first of ranges that it lies in; empty ones
 * change nothing.
 */
static bool translate(uint32_t node, uint32_t down, uint32_t sizes, uint32_t up)
{
	struct finder_property ranges = tree_find(node, "ranges");
	uint64_t top = up > 1 ? UINT64_MAX : UINT32_MAX;

	if (!ranges.at)
		return false;
	if (!ranges.size)
		return finder.base <= top;
	while (ranges.size >= 4 * (down + sizes + up)) {
		uint64_t offset = finder.base - take(&ranges, down);
		uint64_t to = take(&ranges, up);
		uint64_t size = take(&ranges, sizes);

		if (offset < size && offset <= finder.base &&
		    offset <= top - to) {
			finder.base = to + offset;
			return true;
		}
	}
	return false;
}

enum tree_reg tree_reg(uint32_t depth)
{
	uint32_t cells = 0, sizes = 0, down, down_sizes;

	for (;; depth--) {
		uint32_t node = finder.nodes[depth];

		down = cells;
		down_sizes = sizes;
		cells = cells_of(node, "#address-cells", 2);
		sizes = cells_of(node, "#size-cells", 1);
		if (!down) {
			if (!cells || !sizes || finder.reg.size < 4 * (cells + sizes))
				return TREE_REG_END;
			finder.base = take(&finder.reg, cells);
			finder.size = take(&finder.reg, sizes);
		} else if (!cells || !sizes ||
			   !translate(finder.nodes[depth + 1], down, down_sizes,
				      cells)) {
			return TREE_REG_NOWHERE;
		}
		if (depth == 1)
			return TREE_REG_READ;
	}
}
