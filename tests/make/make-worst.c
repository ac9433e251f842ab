/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-worst SHAPE SIZE: a device tree of about SIZE bytes to standard output,
 * for which a reader that is not linear takes very long. SHAPE is one of the
 * table at the end; without arguments, print them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make/tree.h"

#define ROOM	(16u << 20)

/* For each PSCI node, all of its parent's properties before status. */
static void psci(void *tree, size_t size)
{
	char name[32];
	size_t i;

	tree_node(tree, "firmware");
	for (i = 0; i < size / 2 / 12; i++)
		tree_bytes(tree, "x", NULL, 0);
	tree_string(tree, "status", "disabled");
	for (i = 0; i < size / 2 / 52; i++) {
		snprintf(name, sizeof(name), "p%zx", i);
		tree_node(tree, name);
		tree_string(tree, "compatible", "arm,psci-1.0");
		tree_end_node(tree);
	}
	tree_end_node(tree);
}

/* An SMMU of many frames, left open, all at one address. */
static void frames(void *tree, const char *name, size_t count)
{
	uint32_t *reg = calloc(count, 16);
	size_t i;

	if (!reg)
		exit(99);
	for (i = 0; i < count; i++) {
		reg[4 * i + 1] = 0x9050000;
		reg[4 * i + 3] = 0x20000;
	}
	tree_node(tree, name);
	tree_string(tree, "compatible", "arm,smmu-v3");
	tree_cells(tree, "reg", reg, 4 * count);
	free(reg);
}

/* For each frame in use, all that are not, searched for its twin. */
static void twins(void *tree, size_t size)
{
	frames(tree, "off", size / 2 / 16);
	tree_string(tree, "status", "disabled");
	tree_end_node(tree);
	frames(tree, "on", size / 2 / 16);
	tree_end_node(tree);
}

/* For each region, all frames of the SMMU that it is used through. */
static void regions(void *tree, size_t size)
{
	char name[32];
	size_t i;

	frames(tree, "smmu", size / 2 / 16);
	TREE_CELLS(tree, "phandle", 1);
	TREE_CELLS(tree, "#iommu-cells", 0);
	TREE_CELLS(tree, "iommus", 1);
	tree_end_node(tree);
	tree_node(tree, "reserved-memory");
	TREE_CELLS(tree, "#address-cells", 2);
	TREE_CELLS(tree, "#size-cells", 2);
	tree_bytes(tree, "ranges", NULL, 0);
	for (i = 0; i < size / 2 / 64; i++) {
		snprintf(name, sizeof(name), "r%zx", i);
		tree_node(tree, name);
		TREE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x1000);
		TREE_CELLS(tree, "iommu-addresses", 1);
		tree_end_node(tree);
	}
	tree_end_node(tree);
}

/*
 * For each property of /aliases, all of a long name. Names are ends of one
 * string, which libfdt's writer does not support: they are patched by hand.
 */
static void aliases(void *tree, size_t size)
{
	char *name = calloc(1, size / 2 + 2);
	size_t i;

	if (!name)
		exit(99);
	memset(name, 'a', size / 4);
	tree_node(tree, "chosen");
	tree_string(tree, "stdout-path", name);
	tree_end_node(tree);
	tree_node(tree, "aliases");
	memset(name, 'a', size / 4 + 1);
	tree_bytes(tree, name, NULL, 0);
	for (i = 0; i < size / 2 / 12; i++)
		tree_bytes(tree, name, NULL, 0);
	tree_end_node(tree);
	free(name);
}

/* Names up to the parser's limit, ends of one long string, none matching. */
static void strings(void *tree, size_t size)
{
	static char name[1 << 20];
	size_t i;

	memset(name, 'c', size / 2 < sizeof(name) ? size / 2 :
						    sizeof(name) - 1);
	tree_node(tree, "node");
	for (i = 0; i < size / 2 / 12; i++)
		tree_bytes(tree, name, NULL, 0);
	tree_end_node(tree);
}

/* A chain of nodes of the largest depth, each with its share of properties. */
static void deep(void *tree, size_t size)
{
	size_t level, i;

	for (level = 0; level < 63; level++) {
		tree_node(tree, "d");
		for (i = 0; i < size / 63 / 12; i++)
			tree_bytes(tree, "x", NULL, 0);
	}
	for (level = 0; level < 63; level++)
		tree_end_node(tree);
}

/*
 * For each SMMU, a master of its own and one that all share; each master refers
 * to SMMUs, the first to all of them. As many entries as the size allows.
 */
static void masters(void *tree, size_t size)
{
	uint32_t *all = calloc(size / 4 / 8, 8);
	char name[32];
	size_t i;

	if (!all)
		exit(99);
	for (i = 0; i < size / 4 / 8; i++) {
		all[2 * i] = (uint32_t)(2 + i % (size / 4 / 128));
		all[2 * i + 1] = (uint32_t)i;
	}
	tree_node(tree, "all");
	TREE_CELLS(tree, "phandle", 1);
	TREE_CELLS(tree, "#stream-id-cells", 1);
	tree_cells(tree, "iommus", all, 2 * (size / 4 / 8));
	tree_end_node(tree);
	free(all);
	for (i = 0; i < size / 4 / 128; i++) {
		snprintf(name, sizeof(name), "smmu@%zx", 0x10000000 + (i << 17));
		tree_smmu(tree, name, "arm,smmu-v3", 0x10000000 + (i << 17));
		TREE_CELLS(tree, "phandle", (uint32_t)(2 + i));
		TREE_CELLS(tree, "#iommu-cells", 1);
		TREE_CELLS(tree, "mmu-masters", 1, (uint32_t)i);
		tree_end_node(tree);
	}
	for (i = 0; i < size / 2 / 64; i++) {
		snprintf(name, sizeof(name), "m%zx", i);
		tree_node(tree, name);
		TREE_CELLS(tree, "iommus",
			   (uint32_t)(2 + i % (size / 4 / 128)), (uint32_t)i);
		tree_end_node(tree);
	}
}

static const struct shape {
	const char *name;
	void (*add)(void *tree, size_t size);
} shapes[] = {
	{ "psci", psci },
	{ "twins", twins },
	{ "regions", regions },
	{ "aliases", aliases },
	{ "strings", strings },
	{ "deep", deep },
	{ "masters", masters },
};

int main(int argc, char **argv)
{
	size_t count = sizeof(shapes) / sizeof(shapes[0]), size, i;
	uint8_t *blob;
	void *tree;

	for (i = 0; argc == 1 && i < count; i++)
		puts(shapes[i].name);
	for (i = 0; argc == 3 && i < count; i++) {
		if (strcmp(shapes[i].name, argv[1]) != 0)
			continue;
		tree = tree_begin(ROOM, 2, 2);
		shapes[i].add(tree, strtoul(argv[2], NULL, 10));
		/* What every reader looks for, at the end. */
		tree_smmu(tree, "smmu@9050000", "arm,smmu-v3", 0x9050000);
		tree_end_node(tree);
		tree_node(tree, "psci");
		tree_string(tree, "compatible", "arm,psci-1.0");
		tree_string(tree, "method", "smc");
		tree_end_node(tree);
		blob = tree_end(tree, &size);
		if (fwrite(blob, 1, size, stdout) != size)
			return 99;
		free(blob);
		return fflush(stdout) == 0 ? 0 : 99;
	}
	return argc == 1 ? 0 : 99;
}
