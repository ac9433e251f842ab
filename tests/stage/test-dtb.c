/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stage copies a device tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "stage/dtb-trace.h"

static int set_up(void **state)
{
	(void)state;
	dtb_trace_start();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dtb_trace_stop();
	return 0;
}

static void again(void)
{
	dtb_trace_stop();
	dtb_trace_start();
}

/* A tree of so many bytes, of which only the header matters here. */
static uint8_t *make_tree(uint32_t size)
{
	static const uint8_t magic[4] = { 0xd0, 0x0d, 0xfe, 0xed };
	uint8_t *tree = malloc(size + 16);
	uint32_t i;

	assert_non_null(tree);
	for (i = 0; i < size + 16; i++)
		tree[i] = (uint8_t)(i * 7 + i / 251);
	memcpy(tree, magic, sizeof(magic));
	for (i = 0; i < 4; i++)
		tree[4 + i] = (uint8_t)(size >> (24 - 8 * i));
	return tree;
}

static void expect(const char *text)
{
	if (!strstr(dtb_trace.console, text))
		fail_msg("no \"%s\" in:\n%s", text, dtb_trace.console);
}

static void check_copy(uint64_t from, uint64_t to, uint32_t size)
{
	uint8_t *tree = make_tree(size);
	uint8_t *copy = malloc(size + 16);
	uint64_t round = (size + 7) & ~7u;

	assert_non_null(copy);
	dtb_trace.settings.copy_dtb_base = to;
	dtb_trace_check(uc_mem_write(dtb_trace.uc, from, tree, size + 16));
	assert_int_equal(dtb_trace_run(from, size), to);
	dtb_trace_check(uc_mem_read(dtb_trace.uc, to, copy, round));
	assert_memory_equal(copy, tree, round);
	expect(" device tree: done\r\n");
	expect(", 1 SMMU\r\n");
	free(copy);
	free(tree);
}

static void test_copy(void **state)
{
	(void)state;
	check_copy(SOURCE, RAM, 8192);
	dtb_trace_expect_order(dtb_trace.size, dtb_trace.size);
	expect("kexec-smmu: 0x40000000 device tree: done\r\n");
}

/* Nothing beyond the tree's end is written. */
static void test_neighbours(void **state)
{
	uint8_t before[8], after[8];

	(void)state;
	memset(before, 0xee, sizeof(before));
	dtb_trace_check(uc_mem_write(dtb_trace.uc, RAM + 1024 - 8, before, 8));
	dtb_trace_check(uc_mem_write(dtb_trace.uc, RAM + 1024 + 1000, before,
				     8));
	check_copy(SOURCE, RAM + 1024, 997);
	dtb_trace_expect_order(dtb_trace.size, dtb_trace.size);
	dtb_trace_check(uc_mem_read(dtb_trace.uc, RAM + 1024 - 8, after, 8));
	assert_memory_equal(after, before, 8);
	dtb_trace_check(uc_mem_read(dtb_trace.uc, RAM + 1024 + 1000, after, 8));
	assert_memory_equal(after, before, 8);
}

/* Not before the last SMMU is done with, however long that takes. */
static void test_after_smmus(void **state)
{
	(void)state;
	dtb_trace.slow_smmu = true;
	dtb_trace.settings.timeout_us = 1000;
	check_copy(SOURCE, RAM, 64);
	expect("not fenced: cannot at GBPA");
	assert_true(dtb_trace.last_smmu != 0);
	assert_true(dtb_trace.last_smmu < dtb_trace.first_store);
}

/* Off the lines of a cache, the largest, right behind and before the image. */
static void test_places(void **state)
{
	(void)state;
	check_copy(SOURCE, RAM + 8 + 24, 4100);
	dtb_trace_expect_order(dtb_trace.size, dtb_trace.size);
	again();
	check_copy(SOURCE, RAM + 24, 2 << 20);
	dtb_trace_expect_order(dtb_trace.size, dtb_trace.size);
	again();
	check_copy(SOURCE, SEGMENT - 40, 40);
	again();
	check_copy(SOURCE, SEGMENT + KEEP, 4096);
}

/* A wrapped Image is started at its first byte, wherever that is. */
static void test_anywhere(void **state)
{
	static const uint64_t places[] = {
		0, RAM, RAM + (UINT64_C(2) << 20), 0x80200000,
		UINT64_C(0x8040200000),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		again();
		dtb_trace.image = places[i];
		check_copy(SOURCE, SOURCE + (UINT64_C(1) << 20), 4096);
		dtb_trace_expect_order(dtb_trace.size, dtb_trace.size);
	}
}

