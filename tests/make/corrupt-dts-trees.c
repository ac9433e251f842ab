/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make/corrupt-dts-trees.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make/tree.h"

#define SMALL	(64u << 10)
#define LARGE	(15u << 20)

/* An open bus of one address and one size cell, at 4 GiB. */
static void open_bus(void *tree)
{
	tree_node(tree, "bus");
	TREE_CELLS(tree, "#address-cells", 1);
	TREE_CELLS(tree, "#size-cells", 1);
	TREE_CELLS(tree, "ranges", 0, 1, 0, 0x80000000);
}

static void open_regions(void *tree)
{
	tree_node(tree, "reserved-memory");
	TREE_CELLS(tree, "#address-cells", 2);
	TREE_CELLS(tree, "#size-cells", 2);
	tree_bytes(tree, "ranges", NULL, 0);
}

static void end_nodes(void *tree, size_t count)
{
	while (count--)
		tree_end_node(tree);
}

uint8_t *corrupt_dts_trees_good(size_t *ret_size)
{
	void *tree = tree_begin(SMALL, 2, 2);

	TREE_CELLS(tree, "interrupt-parent", 3);
	open_regions(tree);
	tree_node(tree, "splash@80000000");
	TREE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x1000);
	TREE_CELLS(tree, "iommu-addresses", 2, 0, 0x80000000, 0, 0x1000);
	end_nodes(tree, 2);
	open_bus(tree);
	tree_node(tree, "interrupt-controller@8000000");
	tree_string(tree, "compatible", "arm,gic-v3");
	TREE_CELLS(tree, "reg", 0x8000000, 0x10000);
	TREE_CELLS(tree, "#interrupt-cells", 3);
	TREE_CELLS(tree, "phandle", 3);
	tree_end_node(tree);
	tree_node(tree, "smmu@9050000");
	tree_string(tree, "compatible", "arm,smmu-v3");
	TREE_CELLS(tree, "interrupts", 0, 74, 1, 0, 75, 1);
	TREE_CELLS(tree, "reg", 0x9050000, 0x20000);
	TREE_CELLS(tree, "#iommu-cells", 1);
	TREE_CELLS(tree, "phandle", 1);
	tree_end_node(tree);
	tree_node(tree, "display@9000000");
	TREE_CELLS(tree, "reg", 0x9000000, 0x1000);
	TREE_CELLS(tree, "iommus", 1, 7);
	TREE_CELLS(tree, "phandle", 2);
	end_nodes(tree, 2);
	tree_smmu(tree, "smmu@12000000", "arm,mmu-500", 0x12000000);
	TREE_CELLS(tree, "interrupts-extended", 3, 0, 100, 4);
	tree_string(tree, "status", "disabled");
	tree_end_node(tree);
	return tree_end(tree, ret_size);
}

static const uint32_t numbers[] = { 0, 5, 255, 0x7fffffff, 0xffffffff };
#define NUMBERS	(sizeof(numbers) / sizeof(numbers[0]))

/* Cells of the root and of a bus: both names, every number. */
static uint8_t *cells(size_t variant, size_t *ret_size)
{
	const char *name = variant % 2 ? "#address-cells" : "#size-cells";
	uint32_t number = numbers[variant / 2 % NUMBERS];
	int at_root = variant / 2 / NUMBERS % 2;
	uint32_t address = at_root && variant % 2 ? number : 2;
	uint32_t size = at_root && !(variant % 2) ? number : 2;
	void *tree = tree_begin(SMALL, address, size);

	tree_node(tree, "bus");
	if (!at_root)
		TREE_CELLS(tree, name, number);
	tree_bytes(tree, "ranges", NULL, 0);
	tree_smmu(tree, "smmu@9050000", "arm,smmu-v3", 0x9050000);
	end_nodes(tree, 2);
	return tree_end(tree, ret_size);
}

/* A property of every length from 0 to 20 in place of a good one. */
static uint8_t *wrong_length(size_t size, const char *name, size_t *ret_size)
{
	static const uint8_t bytes[32] = { 0, 0, 0, 1 };
	void *tree = tree_begin(SMALL, 1, 1);

	open_regions(tree);
	tree_node(tree, "region");
	if (strcmp(name, "region"))
		TREE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x1000);
	else
		tree_bytes(tree, "reg", bytes, size);
	if (!strcmp(name, "iommu-addresses"))
		tree_bytes(tree, name, bytes, size);
	else
		TREE_CELLS(tree, "iommu-addresses", 1, 0, 0);
	end_nodes(tree, 2);
	tree_node(tree, "bus");
	tree_bytes(tree, name, bytes, size);
	tree_node(tree, "smmu");
	tree_string(tree, "compatible", "arm,smmu-v3");
	if (strcmp(name, "reg"))
		TREE_CELLS(tree, "reg", 0, 0x20000, 0, 0x20000);
	if (strcmp(name, "ranges"))
		tree_bytes(tree, name, bytes, size);
	TREE_CELLS(tree, "phandle", 1);
	end_nodes(tree, 2);
	return tree_end(tree, ret_size);
}

