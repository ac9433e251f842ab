/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reserved regions of a device tree, and the SMMUs that own them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/devtree.h"
#include "make/tree.h"
#include "unit/fixture.h"
#include "util/macros.h"

#define TREE_MAX	(8u << 20)

static const struct reserved_region expected_of_good[] = {
	{ 0x84800000, 0x800000, (char[]){ "/owner-one@2000000" } },
	{ 0x86000000, 0x2000, (char[]){ "/owner-one@2000000" } },
	{ 0x86000000, 0x2000, (char[]){ "/owner-two@2100000" } },
	{ 0x87000000, 0x1000, (char[]){ "/owner-four@2300000" } },
	{ 0x87000000, 0x1000, (char[]){ "/owner-five@2400000" } },
	{ 0x88000000, 0x1000, (char[]){ "/owner-seven@2600000" } },
	{ 0x88000000, 0x1000, (char[]){ "/owner-eight@2700000" } },
	{ 0x88000000, 0x1000, (char[]){ "/owner-two@2100000" } },
	{ 0x89000000, 0x1000, (char[]){ "/owner-nine@2800000" } },
	{ 0x8a000000, 0x1000, NULL },
	{ 0x8b000000, 0x1000, NULL },
	{ 0x8c000000, 0x1000, NULL },
	{ 0x8d000000, 0x1000, (char[]){ "/owner-three@2200000" } },
	{ 0x8e000000, 0x1000, (char[]){ "/owner-one@2000000" } },
	{ 0x8e100000, 0x2000, (char[]){ "/owner-one@2000000" } },
	{ 0, 0, (char[]){ "/idle@3000000" } },
	{ 0x8f000000, 0x1000, (char[]){ "/owner-four@2300000" } },
	{ 0x8f100000, 0x1000, NULL },
	{ 0x8f300000, 0x1000, NULL },
	{ 0x8f400000, 0x1000, (char[]){ "/owner-off@2900000" } },
	{ 0x8f700000, 0x1000, (char[]){ "/owner-frames@2a00000" } },
	{ 0x8f800000, 0x1000, (char[]){ "/owner-six@2500000" } },
};

static const char *shown(const char *name)
{
	return name ? name : "nobody";
}

static const struct reserved_region expected_of_bad[] = {
	{ 0x1000000, 0x1000, (char[]){ "/owner-1@9000000" } },
	{ 0x2000000, 0x1000, NULL },
	{ 0x3000000, 0x1000, NULL },
	{ 0x4000000, 0x1000, (char[]){ "/owner-3@9200000" } },
	{ 0x5000000, 0x1000, (char[]){ "/owner-4@9300000" } },
};

static void check_regions(const char *name,
			  const struct reserved_region *expected, size_t count)
{
	struct smmu_machine machine;
	size_t i;

	fixture_machine(name, &machine);
	for (i = 0; i < count && i < machine.region_count; i++) {
		const struct reserved_region *got = &machine.regions[i];

		if (got->base != expected[i].base ||
		    got->size != expected[i].size ||
		    strcmp(shown(got->smmu), shown(expected[i].smmu)))
			fail_msg("%zu: got 0x%" PRIx64 " %" PRIu64
				 " of %s instead of 0x%" PRIx64 " of %s", i,
				 got->base, got->size, shown(got->smmu),
				 expected[i].base, shown(expected[i].smmu));
	}
	assert_int_equal(machine.region_count, count);
	smmu_machine_clear(&machine);
}

static void test_regions(void **state)
{
	(void)state;
	check_regions("regions", expected_of_good,
		      ARRAY_SIZE(expected_of_good));
	check_regions("bad-phandles", expected_of_bad,
		      ARRAY_SIZE(expected_of_bad));
}

static void check_owners(const char *name, size_t count)
{
	struct smmu_machine machine;
	size_t i;

	fixture_machine(name, &machine);
	assert_int_equal(machine.smmu_count, count);
	for (i = 0; i < machine.smmu_count; i++) {
		const struct smmu *smmu = &machine.smmus[i];
		bool owner = !strncmp(smmu->name, "/owner-", 7);

		if (smmu->owns_region != owner)
			fail_msg("%s: %s", smmu->name, smmu->owns_region ?
				 "is an owner" : "is none");
	}
	smmu_machine_clear(&machine);
}

/* Only what is in use makes an owner, of every frame. */
static void test_owners(void **state)
{
	(void)state;
	check_owners("regions", 13);
	check_owners("bad-phandles", 4);
}