/* Moved down by less than its size; and where it is already. */
static void test_near(void **state)
{
	uint8_t *tree = make_tree(4096);

	(void)state;
	dtb_trace.settings.copy_dtb_base = SOURCE - 64;
	dtb_trace_check(uc_mem_write(dtb_trace.uc, SOURCE, tree, 4096));
	assert_int_equal(dtb_trace_run(SOURCE, 4096), SOURCE - 64);
	expect(" device tree: done\r\n");
	dtb_trace_expect_order(dtb_trace.size, dtb_trace.size);
	again();
	check_copy(RAM, RAM, 8192);
	assert_int_equal(dtb_trace.first_store, 0);
	free(tree);
}

/* x0 is what it was, and nothing is stored. */
static void refused(uint64_t to, const uint8_t *tree, uint32_t size)
{
	dtb_trace.settings.copy_dtb_base = to;
	dtb_trace_check(uc_mem_write(dtb_trace.uc, SOURCE, tree, 64));
	assert_int_equal(dtb_trace_run(SOURCE, size), SOURCE);
	assert_int_equal(dtb_trace.first_store, 0);
	expect(" device tree: refused\r\n");
	again();
}

static void test_no_tree(void **state)
{
	static const uint32_t sizes[] = {
		0, 32, 0x200001, 0x7fffffff, 0xfffffff9, 0xffffffff,
	};
	uint8_t *tree = make_tree(4096);
	size_t i;

	(void)state;
	tree[3] ^= 1;
	refused(RAM, tree, 4096);
	tree[3] ^= 1;
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		tree[4] = (uint8_t)(sizes[i] >> 24);
		tree[5] = (uint8_t)(sizes[i] >> 16);
		tree[6] = (uint8_t)(sizes[i] >> 8);
		tree[7] = (uint8_t)sizes[i];
		refused(RAM, tree, 4096);
	}
	free(tree);
}

static void test_overlaps(void **state)
{
	uint8_t *tree = make_tree(4096);

	(void)state;
	refused(SEGMENT, tree, 4096);
	refused(SEGMENT - 4096 + 8, tree, 4096);
	refused(SEGMENT + KEEP - 8, tree, 4096);
	refused(SOURCE + 8, tree, 4096);
	refused(SOURCE + 4096 - 8, tree, 4096);
	free(tree);
}

/* In the plan: an entry behind those of SMMUs, with a job of its own. */
static int build(size_t count, struct plan_image *ret_image)
{
	struct smmu_machine machine = { 0 };
	size_t i;
	int error;

	for (i = 0; i < count; i++) {
		struct smmu *smmu = smmu_machine_add(&machine);

		smmu->base = (i + 1) << 20;
		smmu->has_base = true;
		smmu->version = SMMU_VERSION_V3;
	}
	error = plan_build(dtb_trace.stage, dtb_trace.stage_size, &machine,
			   &dtb_trace.settings, ret_image, NULL);
	smmu_machine_clear(&machine);
	return error;
}

static void test_plan(void **state)
{
	static const uint8_t entry[] = {
		0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,
		0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0, 0, 0, 16,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct plan_image with, without;

	(void)state;
	dtb_trace.settings.copy_dtb_base = UINT64_C(0x1122334455667788);
	dtb_trace.settings.copy_dtb_keep = UINT64_C(0xaabbccddee);
	assert_int_equal(build(2, &with), PLAN_OK);
	dtb_trace.settings.copy_dtb = false;
	assert_int_equal(build(3, &without), PLAN_OK);
	assert_int_equal(with.size, without.size);
	assert_int_equal(with.memory_size, without.memory_size);
	assert_memory_equal(with.bytes + with.size - 32, entry, 32);
	assert_int_equal(with.bytes[with.plan_offset + 20], 3);
	plan_image_clear(&with);
	plan_image_clear(&without);

	dtb_trace.settings.copy_dtb = true;
	assert_int_equal(build(256, &with), PLAN_OK);
	plan_image_clear(&with);
	assert_int_equal(build(257, &with), PLAN_E_COUNT);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_copy),
		TEST(test_neighbours),
		TEST(test_after_smmus),
		TEST(test_places),
		TEST(test_anywhere),
		TEST(test_near),
		TEST(test_no_tree),
		TEST(test_overlaps),
		TEST(test_plan),
	};

	dtb_trace.stage = cpu_stage_load(&dtb_trace.stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
