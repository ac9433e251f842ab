/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The finder on made-up machines: which tables count, what is believed, how
 * much is read. For real tables finder.sh compares it with the loader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "finder/finder.h"
#include "finder/found.h"
#include "make/table.h"
#include "make/tree.h"
#include "stage/finder-look.h"
#include "stage/finder-memory.h"
#include "stage/finder-world.h"
#include "util/little-endian.h"
#include "util/macros.h"

static struct smmu_plan_entry *const entries = finder_look_entries;
static struct finder_world world;

static void expect(uint32_t at, uint64_t base, unsigned int type,
		   enum found_reason reason)
{
	assert_true(at < finder.count);
	assert_int_equal(entries[at].base, base);
	assert_int_equal(entries[at].type, type);
	assert_int_equal(found_why(&entries[at]), reason);
	assert_int_equal(entries[at].action, reason ? SMMU_PLAN_KEEP :
						      SMMU_PLAN_ABORT);
	assert_int_equal(!!(entries[at].flags & SMMU_PLAN_UNTOUCHED),
			 reason != FOUND_ACTED_ON);
}

/* A world around a table with one of everything. */
static void make_whole(void)
{
	struct table table;

	table_whole(&table);
	finder_world_make(&world, table.bytes, table.size);
	table_free(&table);
}

static bool look_at_world(void)
{
	finder.find_console = true;
	finder_memory_show(&world);
	return finder_look_from(FINDER_WORLD_TREE);
}

/* What was found in it: two have a region. */
static void expect_whole(void)
{
	assert_true(finder.by_acpi);
	assert_int_equal(finder.count, 3);
	expect(0, 0x9050000, SMMU_PLAN_V3, FOUND_REGION);
	expect(1, 0xe0600000, SMMU_PLAN_V2, FOUND_REGION);
	assert_int_equal(entries[1].size, 0x10000);
	expect(2, 0x402300000, SMMU_PLAN_V3, FOUND_ACTED_ON);
	assert_int_equal(entries[2].flags, SMMU_PLAN_PAGE0_ONLY);
}

static void acpi(void **state)
{
	(void)state;
	make_whole();
	assert_true(look_at_world());
	expect_whole();
	finder_world_clear(&world);
}

/* No kernel has called SetVirtualAddressMap(): an address is what it says. */
static void acpi_physical(void **state)
{
	(void)state;
	make_whole();
	le64_st(world.map + FINDER_WORLD_AT_RUNTIME + 16, 0);
	le64_st(world.runtime + FINDER_WORLD_SYSTEM + 112,
		FINDER_WORLD_RUNTIME + FINDER_WORLD_CONFIG);
	finder_world_sum(&world);
	assert_true(look_at_world());
	expect_whole();
	finder_world_clear(&world);
}

/* Looked, and there is none: no failure. */
static void acpi_without_iort(void **state)
{
	(void)state;
	finder_world_make(&world, NULL, 0);
	assert_true(look_at_world());
	assert_true(finder.by_acpi);
	assert_int_equal(finder.count, 0);
	finder_world_clear(&world);
}

static void acpi_qualcomm(void **state)
{
	uint32_t i;

	(void)state;
	make_whole();
	memcpy(world.acpi + FINDER_WORLD_FADT + 268, "QCOM", 4);
	finder_world_sum(&world);
	assert_true(look_at_world());
	assert_int_equal(finder.count, 3);
	for (i = 0; i < 3; i++)
		assert_int_equal(found_why(&entries[i]), FOUND_QUALCOMM);
	finder_world_clear(&world);
}

#define IN_MAP		offsetof(struct finder_world, map)
#define IN_RUNTIME	offsetof(struct finder_world, runtime)
#define IN_ACPI		offsetof(struct finder_world, acpi)
#define SYSTEM		(IN_RUNTIME + FINDER_WORLD_SYSTEM)
#define CONFIG		(IN_RUNTIME + FINDER_WORLD_CONFIG)
#define RSDP		(IN_ACPI + FINDER_WORLD_RSDP)
#define XSDT		(IN_ACPI + FINDER_WORLD_XSDT)
#define FADT		(IN_ACPI + FINDER_WORLD_FADT)
#define IORT		(IN_ACPI + FINDER_WORLD_IORT)

