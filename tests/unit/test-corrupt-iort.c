/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blobs that are not a valid IORT: one clear line or a sensible listing, in
 * bounded time. Every blob is an exactly sized heap block.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "make/corrupt-iort.h"
#include "acpi/iort.h"

/* Parse an exact copy; the result has to have the documented form. */
static int parse_copy(const uint8_t *bytes, size_t size,
		      struct smmu_machine *ret_machine, struct message *why)
{
	uint8_t *copy = malloc(size ? size : 1);
	int result;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	memset(ret_machine, 0, sizeof(*ret_machine));
	ret_machine->smmu_count = 12345;
	why->text[0] = '\0';
	result = iort_parse(copy, size, ret_machine, why);
	free(copy);
	if (result) {
		assert_int_equal(result, -1);
		assert_int_equal(ret_machine->smmu_count, 12345);
		assert_null(ret_machine->smmus);
		assert_in_range(strlen(why->text), 10, 120);
		assert_null(strchr(why->text, '\n'));
		return -1;
	}
	assert_string_equal(why->text, "");
	assert_int_equal(ret_machine->source, SMMU_SOURCE_IORT);
	if (ret_machine->warning)
		assert_in_range(strlen(ret_machine->warning), 5, 510);
	return 0;
}

/* Parse and discard: the bounds matter, and the form of the result. */
static int parse(const uint8_t *bytes, size_t size)
{
	struct smmu_machine machine;
	struct message why;

	if (parse_copy(bytes, size, &machine, &why))
		return -1;
	smmu_machine_clear(&machine);
	return 0;
}

static void expect_error(const struct damage *damage, int result,
			 const struct message *why)
{
	if (!result)
		fail_msg("%s: accepted instead of: %s", damage->name,
			 damage->error);
	if (!strstr(why->text, damage->error))
		fail_msg("%s: got '%s' instead of '%s'", damage->name,
			 why->text, damage->error);
}

static void expect_listing(const struct damage *damage,
			   const struct smmu_machine *machine)
{
	const char *warning = machine->warning ? machine->warning : "none";
	const char *wanted = damage->warning ? damage->warning : "none";

	if (machine->smmu_count != damage->smmus)
		fail_msg("%s: got %zu SMMUs instead of %zu", damage->name,
			 machine->smmu_count, damage->smmus);
	if (machine->region_count != damage->regions)
		fail_msg("%s: got %zu regions instead of %zu", damage->name,
			 machine->region_count, damage->regions);
	if (!strstr(warning, wanted))
		fail_msg("%s: got warning '%s' instead of '%s'", damage->name,
			 warning, wanted);
}

static void test_damages(void **state)
{
	const struct damage *damage;
	struct smmu_machine machine;
	struct message why;
	struct table table;
	int result;

	(void)state;
	for (damage = corrupt_iort_list; damage->name; damage++) {
		struct timespec start, end;

		corrupt_iort_table(damage, &table);
		clock_gettime(CLOCK_MONOTONIC, &start);
		result = parse_copy(table.bytes, table.size, &machine, &why);
		clock_gettime(CLOCK_MONOTONIC, &end);
		if (end.tv_sec - start.tv_sec > 2)
			fail_msg("%s: takes too long", damage->name);
		table_free(&table);
		if (damage->error) {
			expect_error(damage, result, &why);
			continue;
		}
		if (result)
			fail_msg("%s: refused: %s", damage->name, why.text);
		expect_listing(damage, &machine);
		smmu_machine_clear(&machine);
	}
}

/* A header that promises more than there is, even by one byte. */
static void test_truncated(void **state)
{
	struct smmu_machine machine;
	struct message why;
	struct table table;
	size_t at;

	(void)state;
	table_whole(&table);
	for (at = 0; at < table.size; at++) {
		if (!parse_copy(table.bytes, at, &machine, &why))
			fail_msg("accepted %zu bytes", at);
		assert_non_null(strstr(why.text, at < 4 ? "not an IORT" :
							  "truncated"));
	}
	assert_int_equal(parse(table.bytes, table.size), 0);
	table_free(&table);
}

/*
 * The same, with a header that matches the truncated size: a listing if a node
 * ends there or only zeros follow, else an error. SMMUs never disappear
 * silently.
 */
static void test_truncated_honestly(void **state)
{
	struct smmu_machine machine;
	struct message why;
	struct table table;
	size_t at, size, listings = 0;

	(void)state;
	table_whole(&table);
	size = table.size;
	for (at = size - 1; at >= 48; at--) {
		table.size = at;
		table_put32(&table, 4, (uint32_t)at);
		table_sum(&table);
		if (parse_copy(table.bytes, at, &machine, &why)) {
			assert_non_null(strstr(why.text, "corrupt IORT"));
			continue;
		}
		listings++;
		assert_non_null(strstr(machine.warning, "its header counts 9"));
		smmu_machine_clear(&machine);
	}
	/* After each node but the last, and after a zero byte of the second. */
	assert_in_range(listings, WHOLE_NODES - 1, WHOLE_NODES + 1);
	table_free(&table);
}

/* Every byte changed: the result does not matter, the bounds do. */
static void test_every_byte(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x0f, 0x7f, 0x80, 0xff };
	struct table table;
	size_t at, i;

	(void)state;
	table_whole(&table);
	for (at = 0; at < table.size; at++) {
		const uint8_t saved = table.bytes[at];

		for (i = 0; i < sizeof(values); i++) {
			table.bytes[at] = values[i];
			parse(table.bytes, table.size);
		}
		table.bytes[at] = saved;
	}
	table_free(&table);
}

/* A wrong number at every offset, aligned or not. */
static void test_every_word(void **state)
{
	static const uint32_t values[] = {
		0, 1, 15, 16, 0x30, 0x7fffffff, 0x80000000, 0xffffffff,
		0xfffffff0, 0xffffffec, 0x0ccccccc, 0x0ccccccd, 0x00010004,
	};
	struct table table;
	size_t at, i;

	(void)state;
	table_whole(&table);
	for (at = 4; at + 4 <= table.size; at++) {
		uint8_t saved[4];

		memcpy(saved, table.bytes + at, 4);
		for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
			table_put32(&table, at, values[i]);
			parse(table.bytes, table.size);
		}
		memcpy(table.bytes + at, saved, 4);
	}
	assert_int_equal(parse(table.bytes, table.size), 0);
	table_free(&table);
}

/* The blob itself need not be aligned. */
static void test_unaligned(void **state)
{
	struct table table;
	size_t shift;

	(void)state;
	table_whole(&table);
	for (shift = 1; shift < 8; shift++) {
		uint8_t *copy = malloc(table.size + shift);
		struct smmu_machine machine;
		struct message why;

		assert_non_null(copy);
		memcpy(copy + shift, table.bytes, table.size);
		assert_int_equal(iort_parse(copy + shift, table.size, &machine,
					    &why), 0);
		assert_int_equal(machine.smmu_count, 3);
		smmu_machine_clear(&machine);
		free(copy);
	}
	table_free(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damages),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_truncated_honestly),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_every_word),
		cmocka_unit_test(test_unaligned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
