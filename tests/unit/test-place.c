/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading /proc/iomem, and choosing memory for the stage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/place.h"

#define KIB	UINT64_C(1024)
#define MIB	(1024 * KIB)

/* A heap block of exactly the text's size, so that ASan sees over-reads. */
static int parse(const char *text, struct iomem *ret_iomem)
{
	size_t size = strlen(text);
	char *exact = malloc(size ? size : 1);
	int error;

	assert_non_null(exact);
	memcpy(exact, text, size);
	error = iomem_parse(exact, size, ret_iomem);
	free(exact);
	return error;
}

/* An arm64 machine as Debian 12 shows it in QEMU, with two crash regions. */
static const char virt[] =
	"09000000-09000fff : pl011@9000000\n"
	"  09000000-09000fff : 9000000.pl011 pl011@9000000\n"
	"10000000-3efeffff : pcie@10000000\n"
	"40000000-bfffffff : System RAM\n"
	"  40200000-41d2ffff : Kernel code\n"
	"  41d30000-425cffff : reserved\n"
	"  425d0000-42abffff : Kernel data\n"
	"    42600000-4260ffff : odd: name - with  all : of it\n"
	"  48000000-480fffff : reserved\n"
	"  50000000-57ffffff : Crash kernel\n"
	"  bc000000-bfffffff : reserved\n"
	"4000000000-40ffffffff : System RAM\n"
	"  40e0000000-40efffffff : Crash kernel\n"
	"8000000000-ffffffffff : PCI Bus 0000:00\n"
	"  8000000000-8000003fff : System RAM\n";

static void check_range(const struct range *range, uint64_t first,
			uint64_t last)
{
	if (range->first != first || range->last != last)
		fail_msg("%#llx-%#llx instead of %#llx-%#llx",
			 (unsigned long long)range->first,
			 (unsigned long long)range->last,
			 (unsigned long long)first, (unsigned long long)last);
}

static void test_parse(void **state)
{
	struct iomem iomem;

	(void)state;
	assert_int_equal(parse(virt, &iomem), IOMEM_OK);
	assert_int_equal(iomem.ram.count, 2);
	check_range(&iomem.ram.items[0], 0x40000000, 0xbfffffff);
	check_range(&iomem.ram.items[1], 0x4000000000, 0x40ffffffff);
	assert_int_equal(iomem.taken.count, 4);
	check_range(&iomem.taken.items[0], 0x41d30000, 0x425cffff);
	check_range(&iomem.taken.items[1], 0x42600000, 0x4260ffff);
	check_range(&iomem.taken.items[2], 0x48000000, 0x480fffff);
	check_range(&iomem.taken.items[3], 0xbc000000, 0xbfffffff);
	assert_int_equal(iomem.crash.count, 2);
	check_range(&iomem.crash.items[1], 0x40e0000000, 0x40efffffff);
	iomem_clear(&iomem);
}

static void test_parse_odd(void **state)
{
	struct iomem iomem;

	(void)state;
	/* No newline at the end, an empty line, capitals, the last byte. */
	assert_int_equal(parse("\n1000-FFFF : System RAM\n"
			       "ffffffffffff0000-ffffffffffffffff : System RAM",
			       &iomem), IOMEM_OK);
	assert_int_equal(iomem.ram.count, 2);
	check_range(&iomem.ram.items[1], 0xffffffffffff0000, UINT64_MAX);
	iomem_clear(&iomem);

	/* It ends before it starts: empty. */
	assert_int_equal(parse("1000-ffff : System RAM\n"
			       "  3000-2fff : reserved\n", &iomem), IOMEM_OK);
	assert_int_equal(iomem.taken.count, 0);
	iomem_clear(&iomem);

	/* Names that begin or end like the known ones. */
	assert_int_equal(parse("1000-ffff : System RAM\n"
			       "  2000-2fff : Kernel codes\n"
			       "  3000-3fff : System RAM\n"
			       "  4000-4fff : \n"
			       "20000-2ffff : System RAM (kmem)\n"
			       "  21000-21fff : reserved\n", &iomem), IOMEM_OK);
	assert_int_equal(iomem.ram.count, 1);
	assert_int_equal(iomem.taken.count, 3);
	iomem_clear(&iomem);
}

