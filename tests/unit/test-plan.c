/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of the plan, read by the offsets that doc/plan.md gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "plan/next.h"
#include "plan/plan.h"
#include "util/macros.h"

/* A stage of 1000 bytes: its plan comes at 0x800, a job has 96 bytes. */
#define STAGE_SIZE	1000u
#define PLAN_AT		0x800u
#define JOB_SIZE	96u
#define ENTRIES_AT	(PLAN_AT + 64)

static uint8_t stage[STAGE_SIZE];

static const struct plan_settings settings = {
	.console_base = UINT64_C(0x1122334455667788),
	.console = 1, .on_failure = 1, .conduit = 2, .timeout_us = 123456,
	.settle_us = 54321,
	.watch_us = 12345,
};

static void put(uint8_t *bytes, size_t size, uint64_t value)
{
	for (; size; size--, value >>= 8)
		*bytes++ = (uint8_t)value;
}

static uint64_t get(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | bytes[size];
	return value;
}

static int set_up(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < STAGE_SIZE; i++)
		stage[i] = (uint8_t)(i * 7 + 1);
	memcpy(stage + 8, "SMMUSTAG", 8);
	put(stage + 16, 2, 1);
	put(stage + 18, 2, 0);
	put(stage + 20, 4, STAGE_SIZE);
	put(stage + 24, 4, PLAN_AT);
	put(stage + 28, 4, JOB_SIZE);
	return 0;
}

static struct smmu smmu_v3(uint64_t base)
{
	return (struct smmu){
		.base = base, .has_base = true,
		.size = 0x20000, .has_size = true,
		.version = SMMU_VERSION_V3, .status = SMMU_OKAY,
		.has_policy = true, .policy = SMMU_ABORT,
		.action = SMMU_ABORT,
	};
}

static int build(struct smmu *smmus, size_t count, struct plan_image *image,
		 size_t *bad)
{
	const struct smmu_machine machine = {
		.smmus = smmus, .smmu_count = count,
	};

	return plan_build(stage, STAGE_SIZE, &machine, &settings, image, bad);
}

static void test_header(void **state)
{
	struct smmu smmus[] = { smmu_v3(0x9050000), smmu_v3(0x9070000) };
	struct plan_image image;
	const uint8_t *header;
	uLong crc;

	(void)state;
	assert_int_equal(build(smmus, 2, &image, NULL), PLAN_OK);
	assert_int_equal(image.plan_offset, PLAN_AT);
	assert_int_equal(image.size, ENTRIES_AT + 2 * 32);
	assert_int_equal(image.memory_size, image.size + 2 * JOB_SIZE);
	assert_memory_equal(image.bytes, stage, STAGE_SIZE);

	header = image.bytes + PLAN_AT;
	assert_memory_equal(header, "SMMUPLAN", 8);
	assert_int_equal(get(header + 8, 2), 1);
	assert_int_equal(get(header + 10, 2), 64);
	assert_int_equal(get(header + 12, 4), image.size);
	assert_int_equal(get(header + 20, 2), 2);
	assert_int_equal(get(header + 22, 2), 0);
	assert_true(get(header + 24, 8) == settings.console_base);
	assert_int_equal(header[32], 1);
	assert_int_equal(header[33], 1);
	assert_int_equal(header[34], 2);
	assert_int_equal(header[35], 0);
	assert_int_equal(get(header + 36, 4), 123456);
	assert_int_equal(get(header + 40, 4), image.memory_size);
	assert_true(get(header + 48, 8) == 0);
	assert_true(get(header + 56, 8) == 0);

	crc = crc32(0, image.bytes, STAGE_SIZE);
	crc = crc32(crc, image.bytes + ENTRIES_AT, 2 * 32);
	assert_int_equal(get(header + 16, 4), crc);
	assert_int_equal(get(header + 44, 4), crc32(0, header, 44));
	plan_image_clear(&image);
	assert_null(image.bytes);
}

