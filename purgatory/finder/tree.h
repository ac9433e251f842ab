/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A walk through a device tree (Devicetree Specification v0.4), node by node, by
 * the rules of the loader's own: what kexec/devtree/ refuses is refused, what
 * it does not look at is not looked at. Reads no byte outside of the tree.
 */
#ifndef FINDER_TREE_H
#define FINDER_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/memory.h"

/* Nodes further down are not looked at, nor by Linux. */
#define TREE_DEPTH_MAX	64u

/* The properties that are read, in the order of tree.c's list of names. */
enum tree_id {
	TREE_COMPATIBLE,
	TREE_STATUS,
	TREE_REG,
	TREE_RANGES,
	TREE_ADDRESS_CELLS,
	TREE_SIZE_CELLS,
	TREE_CLOCKS,
	TREE_POWER_DOMAINS,
	TREE_PAGE0_ONLY,
	TREE_SECURE_ALIAS,
	TREE_PHANDLE,
	TREE_LINUX_PHANDLE,
	TREE_IOMMUS,
	TREE_IOMMU_MAP,
	TREE_IOMMU_ADDRESSES,
	TREE_DEVICE_TYPE,
	TREE_EFI_TABLE,
	TREE_EFI_MAP,
	TREE_EFI_MAP_SIZE,
	TREE_EFI_STEP,
	TREE_IDS
};

/*
 * A value, by its offset in the structure block; 0 if there is none. Aligned, so
 * that one access does for both.
 */
struct tree_property {
	_Alignas(8) uint32_t at;
	uint32_t size;		/* bytes */
};

/* Nodes whose children are something special; bits of tree.under. */
enum {
	TREE_CHOSEN = 1 << 0,
	TREE_RESERVED_MEMORY = 1 << 1,
};

struct tree {
	struct memory *memory;
	uint64_t structure;	/* address of the block */
	uint32_t end;		/* its size */
	uint64_t strings;	/* address of the block */
	uint32_t strings_end;	/* its size, up to the last string's end */
	uint32_t at;		/* of the next tag */
	uint32_t depth;		/* open nodes: the root's is 1 */
	uint32_t off;		/* the first of them that is not okay, or 0 */
	uint32_t under;		/* what the one at depth 2 is */
	bool rooted;		/* the root has begun */
	uint32_t nodes[TREE_DEPTH_MAX];	/* where their properties begin */
	struct tree_property properties[TREE_IDS];	/* of the deepest */
	struct tree_property above[TREE_IDS];	/* of one that was asked for */
};

/* What a node says of its children's addresses; cells are 0 if unusable. */
struct tree_bus {
	uint32_t address_cells, size_cells;	/* 0 to 2 */
	struct tree_property ranges;
};

/*
 * Begin a walk through the tree at that address. Returns false where there is
 * none, or a damaged one; why, is in memory.
 */
bool tree_open(struct tree *tree, struct memory *memory, uint64_t address);

/* Begin once more. */
void tree_rewind(struct tree *tree);

/*
 * Go on to the next node. Returns false at the end, and where the tree is
 * damaged, which is in memory then. Nobody should believe what a tree says
 * before its end was reached.
 */
bool tree_next(struct tree *tree);

/* Read the properties of the open node of that depth into tree->above. */
void tree_read_above(struct tree *tree, uint32_t depth);

/* The same, of those that addresses go by. */
void tree_bus(struct tree *tree, uint32_t depth, struct tree_bus *ret_bus);

/* Bytes of an entry of reg on that bus; 0 if it is unusable. */
static inline uint32_t tree_reg_size(const struct tree_bus *bus)
{
	return bus->address_cells && bus->size_cells ?
	       4 * (bus->address_cells + bus->size_cells) : 0;
}

/*
 * Read an entry of reg, at that offset, of a child of the open node of that
 * depth: the CPU's address, and the size.
 * Returns whether there is an address. The node's bus is usable.
 */
bool tree_reg(struct tree *tree, uint32_t depth, uint32_t at,
	      uint64_t *ret_base, uint64_t *ret_size);

/* A cell of the structure block, a property's of one, or 0 for all others. */
uint32_t tree_cell(struct tree *tree, uint32_t at);
uint32_t tree_one(struct tree *tree, struct tree_property property);

/* The property's first 8 or 4 bytes as a number, 0 for others. */
uint64_t tree_number(struct tree *tree, struct tree_property property);

/* Is a value that text, which may end without a NUL? */
bool tree_text_is(struct tree *tree, struct tree_property property,
		  const char *text);

#endif
