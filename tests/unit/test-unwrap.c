/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a wrapped Image says about itself, and how its plan compares to another.
 * The file is assembled here by the offsets of smmu-plan.h and wrap.md, with
 * zlib's checksums.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/pe.h"
#include "image/unwrap.h"
#include "util/macros.h"

#define STAGE		0x10000u	/* where it is in the file */
#define RO_SIZE		300u		/* of the stage */
#define PLAN		320u		/* from the stage on */
#define ENTRIES		(PLAN + 64)
#define ENTRY_SIZE	32u
#define COUNT		3u
#define BODY_SIZE	(ENTRIES + COUNT * ENTRY_SIZE)
#define NEXT		0x2000u		/* from the stage on */
#define PAYLOAD		1000u		/* bytes */
#define END		(STAGE + NEXT + PAYLOAD)
#define NOTE		0x400u
#define PADDED		(END + 24)

static uint8_t bytes[PADDED];

static void put(size_t at, size_t size, uint64_t value)
{
	for (; size; size--, value >>= 8)
		bytes[at++] = (uint8_t)value;
}

/* Both checksums, for the current fields. */
static void sum(void)
{
	const uint8_t *stage = bytes + STAGE;
	uint32_t crc = (uint32_t)crc32(0, stage, RO_SIZE);

	crc = (uint32_t)crc32(crc, stage + ENTRIES, BODY_SIZE - ENTRIES);
	put(STAGE + PLAN + 16, 4, crc);
	crc = (uint32_t)crc32(0, stage + PLAN, 44);
	put(STAGE + PLAN + 44, 4, crc);
}

static void put_entry(size_t i, uint64_t base, uint8_t type, uint8_t action,
		      uint16_t flags)
{
	size_t at = STAGE + ENTRIES + i * ENTRY_SIZE;

	put(at, 8, base);
	put(at + 8, 8, 0x20000);
	put(at + 16, 1, type);
	put(at + 17, 1, action);
	put(at + 18, 2, flags);
}

static int set_up(void **state)
{
	size_t i;

	(void)state;
	memset(bytes, 0, sizeof(bytes));
	/* An arm64 Image whose first instruction leads to the stage. */
	put(0, 4, 0x14000000 | STAGE / 4);
	memcpy(bytes + 56, "ARM\x64", 4);
	memcpy(bytes + NOTE, "SMMUWRAP", 8);
	put(NOTE + 8, 8, PAYLOAD);
	put(NOTE + 16, 4, WRAPPED_EFI);
	memcpy(bytes + NOTE + 24, "1.2.3", 5);

	for (i = 32; i < RO_SIZE; i++)
		bytes[STAGE + i] = (uint8_t)i;
	memcpy(bytes + STAGE + 8, "SMMUSTAG", 8);
	put(STAGE + 16, 2, SMMU_PLAN_VERSION);
	put(STAGE + 20, 4, RO_SIZE);
	put(STAGE + 24, 4, PLAN);

	put(STAGE + PLAN, 8, SMMU_PLAN_MAGIC);
	put(STAGE + PLAN + 8, 2, SMMU_PLAN_VERSION);
	put(STAGE + PLAN + 12, 4, BODY_SIZE);
	put(STAGE + PLAN + 20, 2, COUNT);
	put(STAGE + PLAN + 48, 8, NEXT | 1);
	put(STAGE + PLAN + 56, 8, ~(uint64_t)(NEXT | 1));
	put_entry(0, 0x9050000, SMMU_PLAN_V3, SMMU_PLAN_ABORT, 0);
	put_entry(1, 0xfb000000, SMMU_PLAN_V2, SMMU_PLAN_KEEP,
		  SMMU_PLAN_UNTOUCHED);
	put_entry(2, 0x40000000, SMMU_PLAN_COPY_DTB, 0, 0);
	memset(bytes + STAGE + NEXT, 'p', PAYLOAD);
	sum();
	return 0;
}

/* Of the first size bytes, in a block of that size for the sanitizer. */
static void expect(size_t size, int error)
{
	struct unwrapped unwrapped = { .payload_size = 77 };
	uint8_t *copy = malloc(size ? size : 1);
	int result;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	result = unwrap_read(copy, size, &unwrapped);
	free(copy);
	if (result != error)
		fail_msg("%zu bytes: %s, not %s", size,
			 unwrap_strerror(result), unwrap_strerror(error));
	if (error)
		assert_int_equal(unwrapped.payload_size, 77);
}