/* Eight bytes of a good world, and what the finder says then. */
static const struct wrong {
	size_t at;
	uint64_t value;
	bool keep_sums;		/* else good ones are made */
	enum finder_failure failure;
} wrongs[] = {
	/* EFI: signature, size, sum, number of tables, where they are. */
	{ SYSTEM, 0x5453595320494248, false, FINDER_BAD_EFI },
	{ SYSTEM + 8, UINT64_C(112) << 32, false, FINDER_BAD_EFI },
	{ SYSTEM + 24, 1, true, FINDER_BAD_EFI },
	{ SYSTEM + 104, 257, false, FINDER_BAD_EFI },
	{ SYSTEM + 104, UINT64_C(1) << 61, false, FINDER_BAD_EFI },
	{ SYSTEM + 104, 1, false, FINDER_BAD_EFI },
	{ SYSTEM + 112, FINDER_WORLD_VIRTUAL + 0xfe0, false, FINDER_BAD_EFI },
	{ SYSTEM + 112, FINDER_WORLD_VIRTUAL + 0x1000, false, FINDER_BAD_EFI },
	{ SYSTEM + 112, FINDER_WORLD_VIRTUAL - 8, false, FINDER_BAD_EFI },
	{ CONFIG + 24, 0, false, FINDER_BAD_EFI },
	/* The RSDP is elsewhere. */
	{ CONFIG + 40, FINDER_WORLD_ACPI - 8, false, FINDER_BAD_ACPI },
	{ CONFIG + 40, 0x48000000, false, FINDER_BAD_ACPI },
	{ CONFIG + 40, UINT64_MAX - 8, false, FINDER_BAD_ACPI },
	/* RSDP: signature, sums, revision, size, XSDT. */
	{ RSDP, 0, false, FINDER_BAD_ACPI },
	{ RSDP + 8, 1, true, FINDER_BAD_ACPI },
	{ RSDP + 8, UINT64_C(1) << 56, false, FINDER_BAD_ACPI },
	{ RSDP + 16, UINT64_C(35) << 32, false, FINDER_BAD_ACPI },
	{ RSDP + 16, UINT64_C(0x7fffffff) << 32, false, FINDER_BAD_ACPI },
	{ RSDP + 24, FINDER_WORLD_ACPI + FINDER_WORLD_FADT, false,
	  FINDER_BAD_ACPI },
	{ RSDP + 24, 0x4000000000, false, FINDER_BAD_ACPI },
	/* XSDT: sum, size, and where tables are. */
	{ XSDT + 12, 1, true, FINDER_BAD_ACPI },
	{ XSDT, UINT64_C(35) << 32 | 0x54445358, false, FINDER_BAD_ACPI },
	{ XSDT, UINT64_C(0x3ffbd) << 32 | 0x54445358, false, FINDER_BAD_ACPI },
	{ XSDT + 36, 0x9000000, false, FINDER_BAD_ACPI },
	/* FADT, IORT: sum, size; the IORT's first node. */
	{ FADT + 16, 1, true, FINDER_BAD_ACPI },
	{ FADT, UINT64_C(0x3ff01) << 32 | 0x50434146, true, FINDER_BAD_ACPI },
	{ IORT + 16, 1, true, FINDER_BAD_ACPI },
	{ IORT, UINT64_C(0x3fc01) << 32 | 0x54524f49, true, FINDER_BAD_ACPI },
	/* The map: tables in what is free, the map in no RAM, an SMMU in RAM. */
	{ IN_MAP + FINDER_WORLD_AT_ACPI, 7, false, FINDER_BAD_ACPI },
	{ IN_MAP + FINDER_WORLD_AT_ACPI, 0, false, FINDER_BAD_ACPI },
	{ IN_MAP + FINDER_WORLD_AT_RUNTIME, 4, false, FINDER_BAD_EFI },
	{ IN_MAP + FINDER_WORLD_AT_LOADER, 11, false, FINDER_BAD_EFI },
	{ IN_MAP + FINDER_WORLD_AT_LOADER + 24, 1, false, FINDER_BAD_EFI },
	{ IN_MAP + FINDER_WORLD_AT_MMIO + 8, 0x402300000, false, FINDER_OK },
	{ IN_MAP + 8, 0x402300000, false, FINDER_BAD_ADDRESS },
	/* A MiB that ends before it, in it, begins in it, behind it. */
	{ IN_MAP + 8, 0x402200000, false, FINDER_OK },
	{ IN_MAP + 8, 0x402201000, false, FINDER_BAD_ADDRESS },
	{ IN_MAP + 8, 0x40230f000, false, FINDER_BAD_ADDRESS },
	{ IN_MAP + 8, 0x402310000, false, FINDER_OK },
	/* More pages than there are addresses. */
	{ IN_MAP + 24, UINT64_MAX, false, FINDER_OK },
};

static void acpi_wrong(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		bool looked;

		make_whole();
		le64_st((uint8_t *)&world + wrongs[i].at, wrongs[i].value);
		if (!wrongs[i].keep_sums)
			finder_world_sum(&world);
		looked = look_at_world();
		if (finder.failure != wrongs[i].failure)
			print_error("row %zu\n", i);
		assert_int_equal(finder.failure, wrongs[i].failure);
		assert_int_equal(looked, wrongs[i].failure == FINDER_OK);
		finder_world_clear(&world);
	}
}

