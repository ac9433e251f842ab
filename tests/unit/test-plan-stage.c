/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a stage declares about itself (doc/plan.md), and what is rejected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "smmu-plan.h"
#include "util/macros.h"

/* A stage of 1000 bytes: its plan comes at 0x800, a job has 96 bytes. */
#define STAGE_SIZE	1000u
#define PLAN_AT		0x800u
#define JOB_SIZE	96u

static uint8_t stage[STAGE_SIZE];

static void put(uint8_t *bytes, size_t size, uint64_t value)
{
	for (; size; size--, value >>= 8)
		*bytes++ = (uint8_t)value;
}

static int set_up(void **state)
{
	(void)state;
	memset(stage, 0, sizeof(stage));
	memcpy(stage + 8, "SMMUSTAG", 8);
	put(stage + 16, 2, 1);
	put(stage + 20, 4, STAGE_SIZE);
	put(stage + 24, 4, PLAN_AT);
	put(stage + 28, 4, JOB_SIZE);
	return 0;
}

/* Of a machine without SMMUs: PLAN_E_COUNT, if the stage is one. */
static int check_stage(const uint8_t *bytes, size_t size)
{
	const struct smmu_machine machine = { .smmu_count = 0 };
	const struct plan_settings settings = { .timeout_us = 1 };
	struct plan_image image;

	return plan_build(bytes, size, &machine, &settings, &image, NULL);
}

static uint64_t get(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	while (size)
		value = value << 8 | bytes[--size];
	return value;
}

/* The stage is to look for SMMUs, and then to copy the device tree. */
static void test_discover(void **state)
{
	const struct smmu_machine machine = { .smmu_count = 0 };
	struct plan_settings settings = {
		.timeout_us = 1, .discover = 64,
		.discover_action = SMMU_PLAN_BYPASS,
	};
	unsigned int copies;

	(void)state;
	for (copies = 0; copies < 2; copies++) {
		size_t body = PLAN_AT + 64 + 32 * (1 + copies);
		struct plan_image image;
		const uint8_t *plan;

		settings.copy_dtb = copies;
		settings.copy_dtb_base = 0x48000000;
		assert_int_equal(plan_build(stage, STAGE_SIZE, &machine,
					    &settings, &image, NULL), PLAN_OK);
		plan = image.bytes + PLAN_AT;
		assert_int_equal(image.size, body);
		/* Its declaration, then a plan that has as many entries. */
		assert_int_equal(image.memory_size, body + 64 +
				 (64 + 1 + copies) * (32 + JOB_SIZE));
		assert_int_equal(get(plan + 12, 4), image.size);
		assert_int_equal(get(plan + 40, 4), image.memory_size);
		assert_int_equal(get(plan + 20, 2), 1 + copies);
		assert_int_equal(plan[35], 0);
		assert_int_equal(get(plan + 64, 8), 0);
		assert_int_equal(get(plan + 72, 8), 64);
		assert_int_equal(plan[80], 17);
		assert_int_equal(plan[81], 2);
		assert_int_equal(get(plan + 82, 2), 0);
		if (copies)
			assert_int_equal(plan[112], 16);
		plan_image_clear(&image);
	}
}