#define WRONG_LENGTH(function, name)					\
static uint8_t *function(size_t variant, size_t *ret_size)		\
{									\
	return wrong_length(variant, name, ret_size);			\
}
WRONG_LENGTH(wrong_reg, "reg")
WRONG_LENGTH(wrong_ranges, "ranges")
WRONG_LENGTH(wrong_address_cells, "#address-cells")
WRONG_LENGTH(wrong_iommu_cells, "#iommu-cells")
WRONG_LENGTH(wrong_region, "region")
WRONG_LENGTH(wrong_addresses, "iommu-addresses")
WRONG_LENGTH(wrong_iommus, "iommus")
WRONG_LENGTH(wrong_map, "iommu-map")
WRONG_LENGTH(wrong_status, "status")
WRONG_LENGTH(wrong_compatible, "compatible")

/* Bases that are not an SMMU's; each of them twice, in two nodes. */
static uint8_t *bases(size_t variant, size_t *ret_size)
{
	static const uint64_t values[] = {
		0, 1, 0x9050001, 0x9050800, 0x9050000, UINT64_MAX,
		UINT64_MAX - 0xfff, UINT64_MAX - 0x1ffff,
	};
	uint64_t base = values[variant];
	void *tree = tree_begin(SMALL, 2, 2);

	tree_smmu(tree, "first", "arm,smmu-v3", base);
	tree_end_node(tree);
	tree_smmu(tree, "second", "arm,smmu-v2", base);
	tree_end_node(tree);
	tree_node(tree, "third");
	tree_string(tree, "compatible", "arm,smmu-v3");
	TREE_CELLS(tree, "reg", (uint32_t)(base >> 32), (uint32_t)base, 0, 0,
		   (uint32_t)(base >> 32), (uint32_t)base, 0xffffffff,
		   0xffffffff);
	tree_end_node(tree);
	return tree_end(tree, ret_size);
}

/* 20,000 nodes: plain ones, SMMUs, regions, phandles. */
static uint8_t *many(size_t variant, size_t *ret_size)
{
	void *tree = tree_begin(LARGE, 2, 2);
	char name[32];
	uint32_t i;

	if (variant == 2)
		open_regions(tree);
	for (i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "n%x", i);
		if (variant == 1) {
			tree_smmu(tree, name, "arm,smmu-v3",
				  (uint64_t)i << 20);
		} else {
			tree_node(tree, name);
			if (variant > 1)
				TREE_CELLS(tree, "phandle", i % 77);
			if (variant == 2) {
				TREE_CELLS(tree, "reg", 0, i, 0, 0x1000);
				TREE_CELLS(tree, "iommu-addresses", i, 0, 0);
			}
		}
		tree_end_node(tree);
	}
	if (variant == 2)
		tree_end_node(tree);
	return tree_end(tree, ret_size);
}

static uint8_t *deep(size_t variant, size_t *ret_size)
{
	static const size_t depths[] = { 62, 63, 64, 65, 1000, 10000 };
	void *tree = tree_begin(LARGE, 2, 2);
	size_t i;

	for (i = 0; i < depths[variant]; i++) {
		tree_node(tree, "d");
		TREE_CELLS(tree, "#address-cells", 2);
		TREE_CELLS(tree, "#size-cells", 2);
		tree_bytes(tree, "ranges", NULL, 0);
	}
	tree_smmu(tree, "smmu", "arm,smmu-v3", 0x9050000);
	end_nodes(tree, depths[variant] + 1);
	return tree_end(tree, ret_size);
}

/* A name that is too long for a path, one that two levels make so. */
static uint8_t *long_path(size_t variant, size_t *ret_size)
{
	const size_t levels = variant + 1, size = 5000 / levels;
	void *tree = tree_begin(SMALL, 2, 2);
	char name[5001];
	size_t i;

	memset(name, 'n', size);
	name[size] = '\0';
	for (i = 0; i < levels; i++)
		tree_node(tree, name);
	tree_string(tree, "compatible", "arm,smmu-v3");
	end_nodes(tree, levels);
	return tree_end(tree, ret_size);
}