static void test_parse_bad(void **state)
{
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		{ "", IOMEM_E_RAM },
		{ "1000-ffff : Reserved\n", IOMEM_E_RAM },
		{ "00000000-00000000 : System RAM\n"
		  "  00000000-00000000 : reserved\n", IOMEM_E_HIDDEN },
		{ "1000-ffff : System RAM\nx\n", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000-2fff\n", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000-2fff: a\n", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000 2fff : a\n",
		  IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  -2fff : a\n", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000- : a\n", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000-2fff :", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000-2f", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n  2000-", IOMEM_E_SYNTAX },
		{ "1000-ffff : System RAM\n   ", IOMEM_E_SYNTAX },
		{ "1000-10000000000000000 : System RAM\n", IOMEM_E_SYNTAX },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct iomem iomem;
		int error = parse(rows[i].text, &iomem);

		if (error != rows[i].error)
			fail_msg("%s: %d instead of %d", rows[i].text, error,
				 rows[i].error);
	}
}

/* Expectations of one placement; address 0 stands for an error. */
struct row {
	const char *name;
	struct range segments[4];
	uint64_t size;
	uint64_t align;
	uint64_t address;
	int error;
};

static void check_rows(const char *text, const struct row *rows, size_t count,
		       const uint64_t *crash_entry)
{
	struct iomem iomem;
	size_t i;

	assert_int_equal(parse(text, &iomem), IOMEM_OK);
	for (i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct place_request request = {
			.iomem = &iomem,
			.segments = row->segments,
			.size = row->size,
			.align = row->align,
			.crash = crash_entry,
			.entry = crash_entry ? *crash_entry : 0,
		};
		uint64_t address = 0;
		int error;

		while (request.segment_count < 4 &&
		       row->segments[request.segment_count].last)
			request.segment_count++;
		error = place_find(&request, &address);
		if (error != row->error || address != row->address)
			fail_msg("%s: %#llx (%d) instead of %#llx (%d)",
				 row->name, (unsigned long long)address, error,
				 (unsigned long long)row->address, row->error);
	}
	iomem_clear(&iomem);
}

#define CHECK(text, rows, entry) \
	check_rows(text, rows, sizeof(rows) / sizeof(*(rows)), entry)

static void test_normal(void **state)
{
	static const struct row rows[] = {
		{ "no segments: the lowest memory",
		  { { 0 } }, 8 * KIB, 4 * KIB, 0x40000000, 0 },
		{ "behind the highest segment",
		  { { 0x44000000, 0x44000fff }, { 0x43000000, 0x430fffff } },
		  8 * KIB, 4 * KIB, 0x44001000, 0 },
		{ "a segment that ends inside a page",
		  { { 0x44000000, 0x44000010 } },
		  8 * KIB, 4 * KIB, 0x44001000, 0 },
		{ "64K pages",
		  { { 0x44000000, 0x44000fff } },
		  64 * KIB, 64 * KIB, 0x44010000, 0 },
		{ "past the reserved memory behind it",
		  { { 0x44000000, 0x47ffefff } },
		  8 * KIB, 4 * KIB, 0x48100000, 0 },
		{ "exactly between segment and reserved memory",
		  { { 0x44000000, 0x47ffdfff } },
		  8 * KIB, 4 * KIB, 0x47ffe000, 0 },
		{ "past the crash region",
		  { { 0x44000000, 0x4fffffff } },
		  8 * KIB, 4 * KIB, 0x58000000, 0 },
		{ "the running kernel's code and data are free",
		  { { 0x40000000, 0x403fffff } },
		  8 * KIB, 4 * KIB, 0x40400000, 0 },
		{ "but not what lies below them",
		  { { 0x40000000, 0x425fffff } },
		  8 * KIB, 4 * KIB, 0x42610000, 0 },
		{ "past the end of the first memory",
		  { { 0x44000000, 0xbbffffff } },
		  8 * KIB, 4 * KIB, 0x4000000000, 0 },
		{ "nothing above: the first fit from below",
		  { { 0x40f0000000, 0x40ffffffff }, { 0x40000000, 0x401fffff } },
		  8 * KIB, 4 * KIB, 0x40200000, 0 },
		{ "outside of all memory, above",
		  { { 0x9000000000, UINT64_MAX } },
		  8 * KIB, 4 * KIB, 0x40000000, 0 },
		{ "larger than all that is left",
		  { { 0x44000000, 0x44000fff } },
		  0x100000000, 4 * KIB, 0, PLACE_E_ROOM },
		{ "absurdly large",
		  { { 0x44000000, 0x44000fff } },
		  UINT64_MAX - 4095, 4 * KIB, 0, PLACE_E_ROOM },
	};

	(void)state;
	CHECK(virt, rows, NULL);
}