/* Blocks after the entries, memory after the jobs, the log's memory last. */
static void test_blocks(void **state)
{
	static const struct plan_block blocks[] = {
		{ SMMU_PLAN_NAMES, "names", 5, 0 },
		{ SMMU_PLAN_FUNCTIONS, "functions", 9, 0 },
	};
	const struct smmu_machine machine = { .smmu_count = 0 };
	struct plan_settings settings = {
		.timeout_us = 1, .discover = 1,
		.copy_dtb = true, .copy_dtb_base = 0x48000000,
		.blocks = {
			.list = blocks, .count = ARRAY_SIZE(blocks),
			.watch = true,
			.log_line = "line", .log_tree_size = 4096,
		},
	};
	const size_t body = PLAN_AT + 64 + 32 * 6;
	const size_t size = body + 8 + 16 + 24;
	const size_t memory = size + 64 + 7 * (32 + JOB_SIZE);
	const size_t watch = (memory + 4095) / 4096 * 4096;
	const size_t log = watch + 24576;
	const struct {
		uint64_t type, base, size;
	} wanted[] = {
		{ 17, 0, 1 }, { 19, body, 5 }, { 20, body + 8, 9 },
		{ 21, watch, 24576 }, { 18, body + 24, 16 + 5 },
		{ 16, 0x48000000, 0 },
	};
	struct plan_image image;
	const uint8_t *plan;
	size_t i;

	(void)state;
	assert_int_equal(plan_build(stage, STAGE_SIZE, &machine, &settings,
				    &image, NULL), PLAN_OK);
	plan = image.bytes + PLAN_AT;
	assert_int_equal(get(plan + 20, 2), ARRAY_SIZE(wanted));
	assert_int_equal(image.size, size);
	assert_int_equal(get(plan + 12, 4), size);
	assert_int_equal(image.memory_size, log + 32768 + 4096);
	assert_int_equal(get(plan + 40, 4), image.memory_size);
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		const uint8_t *entry = plan + 64 + 32 * i;

		assert_int_equal(entry[16], wanted[i].type);
		assert_int_equal(get(entry, 8), wanted[i].base);
		assert_int_equal(get(entry + 8, 8), wanted[i].size);
	}
	assert_memory_equal(image.bytes + body, "names\0\0", 8);
	assert_memory_equal(image.bytes + body + 8, "functions", 10);
	assert_int_equal(get(image.bytes + body + 24, 8), 0);
	assert_int_equal(get(image.bytes + body + 32, 4), log);
	assert_int_equal(get(image.bytes + body + 36, 4), 4096);
	assert_string_equal((const char *)image.bytes + body + 40, "line");
	plan_image_clear(&image);
}

static void test_bad_stage(void **state)
{
	static const struct {
		size_t at, size;
		uint64_t value;
	} cases[] = {
		{ 8, 1, 's' }, { 15, 1, 0 },		/* magic */
		{ 16, 2, 0 }, { 16, 2, 2 },		/* version */
		{ 20, 4, STAGE_SIZE - 1 }, { 20, 4, STAGE_SIZE + 1 },
		{ 20, 4, 0 }, { 20, 4, UINT32_MAX },
		{ 24, 4, 0 }, { 24, 4, STAGE_SIZE - 40 },
		{ 24, 4, 0x820 }, { 24, 4, 0x801 }, { 24, 4, 64 },
		{ 24, 4, 64 * 1024 + 64 }, { 24, 4, UINT32_MAX - 63 },
		{ 28, 4, 0 }, { 28, 4, 1025 }, { 28, 4, UINT32_MAX },
	};
	size_t i;

	(void)state;
	assert_int_equal(check_stage(stage, STAGE_SIZE), PLAN_E_COUNT);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		set_up(NULL);
		put(stage + cases[i].at, cases[i].size, cases[i].value);
		if (check_stage(stage, STAGE_SIZE) != PLAN_E_STAGE)
			fail_msg("case %zu: taken", i);
	}
	set_up(NULL);
	put(stage + 24, 4, 64 * 1024);
	put(stage + 28, 4, 1024);
	assert_int_equal(check_stage(stage, STAGE_SIZE), PLAN_E_COUNT);
}

/* Sizes that are too small for what is read from a stage. */
static void test_stage_sizes(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size < 40; size++) {
		uint8_t *exact = malloc(size ? size : 1);

		assert_non_null(exact);
		memcpy(exact, stage, size);
		if (size >= 24)
			put(exact + 20, 4, size);
		assert_int_equal(check_stage(exact, size),
				 size >= 32 ? PLAN_E_COUNT : PLAN_E_STAGE);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_bad_stage, set_up),
		cmocka_unit_test_setup(test_blocks, set_up),
		cmocka_unit_test_setup(test_discover, set_up),
		cmocka_unit_test_setup(test_stage_sizes, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