static void test_read(void **state)
{
	struct unwrapped file;
	struct smmu_plan_entry entry;

	(void)state;
	assert_int_equal(unwrap_read(bytes, sizeof(bytes), &file), UNWRAP_OK);
	assert_int_equal(file.payload_offset, STAGE + NEXT);
	assert_ptr_equal(file.payload, bytes + STAGE + NEXT);
	assert_int_equal(file.payload_size, PAYLOAD);
	assert_int_equal(file.flags, WRAPPED_EFI);
	assert_string_equal(file.version, "1.2.3");
	assert_int_equal(file.pe_error, PE_E_NONE);
	assert_false(file.is_signed);
	/* The device tree's entry is not an SMMU. */
	assert_int_equal(file.plan.count, 2);
	entry = unwrap_entry(&file.plan, 1);
	assert_int_equal(entry.base, 0xfb000000);
	assert_int_equal(entry.size, 0x20000);
	assert_int_equal(entry.type, SMMU_PLAN_V2);
	assert_int_equal(entry.action, SMMU_PLAN_KEEP);
	assert_int_equal(entry.flags, SMMU_PLAN_UNTOUCHED);
}

/* A version of 40 bytes is terminated; without a note there is none. */
static void test_note(void **state)
{
	struct unwrapped file;

	(void)state;
	memset(bytes + NOTE + 24, 'v', 40);
	assert_int_equal(unwrap_read(bytes, sizeof(bytes), &file), UNWRAP_OK);
	assert_int_equal(strlen(file.version), 39);
	put(NOTE + 8, 8, PAYLOAD + 24);
	expect(sizeof(bytes), UNWRAP_OK);
	put(NOTE + 8, 8, PAYLOAD + 25);
	expect(sizeof(bytes), UNWRAP_E_CUT);
	put(NOTE + 8, 8, UINT64_MAX);
	expect(sizeof(bytes), UNWRAP_E_CUT);
	bytes[NOTE] = 0;
	assert_int_equal(unwrap_read(bytes, sizeof(bytes), &file), UNWRAP_OK);
	assert_int_equal(file.payload_size, PADDED - STAGE - NEXT);
	assert_string_equal(file.version, "");
	assert_int_equal(file.flags, 0);
}

/* Whatever it ends before. */
static void test_cut(void **state)
{
	size_t size;

	(void)state;
	expect(0, UNWRAP_E_KIND);
	expect(64, UNWRAP_E_KIND);
	for (size = STAGE; size < STAGE + 32; size++)
		expect(size, UNWRAP_E_KIND);
	for (; size < STAGE + BODY_SIZE; size++)
		expect(size, UNWRAP_E_CUT);
	for (; size < END; size += 13)
		expect(size, UNWRAP_E_CUT);
	expect(END - 1, UNWRAP_E_CUT);
	expect(END, UNWRAP_OK);
}

/* Each bit that the stage executes or reads is covered by its checksums. */
static void test_damaged(void **state)
{
	static const size_t places[] = {
		40, RO_SIZE - 1, PLAN, PLAN + 9, PLAN + 16, PLAN + 20,
		PLAN + 32, PLAN + 44, ENTRIES, BODY_SIZE - 1, PLAN + 48,
		PLAN + 56,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		bytes[STAGE + places[i]] ^= 0x10;
		expect(sizeof(bytes), UNWRAP_E_CORRUPT);
		bytes[STAGE + places[i]] ^= 0x10;
	}
	/* Between the stage and its plan there is no checksum. */
	bytes[STAGE + RO_SIZE] ^= 0x10;
	expect(sizeof(bytes), UNWRAP_OK);
}

/* Each with correct checksums. */
static void expect_summed(size_t at, size_t size, uint64_t value, int error)
{
	put(STAGE + at, size, value);
	sum();
	expect(sizeof(bytes), error);
	set_up(NULL);
}