/* Between the stage and the plan is the stage's memory: zeros. */
static void test_gap(void **state)
{
	struct smmu smmu = smmu_v3(0x9050000);
	struct plan_image image;
	size_t i;

	(void)state;
	assert_int_equal(build(&smmu, 1, &image, NULL), PLAN_OK);
	for (i = STAGE_SIZE; i < PLAN_AT; i++)
		assert_int_equal(image.bytes[i], 0);
	plan_image_clear(&image);
}

static void test_next(void **state)
{
	struct smmu smmu = smmu_v3(0x9050000);
	struct plan_image image;
	uint8_t before[64];
	uint8_t *header;

	(void)state;
	assert_int_equal(build(&smmu, 1, &image, NULL), PLAN_OK);
	header = image.bytes + PLAN_AT;
	memcpy(before, header, sizeof(before));
	plan_next_set(header, UINT64_C(0x123456789abcdef0));
	assert_memory_equal(header, before, 48);
	assert_true(get(header + 48, 8) == UINT64_C(0x123456789abcdef0));
	assert_true(get(header + 56, 8) == ~UINT64_C(0x123456789abcdef0));
	plan_image_clear(&image);
}

struct entry {
	enum smmu_version version;
	enum smmu_action action;
	bool power_managed;
	bool page0_only;
	const char *reason;
	uint64_t size;		/* 0: not known */
	/* as the plan says it */
	uint8_t plan_action;
	uint16_t flags;
};

static const struct entry entries[] = {
	{ SMMU_VERSION_V3, SMMU_ABORT, false, false, NULL, 0x20000, 1, 0 },
	{ SMMU_VERSION_V3, SMMU_BYPASS, false, false, NULL, 0x40000, 2, 0 },
	{ SMMU_VERSION_V3, SMMU_KEEP, false, false, NULL, 0x20000, 0, 0 },
	{ SMMU_VERSION_V3, SMMU_ABORT, false, false, NULL, 0, 1, 0 },
	{ SMMU_VERSION_V3, SMMU_ABORT, false, true, NULL, 0x10000, 1, 1 },
	/* Named, so it is not left alone. */
	{ SMMU_VERSION_V3, SMMU_ABORT, true, false, NULL, 0x20000, 1, 0 },
	/* Kept without being read. */
	{ SMMU_VERSION_V3, SMMU_KEEP, true, false, NULL, 0x20000, 0, 2 },
	{ SMMU_VERSION_V3, SMMU_KEEP, false, false, "a reason", 0x20000, 0, 2 },
	{ SMMU_VERSION_V3, SMMU_KEEP, false, true, "a reason", 0x10000, 0, 3 },
	{ SMMU_VERSION_V3, SMMU_KEEP, false, false, NULL, 0x1000, 0, 2 },
	{ SMMU_VERSION_V1, SMMU_KEEP, false, false, NULL, 0x10000, 0, 0 },
	{ SMMU_VERSION_V2, SMMU_KEEP, false, false, NULL, 0x3000, 0, 2 },
	{ SMMU_VERSION_V1, SMMU_ABORT, false, false, NULL, 0x10000, 1, 0 },
	{ SMMU_VERSION_V2, SMMU_BYPASS, false, false, NULL, 0, 2, 0 },
	{ SMMU_VERSION_V2, SMMU_KEEP, true, false, "a reason", 0, 0, 2 },
};