/* Text that would drive a terminal, or break JSON. */
static uint8_t *text(size_t variant, size_t *ret_size)
{
	static const char *const texts[] = {
		"\033[2J\033]0;title\007", "\r\n\t\b", "\"\\\"", "\x80\xff\xc3(",
		"\xe2\x80\xae", "%s%n%d", "",
	};
	void *tree = tree_begin(SMALL, 2, 2);

	tree_smmu(tree, texts[variant], "arm,smmu-v3", 0x9050000);
	tree_string(tree, "status", texts[variant]);
	tree_end_node(tree);
	tree_node(tree, "other");
	tree_string(tree, "compatible", texts[variant]);
	TREE_CELLS(tree, "#iommu-cells", 1);
	tree_end_node(tree);
	return tree_end(tree, ret_size);
}

/* Long lists of strings, or a long one; the last without its zero byte. */
static uint8_t *strings(size_t variant, size_t *ret_size)
{
	static const char *const parts[] = {
		"x", "", "arm,smmu-v", "qcom,", "example,thing",
	};
	const char *part = parts[variant];
	size_t size = 1u << 20, at;
	char *list = calloc(1, size);
	void *tree = tree_begin(LARGE, 2, 2);

	if (!list)
		exit(99);
	for (at = 0; at + strlen(part) + 1 < size; at += strlen(part) + 1)
		memcpy(list + at, part, strlen(part));
	if (!variant)
		memset(list, 'x', size);
	tree_node(tree, "node");
	tree_bytes(tree, "compatible", list, size);
	TREE_CELLS(tree, "#iommu-cells", 1);
	tree_end_node(tree);
	free(list);
	return tree_end(tree, ret_size);
}

/* Phandles that lead in circles: SMMUs that are masters of each other. */
static uint8_t *circles(size_t variant, size_t *ret_size)
{
	const uint32_t other = variant ? 2 : 1;
	void *tree = tree_begin(SMALL, 2, 2);

	open_regions(tree);
	tree_node(tree, "region");
	TREE_CELLS(tree, "phandle", 3);
	TREE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x1000);
	TREE_CELLS(tree, "iommus", 3, 1, 2, 3);
	TREE_CELLS(tree, "iommu-addresses", 1, 0, 0, 0, 0, 2, 0, 0, 0, 0,
		   3, 0, 0, 0, 0, 99);
	end_nodes(tree, 2);
	tree_smmu(tree, "one", "arm,smmu-v3", 0x9050000);
	TREE_CELLS(tree, "phandle", 1);
	TREE_CELLS(tree, "#iommu-cells", 0);
	TREE_CELLS(tree, "iommus", other, 1);
	TREE_CELLS(tree, "iommu-map", 0, other, 0, 1, 0, 1);
	tree_end_node(tree);
	tree_smmu(tree, "two", "arm,smmu-v3", 0x9070000);
	TREE_CELLS(tree, "phandle", 2);
	TREE_CELLS(tree, "#iommu-cells", 0xffffffff);
	TREE_CELLS(tree, "iommus", 1, 2);
	tree_end_node(tree);
	return tree_end(tree, ret_size);
}

/* A root that is everything at once: it has no parent to take cells from. */
static uint8_t *root(size_t variant, size_t *ret_size)
{
	void *tree = tree_begin(SMALL, 2, 2);

	tree_string(tree, "compatible",
		    variant ? "apple,t8103-dart" : "arm,smmu-v3");
	TREE_CELLS(tree, "reg", 0, 0x9050000, 0, 0x20000);
	TREE_CELLS(tree, "phandle", 1);
	TREE_CELLS(tree, "#iommu-cells", 0);
	TREE_CELLS(tree, "iommus", 1);
	TREE_CELLS(tree, "iommu-addresses", 1);
	open_regions(tree);
	tree_node(tree, "region");
	TREE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x1000);
	TREE_CELLS(tree, "iommu-addresses", 1, 1, 1, 1);
	end_nodes(tree, 2);
	return tree_end(tree, ret_size);
}

/* Cells of /reserved-memory: none, too many, a size of more than 64 bits. */
static uint8_t *region_cells(size_t variant, size_t *ret_size)
{
	static const uint32_t pairs[][2] = {
		{ 0, 0 }, { 0, 2 }, { 2, 0 }, { 5, 0 }, { 255, 255 }, { 1, 3 },
		{ 3, 1 }, { 4, 4 },
	};
	void *tree = tree_begin(SMALL, 2, 2);

	tree_node(tree, "reserved-memory");
	TREE_CELLS(tree, "#address-cells", pairs[variant][0]);
	TREE_CELLS(tree, "#size-cells", pairs[variant][1]);
	tree_bytes(tree, "ranges", NULL, 0);
	tree_node(tree, "region");
	TREE_CELLS(tree, "reg", 1, 2, 3, 4, 5, 6, 7, 8);
	TREE_CELLS(tree, "iommu-addresses", 9, 0, 0, 0, 0);
	end_nodes(tree, 2);
	return tree_end(tree, ret_size);
}