/* A server's table: behind each of its SMMUs a root complex and devices. */
static size_t reads_of_server(uint32_t smmus)
{
	struct table table;
	uint32_t i;

	table_begin(&table, 6);
	for (i = 0; i < smmus; i++) {
		size_t smmu = table_smmu_v3(&table, 0x1000000000 + i * 0x40000,
					    0);
		size_t root = table_node(&table, 2, 4, 36 + 2 * 20);

		table_put32(&table, root + 8, 2);
		table_put32(&table, root + 12, 36);
		table_map(&table, root + 36, (uint32_t)smmu);
		table_map(&table, root + 56, (uint32_t)smmu);
		table_node(&table, 1, 4, 60);
	}
	table_end(&table);
	finder_world_make(&world, table.bytes, table.size);
	table_free(&table);
	assert_true(look_at_world());
	assert_int_equal(finder.count, smmus);
	return finder_memory_reads();
}

static void acpi_reads(void **state)
{
	size_t reads[4], i;

	(void)state;
	for (i = 0; i < 4; i++) {
		reads[i] = reads_of_server((uint32_t)(16 * (i + 1)));
		print_message("%zu SMMUs: %zu reads\n", 16 * (i + 1),
			      reads[i]);
		finder_world_clear(&world);
	}
	assert_true(reads[3] <= 10000);
	/* Each more costs as much as each before. */
	assert_int_equal(reads[3] - reads[2], reads[2] - reads[1]);
	assert_int_equal(reads[2] - reads[1], reads[1] - reads[0]);
}

/* More of them than there is room for. */
static void acpi_too_many(void **state)
{
	struct table table;
	uint32_t i;

	(void)state;
	table_begin(&table, 6);
	for (i = 0; i <= FINDER_LOOK_ROOM; i++)
		table_smmu_v3(&table, 0x1000000000 + i * 0x40000, 0);
	table_end(&table);
	finder_world_make(&world, table.bytes, table.size);
	table_free(&table);
	assert_false(look_at_world());
	assert_int_equal(finder.failure, FINDER_TOO_MANY);
	finder_world_clear(&world);
}

static void memory_node(void *tree, uint32_t base, uint32_t size)
{
	tree_node(tree, "memory@0");
	tree_string(tree, "device_type", "memory");
	TREE_CELLS(tree, "reg", 0, base, 0, size);
	tree_end_node(tree);
}

static void no_tree(void **state)
{
	static const uint8_t zeros[40];

	(void)state;
	finder_memory_clear();
	assert_false(finder_look_from(0));
	assert_int_equal(finder.failure, FINDER_NO_TREE);
	assert_false(finder_look_from(FINDER_WORLD_TREE + 4));
	assert_int_equal(finder.failure, FINDER_NO_TREE);
	finder_memory_add(FINDER_WORLD_TREE, zeros, sizeof(zeros));
	assert_false(finder_look_from(FINDER_WORLD_TREE));
	assert_int_equal(finder.failure, FINDER_NO_TREE);
	finder_memory_clear();
}

/* Nothing but /chosen, and no EFI: nobody says what there is. */
static void no_efi(void **state)
{
	void *tree = tree_begin(4096, 2, 2);

	(void)state;
	tree_node(tree, "chosen");
	tree_end_node(tree);
	assert_false(finder_look_at_tree(tree));
	assert_int_equal(finder.failure, FINDER_NO_EFI);
}

/* With any other node, it is the source. */
static void tree_counts(void **state)
{
	void *tree = tree_begin(4096, 2, 2);

	(void)state;
	tree_node(tree, "chosen");
	TREE_CELLS(tree, "linux,uefi-system-table", 0, 0x7ff00018);
	tree_end_node(tree);
	tree_node(tree, "hypervisor");
	tree_end_node(tree);
	assert_true(finder_look_at_tree(tree));
	assert_false(finder.by_acpi);
	assert_int_equal(finder.count, 0);
}

/* EFI firmware that hands over a tree: what its map calls RAM, is. */
static void tree_with_map(void **state)
{
	size_t round;

	(void)state;
	for (round = 0; round < 2; round++) {
		void *tree = tree_begin(4096, 2, 2);
		size_t size;
		uint8_t *blob;

		finder_world_make(&world, NULL, 0);
		if (round)
			le64_st(world.map + 8, 0x9040000);
		tree_node(tree, "chosen");
		TREE_CELLS(tree, "linux,uefi-mmap-start", 0,
			   (uint32_t)FINDER_WORLD_MAP);
		TREE_CELLS(tree, "linux,uefi-mmap-size", FINDER_WORLD_MAP_SIZE);
		TREE_CELLS(tree, "linux,uefi-mmap-desc-size",
			   FINDER_WORLD_STEP);
		TREE_CELLS(tree, "linux,uefi-mmap-desc-ver", 1);
		tree_end_node(tree);
		tree_smmu(tree, "smmu@0", "arm,smmu-v3", 0x9050000);
		tree_end_node(tree);
		blob = tree_end(tree, &size);
		free(world.tree);
		world.tree = blob;
		world.tree_size = size;
		assert_int_equal(look_at_world(), !round);
		assert_int_equal(finder.failure,
				 round ? FINDER_BAD_ADDRESS : FINDER_OK);
		finder_world_clear(&world);
	}
}