static void test_small(void **state)
{
	static const char text[] = "1800-67ff : System RAM\n"
				   "  3000-3fff : reserved\n";
	static const struct row rows[] = {
		{ "memory that does not start at a page",
		  { { 0 } }, 4 * KIB, 4 * KIB, 0x2000, 0 },
		{ "memory that does not end at one",
		  { { 0x2000, 0x2fff } }, 8 * KIB, 4 * KIB, 0x4000, 0 },
		{ "only part of the last page is memory",
		  { { 0x2000, 0x5fff } }, 4 * KIB, 4 * KIB, 0, PLACE_E_ROOM },
		{ "no hole left",
		  { { 0x2000, 0x2fff }, { 0x5000, 0x5000 } },
		  8 * KIB, 4 * KIB, 0, PLACE_E_ROOM },
		{ "a segment that ends with the first byte of a page",
		  { { 0x2000, 0x5000 } }, 4 * KIB, 4 * KIB, 0, PLACE_E_ROOM },
		{ "no 16K page",
		  { { 0 } }, 16 * KIB, 16 * KIB, 0, PLACE_E_ROOM },
	};

	(void)state;
	CHECK(text, rows, NULL);
}

static void test_end_of_addresses(void **state)
{
	static const char text[] =
		"fffffffffffff000-ffffffffffffffff : System RAM\n"
		"1000-1fff : System RAM\n";
	static const struct row rows[] = {
		{ "order does not matter",
		  { { 0 } }, 4 * KIB, 4 * KIB, 0x1000, 0 },
		{ "the last page",
		  { { 0x1000, 0x1fff } }, 4 * KIB, 4 * KIB,
		  0xfffffffffffff000, 0 },
		{ "behind the last page",
		  { { 0x1000, 0x1fff },
		    { 0xfffffffffffff000, UINT64_MAX } },
		  4 * KIB, 4 * KIB, 0, PLACE_E_ROOM },
		{ "one page too many",
		  { { 0x1000, 0x1fff } }, 8 * KIB, 4 * KIB, 0, PLACE_E_ROOM },
	};

	(void)state;
	CHECK(text, rows, NULL);
}

/* As kexec-tools 2.0.25 lays it out: elfcorehdr at the end of the region. */
static void test_crash(void **state)
{
	static const uint64_t entry = 0x40e2600120;
	static const struct row rows[] = {
		{ "between the segments of the high region",
		  { { 0x40e0000000, 0x40e1ffffff }, { 0x40e2000000, 0x40e25fffff },
		    { 0x40e2600000, 0x40e2602fff }, { 0x40efff0000, 0x40efffffff } },
		  8 * KIB, 4 * KIB, 0x40e2603000, 0 },
		{ "behind the last one",
		  { { 0x40e0000000, 0x40e1ffffff },
		    { 0x40e2600000, 0x40e2602fff } },
		  8 * KIB, 4 * KIB, 0x40e2603000, 0 },
		{ "not outside, however full it is",
		  { { 0x40e0000000, 0x40efffffff } },
		  8 * KIB, 4 * KIB, 0, PLACE_E_ROOM },
		{ "the entry is in no segment",
		  { { 0x40e0000000, 0x40e1ffffff } },
		  8 * KIB, 4 * KIB, 0, PLACE_E_ENTRY },
		{ "its segment is not in the region as a whole",
		  { { 0x40d0000000, 0x40e2602fff } },
		  8 * KIB, 4 * KIB, 0, PLACE_E_REGION },
	};

	(void)state;
	CHECK(virt, rows, &entry);
}