static void test_entries(void **state)
{
	struct smmu smmus[ARRAY_SIZE(entries)];
	struct plan_image image;
	const uint8_t *entry;
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		smmus[i] = smmu_v3((i + 1) << 20);
		smmus[i].version = entries[i].version;
		smmus[i].action = entries[i].action;
		smmus[i].power_managed = entries[i].power_managed;
		smmus[i].page0_only = entries[i].page0_only;
		smmus[i].group = (unsigned int)i;
		smmus[i].reason = entries[i].reason;
		smmus[i].size = entries[i].size;
		smmus[i].has_size = entries[i].size;
	}
	assert_int_equal(build(smmus, ARRAY_SIZE(entries), &image, NULL),
			 PLAN_OK);
	assert_int_equal(get(image.bytes + PLAN_AT + 20, 2),
			 ARRAY_SIZE(entries));
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		entry = image.bytes + ENTRIES_AT + 32 * i;
		assert_int_equal(get(entry, 8), (i + 1) << 20);
		assert_int_equal(get(entry + 8, 8), entries[i].size);
		assert_int_equal(entry[16], entries[i].version);
		assert_int_equal(entry[17], entries[i].plan_action);
		if (get(entry + 18, 2) != entries[i].flags)
			fail_msg("entry %zu: got flags %u", i,
				 (unsigned int)get(entry + 18, 2));
		for (j = 24; j < 28; j++)
			assert_int_equal(entry[j], 0);
		assert_int_equal(get(entry + 28, 4),
				 entry[17] == 1 ? settings.settle_us : 0);
		assert_int_equal(get(entry + 20, 4),
				 entry[17] == 1 ? settings.watch_us : 0);
	}
	plan_image_clear(&image);
}

/* An SMMU kept by a rule is still read, unless that is dangerous. */
static void test_untouched(void **state)
{
	static const struct {
		bool asked, qualcomm;
		uint16_t flags;
	} cases[] = {
		{ true, false, 0 },
		{ false, false, 2 },
		{ true, true, 2 },
		{ false, true, 2 },
	};
	struct smmu smmus[ARRAY_SIZE(cases) + 1];
	struct plan_image image;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		smmus[i] = smmu_v3((i + 1) << 20);
		smmus[i].group = (unsigned int)i;
		smmus[i].has_policy = cases[i].asked;
		smmus[i].policy = smmus[i].action = SMMU_KEEP;
		smmus[i].qualcomm = cases[i].qualcomm;
	}
	/* Named: it is not left alone. */
	smmus[i] = smmu_v3((i + 1) << 20);
	smmus[i].group = (unsigned int)i;
	smmus[i].qualcomm = true;
	assert_int_equal(build(smmus, ARRAY_SIZE(smmus), &image, NULL),
			 PLAN_OK);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(get(image.bytes + ENTRIES_AT + 32 * i + 18, 2),
				 cases[i].flags);
	assert_int_equal(get(image.bytes + ENTRIES_AT + 32 * i + 18, 2), 0);
	plan_image_clear(&image);
}

/* Frames of one node, and where the Non-secure registers are. */
static void test_frames(void **state)
{
	static const uint16_t flags[] = { 0, 8, 4, 12, 0 };
	struct smmu smmus[ARRAY_SIZE(flags)];
	struct plan_image image;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		smmus[i] = smmu_v3((i + 1) << 20);
		smmus[i].version = SMMU_VERSION_V2;
		smmus[i].group = (unsigned int)(i / 2);
		smmus[i].secure_alias = i / 2 == 1;
	}
	assert_int_equal(build(smmus, ARRAY_SIZE(flags), &image, NULL),
			 PLAN_OK);
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		assert_int_equal(get(image.bytes + ENTRIES_AT + 32 * i + 18, 2),
				 flags[i]);
	plan_image_clear(&image);
}

/* What firmware did not enable is never in a plan. */
static void test_status(void **state)
{
	struct smmu smmus[] = {
		smmu_v3(0x1000000), smmu_v3(0x2000000), smmu_v3(0x3000000),
		smmu_v3(0x4000000), smmu_v3(0x5000000),
	};
	struct plan_image image;

	(void)state;
	smmus[0].status = SMMU_DISABLED;
	smmus[1].status = SMMU_RESERVED;
	smmus[3].status = SMMU_UNREACHABLE;
	smmus[3].has_base = false;
	assert_int_equal(build(smmus, 5, &image, NULL), PLAN_OK);
	assert_int_equal(get(image.bytes + PLAN_AT + 20, 2), 2);
	assert_int_equal(get(image.bytes + ENTRIES_AT, 8), 0x3000000);
	assert_int_equal(get(image.bytes + ENTRIES_AT + 32, 8), 0x5000000);
	plan_image_clear(&image);

	smmus[2].status = SMMU_DISABLED;
	smmus[4].status = SMMU_DISABLED;
	assert_int_equal(build(smmus, 5, &image, NULL), PLAN_E_COUNT);
}