static void test_fields(void **state)
{
	(void)state;
	expect_summed(8, 8, SMMU_STAGE_MAGIC + 1, UNWRAP_E_KIND);
	expect_summed(16, 2, SMMU_PLAN_VERSION + 1, UNWRAP_E_VERSION);
	expect_summed(PLAN + 8, 2, SMMU_PLAN_VERSION - 1, UNWRAP_E_VERSION);
	expect_summed(24, 4, UINT32_MAX, UNWRAP_E_CUT);
	expect_summed(24, 4, PADDED - STAGE - 63, UNWRAP_E_CUT);
	expect_summed(20, 4, ENTRIES + 1, UNWRAP_E_CUT);
	expect_summed(20, 4, UINT32_MAX, UNWRAP_E_CUT);
	expect_summed(PLAN + 12, 4, UINT32_MAX, UNWRAP_E_CUT);
	expect_summed(PLAN + 12, 4, BODY_SIZE - 1, UNWRAP_E_CORRUPT);
	expect_summed(PLAN + 20, 2, 0, UNWRAP_E_CORRUPT);
	expect_summed(PLAN + 20, 2, COUNT + 1, UNWRAP_E_CORRUPT);
	expect_summed(PLAN + 20, 2, SMMU_PLAN_COUNT_MAX + 1,
		      UNWRAP_E_CORRUPT);
	/* Next address: absolute, as in a loaded segment, or past the end. */
	put(STAGE + PLAN + 56, 8, ~(uint64_t)NEXT);
	expect_summed(PLAN + 48, 8, NEXT, UNWRAP_E_CORRUPT);
	put(STAGE + PLAN + 56, 8, ~(uint64_t)(PADDED + 1));
	expect_summed(PLAN + 48, 8, PADDED + 1, UNWRAP_E_CUT);
}

/* By its header only: the signature itself is not verified. */
static void test_signed(void **state)
{
	struct pe pe = {
		.entry = STAGE,
		.alignment = 0x1000,
		.memory = 0x20000,
		.headers = STAGE,
		.count = 1,
		.sections = { { ".text", STAGE, PADDED - STAGE, STAGE,
				PADDED - 16 - STAGE, PE_CODE } },
	};
	struct unwrapped file;

	(void)state;
	memcpy(bytes, "MZ\x40\xfa", 4);
	put(4, 4, 0x14000000 | (STAGE - 4) / 4);
	pe_write(&pe, bytes);
	/* The signer's entry of the directory. */
	put(0xe8, 4, PADDED - 16);
	put(0xec, 4, 16);
	assert_int_equal(unwrap_read(bytes, sizeof(bytes), &file), UNWRAP_OK);
	assert_true(file.is_signed);
	assert_int_equal(file.pe_error, PE_OK);
	put(0xe8, 4, PADDED - 17);
	assert_int_equal(unwrap_read(bytes, sizeof(bytes), &file), UNWRAP_OK);
	assert_true(file.is_signed);
	assert_int_not_equal(file.pe_error, PE_OK);
}

/* Entries as they are in a plan. */
struct side {
	uint8_t entries[4 * ENTRY_SIZE];
	struct unwrap_plan plan;
};

static void add(struct side *side, uint64_t base, uint8_t type, uint8_t action,
		uint16_t flags)
{
	uint8_t *entry = side->entries + side->plan.count++ * ENTRY_SIZE;
	size_t i;

	for (i = 0; i < 8; i++)
		entry[i] = (uint8_t)(base >> 8 * i);
	entry[16] = type;
	entry[17] = action;
	entry[18] = (uint8_t)flags;
	side->plan.entries = side->entries;
}

/* The next difference is this one, and is said in these words. */
static void differs(const struct side *file, const struct side *here,
		    enum unwrap_actions actions, size_t *step,
		    enum unwrap_kind kind, const char *text)
{
	struct unwrap_difference difference =
		unwrap_compare(&file->plan, &here->plan, actions, step);
	struct message line;

	unwrap_describe(&difference, &line);
	assert_string_equal(line.text, text);
	assert_int_equal(difference.kind, kind);
}