/* A size of more than 64 bits is invalid; one of three cells may be smaller. */
static void test_wide_sizes(void **state)
{
	struct smmu_machine machine;

	(void)state;
	fixture_machine("wide-regions", &machine);
	assert_int_equal(machine.region_count, 1);
	assert_int_equal(machine.regions[0].base, 0x80000000);
	assert_int_equal(machine.regions[0].size, 0x200000000);
	smmu_machine_clear(&machine);
}

static void property_cells(void *tree, const char *name,
			   const uint32_t *cells, size_t count)
{
	fdt32_t *bytes;
	size_t i;

	assert_int_equal(fdt_property_placeholder(tree, name,
			 (int)(4 * count), (void **)&bytes), 0);
	for (i = 0; i < count; i++)
		fdt32_st(&bytes[i], cells[i]);
}

static void *begin(void)
{
	void *tree = tree_begin(TREE_MAX, 1, 1);

	tree_node(tree, "reserved-memory");
	TREE_CELLS(tree, "#address-cells", 1);
	TREE_CELLS(tree, "#size-cells", 1);
	tree_bytes(tree, "ranges", NULL, 0);
	return tree;
}

static int parse(void *tree, struct smmu_machine *machine, struct message *why)
{
	size_t size;
	uint8_t *blob = tree_end(tree, &size);
	int result = devtree_parse(blob, size, machine, why);

	free(blob);
	return result;
}

static void add_device(void *tree, uint32_t phandle, const uint32_t *iommus,
		       size_t count)
{
	char name[32];

	snprintf(name, sizeof(name), "device@%x", phandle);
	assert_int_equal(fdt_begin_node(tree, name), 0);
	fdt_property_u32(tree, "phandle", phandle);
	property_cells(tree, "iommus", iommus, count);
	fdt_end_node(tree);
}

static void add_region(void *tree, uint32_t base, const uint32_t *addresses,
		       size_t count)
{
	const uint32_t reg[] = { base, 0x1000 };
	char name[32];

	snprintf(name, sizeof(name), "region@%x", base);
	assert_int_equal(fdt_begin_node(tree, name), 0);
	property_cells(tree, "reg", reg, 2);
	property_cells(tree, "iommu-addresses", addresses, count);
	fdt_end_node(tree);
}

static void add_smmu(void *tree, uint32_t phandle)
{
	const uint32_t reg[] = { phandle << 12, 0x20000 };
	char name[32];

	snprintf(name, sizeof(name), "smmu@%x", phandle);
	assert_int_equal(fdt_begin_node(tree, name), 0);
	fdt_property_string(tree, "compatible", "arm,smmu-v3");
	fdt_property_u32(tree, "phandle", phandle);
	fdt_property_u32(tree, "#iommu-cells", 0);
	property_cells(tree, "reg", reg, 2);
	fdt_end_node(tree);
}

/* Thousands of each, every one referred to once: linear. */
static void test_many(void **state)
{
	const uint32_t count = 5000;
	void *tree = begin();
	struct smmu_machine machine;
	struct message why = { "" };
	char name[32];
	uint32_t i;

	(void)state;
	for (i = 0; i < count; i++)
		add_region(tree, i << 12,
			   (uint32_t[]){ count + 1 + i, 0, 0 }, 3);
	fdt_end_node(tree);
	for (i = 0; i < count; i++)
		add_device(tree, 2 * count - i, (uint32_t[]){ i + 1 }, 1);
	for (i = 0; i < count; i++)
		add_smmu(tree, i + 1);
	if (parse(tree, &machine, &why))
		fail_msg("%s", why.text);
	assert_int_equal(machine.region_count, count);
	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "/smmu@%x", count - i);
		assert_string_equal(machine.regions[i].smmu, name);
		assert_true(machine.smmus[i].owns_region);
	}
	smmu_machine_clear(&machine);
}

/* Every region refers to one device that refers to everything: refused. */
static void check_too_much(uint32_t regions, uint32_t references)
{
	uint32_t *list = calloc(references, sizeof(*list));
	void *tree = begin();
	struct smmu_machine machine;
	struct message why = { "" };
	uint32_t i;

	assert_non_null(list);
	for (i = 0; i < references; i++)
		list[i] = 1 + i % 2;
	for (i = 0; i < regions; i++)
		add_region(tree, i << 12, (uint32_t[]){ 9, 0, 0 }, 3);
	fdt_end_node(tree);
	add_device(tree, 9, list, references);
	add_smmu(tree, 1);
	add_smmu(tree, 2);
	free(list);
	assert_int_equal(parse(tree, &machine, &why), -1);
	assert_string_equal(why.text, "device tree takes too many steps to read");
}

static void test_too_much_work(void **state)
{
	(void)state;
	check_too_much(10000, 100000);
	check_too_much(20000, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_wide_sizes),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_too_much_work),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