static void test_limit(void **state)
{
	static struct smmu smmus[300];
	struct plan_image image = { .size = 77 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(smmus); i++)
		smmus[i] = smmu_v3((i + 1) << 20);
	assert_int_equal(build(smmus, 256, &image, NULL), PLAN_OK);
	assert_int_equal(image.size, ENTRIES_AT + 256 * 32);
	assert_int_equal(get(image.bytes + ENTRIES_AT + 255 * 32, 8), 256 << 20);
	plan_image_clear(&image);

	image.size = 77;
	assert_int_equal(build(smmus, 257, &image, NULL), PLAN_E_COUNT);
	assert_int_equal(image.size, 77);
	/* SMMUs left out do not count; kept ones do. */
	smmus[3].status = SMMU_DISABLED;
	assert_int_equal(build(smmus, 257, &image, NULL), PLAN_OK);
	plan_image_clear(&image);
	smmus[3] = smmu_v3(0x1000);
	smmus[3].action = SMMU_KEEP;
	smmus[3].version = SMMU_VERSION_V2;
	assert_int_equal(build(smmus, 257, &image, NULL), PLAN_E_COUNT);
	assert_int_equal(build(smmus, 0, &image, NULL), PLAN_E_COUNT);
}

/* The second of three SMMUs is one that nothing can be done to. */
struct entry_case {
	enum smmu_version version;
	uint64_t base;
	uint64_t size;		/* 0: not known */
	bool page0_only;
	int error;
};

static void check_entry(const struct entry_case *test, size_t number)
{
	struct smmu smmus[] = {
		smmu_v3(0x1000000), smmu_v3(test->base), smmu_v3(0x3000000),
	};
	struct plan_image image = { .size = 77 };
	size_t bad = 99;
	int error;

	smmus[1].version = test->version;
	smmus[1].page0_only = test->page0_only;
	smmus[1].size = test->size;
	smmus[1].has_size = test->size;
	error = build(smmus, 3, &image, &bad);
	if (error != test->error)
		fail_msg("case %zu: got %s", number, plan_strerror(error));
	if (error == PLAN_OK) {
		plan_image_clear(&image);
	} else {
		assert_int_equal(bad, 1);
		assert_int_equal(image.size, 77);
	}
	/* Nothing is to be done: no error, and nothing is touched. */
	smmus[1].action = SMMU_KEEP;
	assert_int_equal(build(smmus, 3, &image, &bad), PLAN_OK);
	assert_int_equal(image.bytes[ENTRIES_AT + 32 + 18] & 2,
			 error == PLAN_OK ? 0 : 2);
	plan_image_clear(&image);
}

static void test_bad_entries(void **state)
{
	static const struct entry_case cases[] = {
		{ SMMU_VERSION_V3, 0x9050800, 0x20000, false, PLAN_E_ENTRY },
		{ SMMU_VERSION_V3, 1, 0x20000, false, PLAN_E_ENTRY },
		{ SMMU_VERSION_V3, UINT64_MAX - 0xfff, 0x20000, false,
		  PLAN_E_ENTRY },
		{ SMMU_VERSION_V3, UINT64_MAX - 0x1ffff, 0x20000, false,
		  PLAN_E_ENTRY },
		{ SMMU_VERSION_V3, UINT64_MAX - 0xffff, 0, false, PLAN_E_ENTRY },
		{ SMMU_VERSION_V3, 0x1000, UINT64_MAX, false, PLAN_E_ENTRY },
		{ SMMU_VERSION_V3, 0x1000, 0x1ffff, false, PLAN_E_SIZE },
		{ SMMU_VERSION_V3, 0x1000, 0xffff, true, PLAN_E_SIZE },
		{ SMMU_VERSION_V3, UINT64_MAX - 0x20fff, 0x20000, false, PLAN_OK },
		{ SMMU_VERSION_V3, UINT64_MAX - 0x20fff, 0, false, PLAN_OK },
		{ SMMU_VERSION_V3, 0x1000, 0x10000, true, PLAN_OK },
		{ SMMU_VERSION_V3, 0, 0x20000, false, PLAN_OK },
		{ SMMU_VERSION_V2, 0x1000, 0x4000, false, PLAN_OK },
		{ SMMU_VERSION_V1, 0x1000, 0, false, PLAN_OK },
		{ SMMU_VERSION_V2, UINT64_MAX - 0x4fff, 0, false, PLAN_OK },
		{ SMMU_VERSION_V2, 0x1000, 0x3fff, false, PLAN_E_SIZE },
		{ SMMU_VERSION_V1, 0x9050800, 0x10000, false, PLAN_E_ENTRY },
		{ SMMU_VERSION_V2, UINT64_MAX - 0xfff, 0, false, PLAN_E_ENTRY },
	};	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		check_entry(&cases[i], i);
}