static void test_crash_low(void **state)
{
	static const uint64_t entry = 0x52000000;
	static const struct row rows[] = {
		{ "the low region, where the entry is there",
		  { { 0x52000000, 0x52000fff }, { 0x57fff000, 0x57ffffff } },
		  16 * KIB, 16 * KIB, 0x50000000, 0 },
		{ "pages of 64K between two segments that share some",
		  { { 0x50000000, 0x5200ffff }, { 0x52023000, 0x57ffffff } },
		  64 * KIB, 64 * KIB, 0x52010000, 0 },
		{ "pages of 64K, none of them free above the segments",
		  { { 0x52000000, 0x52000fff }, { 0x57fe0000, 0x57ff0fff } },
		  64 * KIB, 64 * KIB, 0x50000000, 0 },
	};

	(void)state;
	CHECK(virt, rows, &entry);
}

/* A kernel that marks its crash region reserved as a whole. */
static void test_crash_in_reserved(void **state)
{
	static const char text[] = "40000000-4fffffff : System RAM\n"
				   "  44000000-47ffffff : reserved\n"
				   "    45000000-45ffffff : Crash kernel\n";
	static const uint64_t entry = 0x45000000;
	static const struct row rows[] = {
		{ "what holds the region is not in the way",
		  { { 0x45000000, 0x45000fff } },
		  4 * KIB, 4 * KIB, 0x45001000, 0 },
	};

	(void)state;
	CHECK(text, rows, &entry);
}

/*
 * Random layouts compared with a map of memory, one byte for each page of 4, 16
 * or 64 KiB: the result has to be free, and to exist exactly if the map has
 * room. Layouts are multiples of 4 KiB.
 */
#define PAGES	64u

static void paint(char *picture, uint64_t first, uint64_t last, char colour)
{
	uint64_t page;

	for (page = first; page <= last && page < PAGES; page++)
		picture[page] = colour;
}

static bool has_run(const char *picture, uint64_t pages)
{
	uint64_t run = 0;
	size_t i;

	for (i = 0; i < PAGES; i++) {
		run = picture[i] == '.' ? run + 1 : 0;
		if (run == pages)
			return true;
	}
	return false;
}

static void random_round(uint64_t page)
{
	uint64_t pages = (uint64_t)rand() % 6 + 1;
	uint64_t ram = 4 * page + (uint64_t)rand() % 3 * 0x1000;
	char picture[PAGES + 1] = { 0 };
	struct range segments[3];
	struct iomem iomem;
	uint64_t address;
	char text[512];
	int used;
	size_t i;

	paint(picture, 0, PAGES - 1, '.');
	paint(picture, 0, (ram - 1) / page, '#');
	used = sprintf(text, "%llx-%llx : System RAM\n",
		       (unsigned long long)ram,
		       (unsigned long long)(PAGES * page - 1));
	for (i = 0; i < 6; i++) {
		uint64_t first = (uint64_t)rand() % (PAGES * page / 0x1000);
		uint64_t last = first + (uint64_t)rand() % (6 * page / 0x1000);

		first *= 0x1000;
		last *= 0x1000;
		paint(picture, first / page, last / page, '#');
		if (i < 3) {
			segments[i].first = first;
			segments[i].last = last + 0xfff;
			continue;
		}
		used += sprintf(text + used, "  %llx-%llx : %s\n",
				(unsigned long long)first,
				(unsigned long long)last + 0x10,
				i == 5 ? "Crash kernel" : "reserved");
	}
	assert_int_equal(parse(text, &iomem), IOMEM_OK);
	struct place_request request = {
		.iomem = &iomem, .segments = segments, .segment_count = 3,
		.size = pages * page, .align = page,
	};
	if (place_find(&request, &address) != PLACE_OK) {
		if (has_run(picture, pages))
			fail_msg("%s has room for %d", picture, (int)pages);
	} else {
		for (i = 0; i < pages; i++)
			if (address % page ||
			    picture[address / page + i] != '.')
				fail_msg("%s: %#llx for %d", picture,
					 (unsigned long long)address,
					 (int)pages);
	}
	iomem_clear(&iomem);
}

static void test_random(void **state)
{
	int i;

	(void)state;
	srand(20261122);
	for (i = 0; i < 21000; i++)
		random_round(UINT64_C(0x1000) << i % 3 * 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_odd),
		cmocka_unit_test(test_parse_bad),
		cmocka_unit_test(test_normal),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_end_of_addresses),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_crash_low),
		cmocka_unit_test(test_crash_in_reserved),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