/* Work that grows with the square of the size, if it is done. */
static uint8_t *work(size_t variant, size_t *ret_size)
{
	const size_t size = 600000;
	uint8_t *bytes = calloc(1, size);
	void *tree = tree_begin(LARGE, 1, 1);
	char name[32];
	uint32_t i;

	if (!bytes)
		exit(99);
	/* Cells of one: the device's own phandle. */
	for (i = 3; i < size; i += 4)
		bytes[i] = 1;
	tree_node(tree, variant ? "reserved-memory" : "bus");
	TREE_CELLS(tree, "#address-cells", 1);
	TREE_CELLS(tree, "#size-cells", 1);
	if (!variant)
		tree_bytes(tree, "ranges", bytes, size);
	else
		tree_bytes(tree, "ranges", NULL, 0);
	for (i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "n%x", i);
		tree_node(tree, name);
		if (!variant)
			tree_string(tree, "compatible", "arm,smmu-v3");
		TREE_CELLS(tree, "reg", 0x1000, 0x1000);
		TREE_CELLS(tree, "iommu-addresses", 1, 0, 0);
		tree_end_node(tree);
	}
	tree_end_node(tree);
	tree_node(tree, "device");
	TREE_CELLS(tree, "phandle", 1);
	tree_bytes(tree, variant == 1 ? "iommus" : "iommu-map", bytes, size);
	TREE_CELLS(tree, "#iommu-cells", 0);
	tree_end_node(tree);
	free(bytes);
	return tree_end(tree, ret_size);
}

static uint8_t *padded(size_t padding, size_t *ret_size)
{
	void *tree = tree_begin(LARGE, 2, 2);
	uint8_t *zeros = calloc(1, padding + 1);

	if (!zeros)
		exit(99);
	/* A name with which the size is a multiple of 4. */
	tree_bytes(tree, "zero", zeros, padding);
	free(zeros);
	return tree_end(tree, ret_size);
}

/* 2 MiB, the largest that Linux accepts, and the next size. */
static uint8_t *sized(size_t size, size_t *ret_size)
{
	free(padded(0, ret_size));
	return padded(size - *ret_size, ret_size);
}

static uint8_t *largest(size_t variant, size_t *ret_size)
{
	(void)variant;
	return sized(2u << 20, ret_size);
}

static uint8_t *too_large(size_t variant, size_t *ret_size)
{
	return sized((2u << 20) + (variant ? 4u << 20 : 4), ret_size);
}

#define LENGTHS	21

const struct corrupt_dts_tree corrupt_dts_trees[] = {
	{ "cells", 4 * NUMBERS, CORRUPT_DTS_LISTED, cells },
	{ "reg", LENGTHS, CORRUPT_DTS_LISTED, wrong_reg },
	{ "ranges", LENGTHS, CORRUPT_DTS_LISTED, wrong_ranges },
	{ "address-cells", LENGTHS, CORRUPT_DTS_LISTED, wrong_address_cells },
	{ "iommu-cells", LENGTHS, CORRUPT_DTS_LISTED, wrong_iommu_cells },
	{ "region", LENGTHS, CORRUPT_DTS_LISTED, wrong_region },
	{ "addresses", LENGTHS, CORRUPT_DTS_LISTED, wrong_addresses },
	{ "iommus", LENGTHS, CORRUPT_DTS_LISTED, wrong_iommus },
	{ "iommu-map", LENGTHS, CORRUPT_DTS_LISTED, wrong_map },
	{ "status", LENGTHS, CORRUPT_DTS_LISTED, wrong_status },
	{ "compatible", LENGTHS, CORRUPT_DTS_LISTED, wrong_compatible },
	{ "bases", 8, CORRUPT_DTS_LISTED, bases },
	{ "many", 4, CORRUPT_DTS_LISTED, many },
	{ "deep", 6, CORRUPT_DTS_LISTED, deep },
	{ "long-path", 2, CORRUPT_DTS_REFUSED, long_path },
	{ "text", 7, CORRUPT_DTS_LISTED, text },
	{ "strings", 5, CORRUPT_DTS_LISTED, strings },
	{ "circles", 2, CORRUPT_DTS_LISTED, circles },
	{ "root", 2, CORRUPT_DTS_LISTED, root },
	{ "region-cells", 8, CORRUPT_DTS_LISTED, region_cells },
	{ "work", 3, CORRUPT_DTS_REFUSED, work },
	{ "largest", 1, CORRUPT_DTS_LISTED, largest },
	{ "too-large", 2, CORRUPT_DTS_REFUSED, too_large },
	{ NULL, 0, CORRUPT_DTS_LISTED, NULL },
};