/* One entry for each address, however many nodes have it. */
static void test_twins(void **state)
{
	struct smmu smmus[] = {
		smmu_v3(0x1000000), smmu_v3(0x2000000), smmu_v3(0x1000000),
		smmu_v3(0x3000000),
	};
	struct plan_image image;
	size_t bad = 99;

	(void)state;
	assert_int_equal(build(smmus, 4, &image, &bad), PLAN_OK);
	assert_int_equal(get(image.bytes + PLAN_AT + 20, 2), 3);
	assert_int_equal(image.size, ENTRIES_AT + 3 * 32);
	assert_int_equal(get(image.bytes + ENTRIES_AT, 8), 0x1000000);
	assert_int_equal(get(image.bytes + ENTRIES_AT + 64, 8), 0x3000000);
	plan_image_clear(&image);

	smmus[2].action = SMMU_BYPASS;
	assert_int_equal(build(smmus, 4, &image, &bad), PLAN_E_TWIN);
	assert_int_equal(bad, 2);
	smmus[2].action = SMMU_KEEP;
	assert_int_equal(build(smmus, 4, &image, &bad), PLAN_E_TWIN);
	smmus[0].action = SMMU_KEEP;
	smmus[2].version = SMMU_VERSION_V2;
	assert_int_equal(build(smmus, 4, &image, &bad), PLAN_E_TWIN);
	/* A disabled node is not a twin. */
	smmus[2].status = SMMU_DISABLED;
	assert_int_equal(build(smmus, 4, &image, &bad), PLAN_OK);
	assert_int_equal(get(image.bytes + PLAN_AT + 20, 2), 3);
	plan_image_clear(&image);
	smmus[0].status = SMMU_DISABLED;
	smmus[2].status = SMMU_OKAY;
	assert_int_equal(build(smmus, 4, &image, &bad), PLAN_OK);
	plan_image_clear(&image);
}

static void test_strerror(void **state)
{
	int error;

	(void)state;
	for (error = 0; error >= PLAN_E_FUNCTIONS; error--) {
		assert_non_null(plan_strerror(error));
		assert_string_not_equal(plan_strerror(error), "unknown error");
	}
	assert_string_equal(plan_strerror(PLAN_E_FUNCTIONS - 1), "unknown error");
	assert_string_equal(plan_strerror(1), "unknown error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_header, set_up),
		cmocka_unit_test_setup(test_gap, set_up),
		cmocka_unit_test_setup(test_next, set_up),
		cmocka_unit_test_setup(test_entries, set_up),
		cmocka_unit_test_setup(test_untouched, set_up),
		cmocka_unit_test_setup(test_frames, set_up),
		cmocka_unit_test_setup(test_status, set_up),
		cmocka_unit_test_setup(test_limit, set_up),
		cmocka_unit_test_setup(test_bad_entries, set_up),
		cmocka_unit_test_setup(test_twins, set_up),
		cmocka_unit_test_setup(test_strerror, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
