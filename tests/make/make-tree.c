/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-tree NODES SIZE: a device tree of about that many nodes and bytes to
 * standard output. Half of the nodes are SMMUs on a bus, the others devices
 * that use them; one in 64 of these owns a reserved region.
 */
#include <stdio.h>
#include <stdlib.h>

#include "make/tree.h"

#define ROOM	(64u << 20)
#define OWNERS	64u

static void add_regions(void *tree, uint32_t pairs)
{
	char name[32];
	uint32_t i;

	tree_node(tree, "reserved-memory");
	TREE_CELLS(tree, "#address-cells", 1);
	TREE_CELLS(tree, "#size-cells", 1);
	tree_bytes(tree, "ranges", NULL, 0);
	for (i = 0; i < pairs; i += OWNERS) {
		snprintf(name, sizeof(name), "region@%x", i << 12);
		tree_node(tree, name);
		TREE_CELLS(tree, "reg", i << 12, 0x1000);
		TREE_CELLS(tree, "iommu-addresses", 2 * i + 2, i << 12, 0x1000);
		tree_end_node(tree);
	}
	tree_end_node(tree);
}

static void add_pair(void *tree, uint32_t i, size_t padding)
{
	static const uint8_t zeros[1 << 20];
	char name[32];

	snprintf(name, sizeof(name), "iommu@%x", i << 17);
	tree_node(tree, name);
	tree_string(tree, "compatible", "arm,smmu-v3");
	TREE_CELLS(tree, "reg", i << 17, 0x20000);
	TREE_CELLS(tree, "#iommu-cells", 1);
	TREE_CELLS(tree, "phandle", 2 * i + 1);
	tree_bytes(tree, "interrupts", zeros, padding);
	tree_end_node(tree);
	snprintf(name, sizeof(name), "device@%x", i);
	tree_node(tree, name);
	tree_string(tree, "compatible", "example,device");
	TREE_CELLS(tree, "reg", i, 1);
	TREE_CELLS(tree, "iommus", 2 * i + 1, 7);
	TREE_CELLS(tree, "phandle", 2 * i + 2);
	tree_bytes(tree, "interrupts", zeros, padding);
	tree_end_node(tree);
}

static uint8_t *make(uint32_t nodes, size_t padding, size_t *ret_size)
{
	void *tree = tree_begin(ROOM, 1, 1);
	uint32_t i;

	add_regions(tree, nodes / 2);
	tree_node(tree, "soc");
	TREE_CELLS(tree, "#address-cells", 1);
	TREE_CELLS(tree, "#size-cells", 1);
	TREE_CELLS(tree, "ranges", 0, 0, 0x80000000);
	for (i = 0; i < nodes / 2; i++)
		add_pair(tree, i, padding);
	tree_end_node(tree);
	return tree_end(tree, ret_size);
}

int main(int argc, char **argv)
{
	uint32_t nodes;
	size_t wanted, size;
	uint8_t *blob;

	if (argc != 3)
		return 99;
	nodes = (uint32_t)strtoul(argv[1], NULL, 10);
	wanted = strtoul(argv[2], NULL, 10);
	blob = make(nodes, 0, &size);
	if (size < wanted && nodes) {
		free(blob);
		blob = make(nodes, (wanted - size) / nodes & ~(size_t)3, &size);
	}
	if (fwrite(blob, 1, size, stdout) != size || fflush(stdout) != 0)
		return 99;
	free(blob);
	return 0;
}
