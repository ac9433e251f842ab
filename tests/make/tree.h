/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device trees written with libfdt's sequential functions, for generators. An
 * error ends the program with status 99.
 */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>
#include <stdint.h>

/* Begin a tree of at most room bytes; the root is open, with these cells. */
void *tree_begin(size_t room, uint32_t address_cells, uint32_t size_cells);

void tree_node(void *tree, const char *name);
void tree_end_node(void *tree);
void tree_string(void *tree, const char *name, const char *value);
void tree_bytes(void *tree, const char *name, const void *value, size_t size);
void tree_cells(void *tree, const char *name, const uint32_t *cells,
		size_t count);

/* A property of the cells that follow. */
#define TREE_CELLS(tree, name, ...)					\
	tree_cells(tree, name, (const uint32_t[]){ __VA_ARGS__ },	\
		   sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

/* A node of an SMMU, left open; reg is of two and two cells. */
void tree_smmu(void *tree, const char *name, const char *model, uint64_t base);

/* End the root. Returns the blob, an exactly sized heap block; frees tree. */
uint8_t *tree_end(void *tree, size_t *ret_size);

#endif
