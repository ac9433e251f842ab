/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The GIC in ACPI's APIC table: valid, odd and corrupt ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "acpi/madt.h"

/* Structure types and lengths: ACPI 6.5, 5.2.12.14 and following. */
#define GICC	0x0b
#define GICD	0x0c
#define V2M	0x0d
#define GICR	0x0e
#define ITS	0x0f

static uint8_t bytes[4096];
static size_t size;

static void put(size_t at, uint64_t value, size_t count)
{
	for (; count; count--, value >>= 8)
		bytes[at++] = (uint8_t)value;
}

static int set_up(void **state)
{
	(void)state;
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "APIC", 4);
	bytes[8] = 5;
	size = 44;
	return 0;
}

/* Returns its offset. */
static size_t structure(unsigned int type, size_t length)
{
	size_t at = size;

	put(at, type, 1);
	put(at + 1, length, 1);
	size += length;
	return at;
}

static size_t distributor(uint64_t base, unsigned int version)
{
	size_t at = structure(GICD, 24);

	put(at + 8, base, 8);
	put(at + 20, version, 1);
	return at;
}

/* As the kernel shows it: a block of exactly its size. */
static int parse_some(size_t shown, struct gic *gic, struct message *why)
{
	uint8_t *exact = malloc(shown ? shown : 1);
	int result;

	assert_non_null(exact);
	memcpy(exact, bytes, shown);
	result = madt_parse(exact, shown, gic, why);
	free(exact);
	return result;
}

static void expect(enum gic_version version, uint64_t base)
{
	struct gic gic = { 77, 77 };
	struct message why = { "" };

	put(4, size, 4);
	if (parse_some(size, &gic, &why))
		fail_msg("%s", why.text);
	assert_int_equal(gic.version, version);
	assert_true(gic.distributor == base);
}

static void expect_error(const char *wanted)
{
	struct gic gic = { 77, 77 };
	struct message why = { "" };

	put(4, size, 4);
	assert_int_equal(parse_some(size, &gic, &why), -1);
	assert_string_equal(why.text, wanted);
	assert_int_equal(gic.version, 77);
}

static void test_versions(void **state)
{
	static const struct {
		unsigned int says;
		enum gic_version version;
	} cases[] = {
		{ 0, GIC_V2 }, { 1, GIC_NONE }, { 2, GIC_V2 }, { 3, GIC_V3 },
		{ 4, GIC_V3 }, { 5, GIC_NONE }, { 255, GIC_NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		set_up(state);
		structure(GICC, 80);
		distributor(UINT64_C(0x10008000000), cases[i].says);
		structure(V2M, 24);
		expect(cases[i].version, cases[i].version == GIC_NONE ?
					 0 : UINT64_C(0x10008000000));
	}
}

/* Before ACPI 5.1 the version follows only from the other structures. */
static void test_unspecified(void **state)
{
	size_t at;

	(void)state;
	distributor(0x8000000, 0);
	structure(GICR, 16);
	expect(GIC_V3, 0x8000000);

	set_up(state);
	at = structure(GICC, 80);
	put(at + 60, 0x80a0000, 8);
	distributor(0x8000000, 0);
	expect(GIC_V3, 0x8000000);
	/* The structure of ACPI 5.0 is too short to have one. */
	set_up(state);
	at = structure(GICC, 40);
	put(at + 32, UINT64_MAX, 8);
	distributor(0x8000000, 0);
	structure(GICC, 67);
	expect(GIC_V2, 0x8000000);
}

static void test_none(void **state)
{
	(void)state;
	expect(GIC_NONE, 0);
	/* A PC's. */
	structure(0, 8);
	structure(1, 12);
	expect(GIC_NONE, 0);
	distributor(0, 3);
	expect(GIC_NONE, 0);

	set_up(state);
	distributor(0x8000000, 3);
	structure(ITS, 20);
	distributor(0x9000000, 3);
	expect(GIC_NONE, 0);
}

static void test_unaligned(void **state)
{
	(void)state;
	structure(200, 3);
	distributor(0x8000000, 3);
	structure(201, 2);
	structure(202, 255);
	expect(GIC_V3, 0x8000000);
}

static void test_damaged(void **state)
{
	(void)state;
	memcpy(bytes, "APIc", 4);
	expect_error("not an APIC table");
	set_up(state);
	size = 43;
	expect_error("APIC is truncated: 43 bytes");

	set_up(state);
	structure(GICC, 80);
	put(size, GICD, 1);
	size++;
	expect_error("corrupt APIC: the structure at 0x7c has a length of 0");
	put(size, 0, 1);
	size++;
	expect_error("corrupt APIC: the structure at 0x7c has a length of 0");
	put(size - 1, 1, 1);
	expect_error("corrupt APIC: the structure at 0x7c has a length of 1");
	put(size - 1, 3, 1);
	expect_error("corrupt APIC: the structure at 0x7c has a length of 3");
	put(size - 1, 2, 1);
	expect_error("corrupt APIC: the GIC distributor at 0x7c has only 2 bytes");

	set_up(state);
	distributor(0x8000000, 3);
	bytes[45] = 23;
	structure(0, 8);
	bytes[44 + 23] = 2;
	bytes[44 + 24] = 9;
	expect_error("corrupt APIC: the GIC distributor at 0x2c has only 23 bytes");
}

/* Truncated anywhere, with the original length or a matching one. */
static void test_cut_off(void **state)
{
	struct message why;
	struct gic gic;
	size_t whole, shown;

	(void)state;
	structure(GICC, 80);
	distributor(0x8000000, 3);
	structure(GICR, 16);
	whole = size;
	for (shown = 0; shown < whole; shown++) {
		put(4, whole, 4);
		assert_int_equal(parse_some(shown, &gic, &why), -1);
		put(4, shown, 4);
		/* At the end of a structure it is a valid table again. */
		assert_int_equal(parse_some(shown, &gic, &why),
				 shown == 44 || shown == 124 || shown == 148 ?
				 0 : -1);
	}
	/* Bytes after a table are not part of it. */
	put(4, whole - 16, 4);
	bytes[whole - 15] = 0;
	assert_int_equal(parse_some(whole, &gic, &why), 0);
	assert_int_equal(gic.version, GIC_V3);
}

/* Every byte with every value: it terminates, and stays within the table. */
static void test_every_byte(void **state)
{
	struct message why;
	struct gic gic;
	size_t at, value;

	(void)state;
	structure(GICC, 80);
	distributor(0x8000000, 0);
	structure(GICR, 16);
	put(4, size, 4);
	for (at = 0; at < size; at++) {
		uint8_t good = bytes[at];

		for (value = 0; value < 256; value++) {
			bytes[at] = (uint8_t)value;
			parse_some(size, &gic, &why);
		}
		bytes[at] = good;
	}
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup(name, set_up)
	const struct CMUnitTest tests[] = {
		TEST(test_versions),
		TEST(test_unspecified),
		TEST(test_none),
		TEST(test_unaligned),
		TEST(test_damaged),
		TEST(test_cut_off),
		TEST(test_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
