/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A walk through a device tree (Devicetree Specification v0.4), node by node,
 * by the loader's rules: it refuses what kexec/devtree/ refuses, and ignores
 * what that ignores. Reads no byte outside the tree.
 */
#ifndef FINDER_TREE_H
#define FINDER_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/state.h"

/*
 * Begin a walk through the tree at that address; begin once more. It may not be
 * a tree, or malformed: then these and all others fail.
 */
void tree_open(uint64_t address);
void tree_rewind(void);

/*
 * Step to the next node. Returns 0 at the end, else 1: see memory_is(). Do not
 * trust what a tree says before its end was reached.
 */
unsigned int tree_next(void);

/* Is the node at depth 2 called that? It, or one that it is in, is open. */
unsigned int tree_top_is(const char *name);

/*
 * The property of that name of the node whose properties begin at that offset,
 * the first of them; of the node that was gone to.
 */
struct finder_property tree_find(uint32_t node,
				 const char *name);
struct finder_property tree_own(const char *name);

/* Is a value that text, which may end without a NUL? */
unsigned int tree_text_is(struct finder_property property, const char *text);

/* A cell of the structure block. */
uint32_t tree_cell(uint32_t at);

/* The value as a number, if it is of one or two cells; 0 for all others. */
uint64_t tree_number(struct finder_property property);

/* Bytes of an entry of reg, at most. */
#define TREE_REG_SIZE_MAX	16u

/* What became of an entry of reg. */
enum tree_reg {
	TREE_REG_END,		/* there was no more, or its cells are unusable */
	TREE_REG_NOWHERE,	/* it has no address of the CPU's */
	TREE_REG_READ,
};

/*
 * Take the first entry off finder.reg, of a child of the open node of that depth:
 * the CPU's address goes to finder.base, and the size to finder.size.
 */
enum tree_reg tree_reg(uint32_t depth);

#endif