static void test_compare(void **state)
{
	struct side file = { .plan.count = 0 }, here = { .plan.count = 0 };
	size_t step = 0;

	(void)state;
	add(&here, 0x1000, SMMU_PLAN_V3, SMMU_PLAN_ABORT, 0);
	add(&here, 0x2000, SMMU_PLAN_V2, SMMU_PLAN_ABORT, 0);
	add(&here, 0x3000, SMMU_PLAN_V2, SMMU_PLAN_KEEP, 0);
	add(&here, 0x4000, SMMU_PLAN_V3, SMMU_PLAN_BYPASS, 0);
	add(&file, 0x4000, SMMU_PLAN_V1, SMMU_PLAN_ABORT, 0);
	add(&file, 0x5000, SMMU_PLAN_V3, SMMU_PLAN_KEEP, 0);
	add(&file, 0x6000, SMMU_PLAN_V3, SMMU_PLAN_KEEP, SMMU_PLAN_UNTOUCHED);
	add(&file, 0x1000, SMMU_PLAN_V3, SMMU_PLAN_BYPASS, 0);
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_POLICY,
		"0x1000: should become abort, but the file makes it bypass");
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_MISSING,
		"0x2000: in use on this machine, but not in the file");
	/* Another SMMU version: more important than its action. */
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_OTHER,
		"0x4000: v3 on this machine, but v1 in the file");
	/* Read, if not written. */
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_STRANGE,
		"0x5000: in the file, but not an SMMU of this machine");
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_SAME, "the same");
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_SAME, "the same");
	step = 0;
	differs(&file, &here, UNWRAP_ACTIONS_NONE, &step, UNWRAP_MISSING,
		"0x2000: in use on this machine, but not in the file");
	step = 0;
	differs(&here, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_SAME, "the same");
}

/* After another stage, what the file keeps is what that has made. */
static void test_compare_after(void **state)
{
	struct side file = { .plan.count = 0 }, here = { .plan.count = 0 };
	size_t step = 0;

	(void)state;
	add(&here, 0x1000, SMMU_PLAN_V3, SMMU_PLAN_QUIESCE, 0);
	add(&here, 0x2000, SMMU_PLAN_V3, SMMU_PLAN_KEEP, 0);
	add(&here, 0x3000, SMMU_PLAN_V3, SMMU_PLAN_ABORT, 0);
	add(&here, 0x4000, SMMU_PLAN_V3, SMMU_PLAN_ABORT, 0);
	add(&file, 0x1000, SMMU_PLAN_V3, SMMU_PLAN_KEEP, 0);
	add(&file, 0x2000, SMMU_PLAN_V3, SMMU_PLAN_BYPASS, 0);
	add(&file, 0x3000, SMMU_PLAN_V2, SMMU_PLAN_KEEP, 0);
	differs(&file, &here, UNWRAP_ACTIONS_AFTER, &step, UNWRAP_POLICY,
		"0x2000: should become keep, but the file makes it bypass");
	differs(&file, &here, UNWRAP_ACTIONS_AFTER, &step, UNWRAP_OTHER,
		"0x3000: v3 on this machine, but v2 in the file");
	differs(&file, &here, UNWRAP_ACTIONS_AFTER, &step, UNWRAP_MISSING,
		"0x4000: in use on this machine, but not in the file");
	differs(&file, &here, UNWRAP_ACTIONS_AFTER, &step, UNWRAP_SAME,
		"the same");
	step = 0;
	differs(&file, &here, UNWRAP_ACTIONS_ALL, &step, UNWRAP_POLICY,
		"0x1000: should become quiesce, but the file makes it keep");
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(unwrap_type_name(SMMU_PLAN_V1), "v1");
	assert_string_equal(unwrap_type_name(4), "v?");
	assert_string_equal(unwrap_type_name(255), "v?");
	assert_string_equal(unwrap_action_name(SMMU_PLAN_BYPASS), "bypass");
	assert_string_equal(unwrap_action_name(SMMU_PLAN_DRAIN), "drain");
	assert_string_equal(unwrap_action_name(SMMU_PLAN_QUIESCE), "quiesce");
	assert_string_equal(unwrap_action_name(4), "unknown");
	assert_string_equal(unwrap_strerror(1), "unknown error");
	assert_string_equal(unwrap_strerror(-5), "unknown error");
	assert_string_equal(unwrap_strerror(UNWRAP_E_CUT), "truncated");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read, set_up),
		cmocka_unit_test_setup(test_note, set_up),
		cmocka_unit_test_setup(test_cut, set_up),
		cmocka_unit_test_setup(test_damaged, set_up),
		cmocka_unit_test_setup(test_fields, set_up),
		cmocka_unit_test_setup(test_signed, set_up),
		cmocka_unit_test_setup(test_compare, set_up),
		cmocka_unit_test_setup(test_compare_after, set_up),
		cmocka_unit_test_setup(test_names, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
