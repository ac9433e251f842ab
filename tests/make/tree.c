/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make/tree.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(int error)
{
	if (error >= 0)
		return;
	fprintf(stderr, "tree: %s\n", fdt_strerror(error));
	exit(99);
}

static void *allocate(size_t size)
{
	void *bytes = malloc(size);

	if (!bytes) {
		perror("tree");
		exit(99);
	}
	return bytes;
}

void *tree_begin(size_t room, uint32_t address_cells, uint32_t size_cells)
{
	void *tree = allocate(room);

	check(fdt_create(tree, (int)room));
	check(fdt_finish_reservemap(tree));
	check(fdt_begin_node(tree, ""));
	check(fdt_property_u32(tree, "#address-cells", address_cells));
	check(fdt_property_u32(tree, "#size-cells", size_cells));
	return tree;
}

void tree_node(void *tree, const char *name)
{
	check(fdt_begin_node(tree, name));
}

void tree_end_node(void *tree)
{
	check(fdt_end_node(tree));
}

void tree_string(void *tree, const char *name, const char *value)
{
	check(fdt_property_string(tree, name, value));
}

void tree_bytes(void *tree, const char *name, const void *value, size_t size)
{
	check(fdt_property(tree, name, value, (int)size));
}

void tree_cells(void *tree, const char *name, const uint32_t *cells,
		size_t count)
{
	void *value;
	size_t i;

	check(fdt_property_placeholder(tree, name, (int)(4 * count), &value));
	for (i = 0; i < count; i++)
		fdt32_st((uint8_t *)value + 4 * i, cells[i]);
}

void tree_smmu(void *tree, const char *name, const char *model, uint64_t base)
{
	tree_node(tree, name);
	tree_string(tree, "compatible", model);
	TREE_CELLS(tree, "reg", (uint32_t)(base >> 32), (uint32_t)base, 0,
		   0x20000);
}

uint8_t *tree_end(void *tree, size_t *ret_size)
{
	uint8_t *blob;

	tree_end_node(tree);
	check(fdt_finish(tree));
	*ret_size = fdt_totalsize(tree);
	blob = allocate(*ret_size);
	memcpy(blob, tree, *ret_size);
	free(tree);
	return blob;
}