static void tree_in_ram(void **state)
{
	static const struct {
		uint32_t base, size;
		bool inside;
	} rows[] = {
		{ 0x9050000, 0x1000, true }, { 0x906f000, 0x1000, true },
		{ 0x9070000, 0x1000, false }, { 0x9000000, 0x50000, false },
		{ 0x9000000, 0x50001, true }, { 0, 0x80000000, true },
		{ 0x9050000, 0, false },
	};
	size_t i, behind;

	(void)state;
	for (i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		void *tree = tree_begin(4096, 2, 2);
		bool inside = rows[i / 2].inside;

		behind = i % 2;
		if (!behind)
			memory_node(tree, rows[i / 2].base, rows[i / 2].size);
		tree_smmu(tree, "smmu@0", "arm,smmu-v3", 0x9050000);
		tree_end_node(tree);
		if (behind)
			memory_node(tree, rows[i / 2].base, rows[i / 2].size);
		assert_int_equal(finder_look_at_tree(tree), !inside);
		assert_int_equal(finder.failure,
				 inside ? FINDER_BAD_ADDRESS : FINDER_OK);
	}
}

/* What is left alone may be anywhere. */
static void tree_kept_in_ram(void **state)
{
	void *tree = tree_begin(4096, 2, 2);

	(void)state;
	memory_node(tree, 0x9000000, 0x100000);
	tree_smmu(tree, "smmu@0", "arm,smmu-v3", 0x9050000);
	TREE_CELLS(tree, "clocks", 1);
	tree_end_node(tree);
	assert_true(finder_look_at_tree(tree));
	assert_int_equal(finder.count, 1);
	expect(0, 0x9050000, SMMU_PLAN_V3, FOUND_POWERED);
}

/* A second frame at the base of a good one counts, as it does in the loader. */
static void tree_twin_too_large(void **state)
{
	void *tree = tree_begin(4096, 2, 2);

	(void)state;
	tree_smmu(tree, "smmu@0", "arm,smmu-v3", 0x9050000);
	tree_end_node(tree);
	tree_node(tree, "smmu@1");
	tree_string(tree, "compatible", "arm,smmu-v3");
	TREE_CELLS(tree, "reg", 0, 0x9050000, UINT32_MAX, UINT32_MAX);
	tree_end_node(tree);
	assert_false(finder_look_at_tree(tree));
	assert_int_equal(finder.failure, FINDER_BAD_ADDRESS);
}

static void tree_too_long(void **state)
{
	size_t size = 0x1e0000, i;
	char *models = malloc(size);
	void *tree = tree_begin(0x200000, 2, 2);

	(void)state;
	assert_non_null(models);
	/* Each is compared with every model. */
	for (i = 0; i < size; i++)
		models[i] = "x"[i % 2];
	tree_bytes(tree, "compatible", models, size);
	free(models);
	assert_false(finder_look_at_tree(tree));
	assert_int_equal(finder.failure, FINDER_TOO_LONG);
}

/* FADT, ARM_BOOT_ARCH: PSCI_USE_HVC. */
static void reset_by_acpi(void **state)
{
	size_t round;

	(void)state;
	for (round = 0; round < 2; round++) {
		make_whole();
		world.acpi[FINDER_WORLD_FADT + 129] = round ? 3 : 1;
		finder_world_sum(&world);
		assert_true(look_at_world());
		assert_false(finder.is_kexec);
		assert_int_equal(finder.conduit, round ? SMMU_PLAN_CONDUIT_HVC :
							 SMMU_PLAN_CONDUIT_SMC);
		finder_world_clear(&world);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(acpi),
		cmocka_unit_test(acpi_physical),
		cmocka_unit_test(acpi_without_iort),
		cmocka_unit_test(acpi_qualcomm),
		cmocka_unit_test(acpi_wrong),
		cmocka_unit_test(acpi_reads),
		cmocka_unit_test(acpi_too_many),
		cmocka_unit_test(no_tree),
		cmocka_unit_test(no_efi),
		cmocka_unit_test(tree_counts),
		cmocka_unit_test(tree_with_map),
		cmocka_unit_test(tree_in_ram),
		cmocka_unit_test(tree_kept_in_ram),
		cmocka_unit_test(tree_twin_too_large),
		cmocka_unit_test(tree_too_long),
		cmocka_unit_test(reset_by_acpi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
