/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images: headers written here by the offsets of booting.rst. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "image/drivers.h"
#include "image/image.h"

#define MIB	(UINT64_C(1) << 20)
#define STAGE	(UINT64_C(12) << 10)	/* memory of a stage */

static uint8_t bytes[8192];

static void put(size_t at, size_t size, uint64_t value)
{
	for (; size; size--, value >>= 8)
		bytes[at++] = (uint8_t)value;
}

static uint64_t get(const uint8_t *at, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | at[size];
	return value;
}

/* Like Linux 6.1's: not an EFI program. */
static int set_up(void **state)
{
	(void)state;
	memset(bytes, 0xa5, sizeof(bytes));
	memset(bytes, 0, 64);
	put(0, 4, 0x14000010);			/* b 0x40 */
	put(8, 8, 0);
	put(16, 8, 30 * MIB);
	put(24, 8, 0xa);
	memcpy(bytes + 56, "ARM\x64", 4);
	return 0;
}

/* In an exactly sized block, for the sanitizer. */
static int parse(size_t size, struct image *ret_image)
{
	uint8_t *copy = malloc(size ? size : 1);
	int error;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	error = image_parse(copy, size, ret_image);
	free(copy);
	return error;
}

static void expect(size_t size, int error)
{
	struct image image = { .size = 123 };

	assert_int_equal(parse(size, &image), error);
	assert_int_equal(image.size, 123);
}

static void test_header(void **state)
{
	struct image image;

	(void)state;
	put(8, 8, 0x80000);
	assert_int_equal(parse(sizeof(bytes), &image), IMAGE_OK);
	assert_int_equal(image.text_offset, 0x80000);
	assert_int_equal(image.size, 30 * MIB);
	assert_int_equal(image.flags, 0xa);
	assert_int_equal(parse(64, &image), IMAGE_OK);
	put(8, 8, 0x1ffffc);
	assert_int_equal(parse(64, &image), IMAGE_OK);
}

static void test_refused(void **state)
{
	expect(63, IMAGE_E_KIND);
	expect(0, IMAGE_E_KIND);
	put(56, 1, 'B');
	expect(4096, IMAGE_E_KIND);

	set_up(state);
	put(16, 8, 0);
	expect(4096, IMAGE_E_OLD);
	set_up(state);
	put(24, 8, 0xb);
	expect(4096, IMAGE_E_ENDIAN);
	set_up(state);
	put(8, 8, 2);
	expect(4096, IMAGE_E_OFFSET);
	put(8, 8, UINT64_MAX - 3);
	expect(4096, IMAGE_E_OFFSET);
	/* A kernel's virtual address, by mistake. */
	put(8, 8, 0xffffffff80000000);
	expect(4096, IMAGE_E_OFFSET);
	put(8, 8, UINT64_C(1) << 63);
	expect(4096, IMAGE_E_OFFSET);
}

/* An EFI program of two sections, which end at 4096 and at end. */
static void make_pe(uint32_t end)
{
	memcpy(bytes, "MZ", 2);
	put(60, 4, 64);
	memset(bytes + 64, 0, 512);
	memcpy(bytes + 64, "PE\0\0", 4);
	put(64 + 6, 2, 2);
	put(64 + 20, 2, 160);
	put(64 + 24 + 160 + 16, 4, 4096 - 1024);
	put(64 + 24 + 160 + 20, 4, 1024);
	put(64 + 24 + 200 + 16, 4, end - 4096);
	put(64 + 24 + 200 + 20, 4, 4096);
}

static void test_cut_off(void **state)
{
	struct image image;

	(void)state;
	make_pe(8000);
	assert_int_equal(parse(8000, &image), IMAGE_OK);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
	expect(7999, IMAGE_E_CUT);
	expect(4096, IMAGE_E_CUT);
	/* In the section headers, in the file header, before it. */
	expect(64 + 24 + 239, IMAGE_E_CUT);
	expect(64 + 24 + 160, IMAGE_E_CUT);
	expect(64 + 23, IMAGE_E_CUT);
	expect(64, IMAGE_E_CUT);
	/* Arbitrary offsets. */
	put(64 + 24 + 200 + 16, 4, 0xffffffff);
	put(64 + 24 + 200 + 20, 4, 0xffffffff);
	expect(8192, IMAGE_E_CUT);
	put(64 + 6, 2, 0xffff);
	expect(8192, IMAGE_E_CUT);
	put(60, 4, 0xffffffff);
	expect(8192, IMAGE_E_CUT);
	put(60, 4, 0);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
	put(60, 4, 128);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
}

/* A flat Image has only zeros there, or whatever its maker put there. */
static void test_not_efi(void **state)
{
	struct image image;

	(void)state;
	put(60, 4, 0xffffffff);
	assert_int_equal(parse(64, &image), IMAGE_OK);
}

/* The stage's magic, and a branch to before it. */
static void test_wrapped(void **state)
{
	struct image_layout layout = { .size = 4 * MIB, .flags = 0xa };
	struct image image;

	(void)state;
	image_head(&layout, bytes);
	put(0, 4, 0x14000000 | 4096 / 4);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
	memcpy(bytes + 4096 + 8, "SMMUSTAG", 8);
	expect(8192, IMAGE_E_WRAPPED);
	assert_int_equal(image_stage_offset(bytes, 8192), 4096);
	expect(4096 + 16, IMAGE_E_WRAPPED);
	assert_int_equal(parse(4096 + 15, &image), IMAGE_OK);
	/* The stage somewhere else, and an instruction that is not a branch. */
	put(0, 4, 0x14000000 | 64 / 4);
	memcpy(bytes + 64 + 8, "SMMUSTAG", 8);
	expect(8192, IMAGE_E_WRAPPED);
	put(0, 4, 0x94000000 | 64 / 4);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
	put(0, 4, 0x17ffffff);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
}

/* After "MZ" the second instruction counts, relative to its own address. */
static void test_wrapped_efi(void **state)
{
	struct image image;

	(void)state;
	memcpy(bytes + 4096 + 8, "SMMUSTAG", 8);
	put(0, 4, 0xfa405a4d);
	put(4, 4, 0x14000000 | (4096 - 4) / 4);
	expect(8192, IMAGE_E_WRAPPED);
	assert_int_equal(image_stage_offset(bytes, 8192), 4096);
	put(4, 4, 0x14000000 | 4096 / 4);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
	put(4, 4, 0x17ffffff);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
	/* Without "MZ" only the first one counts. */
	put(0, 4, 0xd503201f);
	put(4, 4, 0x14000000 | (4096 - 4) / 4);
	assert_int_equal(parse(8192, &image), IMAGE_OK);
}

static void test_layout(void **state)
{
	struct image image = { .text_offset = 0, .size = 30 * MIB + 1,
			       .flags = 0xc };
	struct image_layout layout;

	(void)state;
	assert_int_equal(image_lay_out(&image, MIB + 1, STAGE, &layout),
			 IMAGE_OK);
	assert_int_equal(layout.payload_offset, 2 * MIB);
	assert_int_equal(layout.payload_size, MIB + 1);
	assert_int_equal(layout.tail_offset, 3 * MIB + 512);
	assert_int_equal(layout.size, 32 * MIB + 0x10000);
	assert_int_equal(layout.flags, 0xc);
	assert_true(layout.has_pe && !layout.is_raw);
	assert_int_equal(image_next(&layout), (2 * MIB - 0x10000) | 1);

	/* Up to the last byte below 2 MiB, and one more. */
	assert_int_equal(image_lay_out(&image, MIB, 2 * MIB - 0x10000,
				       &layout), IMAGE_OK);
	assert_int_equal(layout.payload_offset, 2 * MIB);
	assert_int_equal(image_lay_out(&image, MIB, 2 * MIB - 0xffff,
				       &layout), IMAGE_OK);
	assert_int_equal(layout.payload_offset, 4 * MIB);

	image.text_offset = 0x80000;
	assert_int_equal(image_lay_out(&image, 31 * MIB, STAGE, &layout),
			 IMAGE_OK);
	assert_int_equal(layout.payload_offset, 2 * MIB + 0x80000);
	/* It has more bytes than its header says; a signature follows them. */
	assert_int_equal(layout.size, 33 * MIB + 0x80000 + 0x20000);
	assert_true(layout.size >= layout.tail_offset + 512 + 0x10000);
}

/* booting.rst sets no limit: the payload is where it would be unwrapped. */
static void test_large_text_offset(void **state)
{
	static const uint64_t offsets[] = {
		2 * MIB, 2 * MIB + 4, 0x480000, 0xf600000, 0x1fc00000,
		UINT64_C(1) << 40, 0x20fffc,
	};
	struct image image = { .size = 30 * MIB };
	struct image_layout layout = { .size = 123 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		put(8, 8, offsets[i]);
		assert_int_equal(parse(sizeof(bytes), &image), IMAGE_OK);
		assert_int_equal(image_lay_out(&image, MIB, STAGE, &layout),
				 IMAGE_OK);
		assert_int_equal(layout.text_offset + layout.payload_offset,
				 offsets[i]);
		/* Without a gap, except for the stage's alignment. */
		assert_in_range(layout.payload_offset, 2 * MIB,
				2 * MIB + 0xffff);
		assert_int_equal(layout.text_offset % 0x10000, 0);
		assert_in_range(layout.size,
				layout.payload_offset + 30 * MIB,
				layout.payload_offset + 30 * MIB + 0xffff);
	}
	/* A stage that needs more than there is before the payload. */
	image.text_offset = 3 * MIB;
	assert_int_equal(image_lay_out(&image, MIB, 2 * MIB, &layout),
			 IMAGE_OK);
	assert_int_equal(layout.text_offset, 0);
	assert_int_equal(layout.payload_offset, 7 * MIB);
	image.text_offset = INT64_MAX - 3;
	layout.size = 123;
	assert_int_equal(image_lay_out(&image, MIB, STAGE, &layout),
			 IMAGE_E_SIZE);
	assert_int_equal(layout.size, 123);
}

/* SizeOfImage has 32 bits: a PE image cannot have 4 GiB of memory. */
static void test_too_large_for_pe(void **state)
{
	struct image image = { .size = 4096 * MIB - 2 * MIB - 0x20000 };
	struct image_layout layout;

	(void)state;
	assert_int_equal(image_lay_out(&image, MIB, STAGE, &layout), IMAGE_OK);
	assert_true(layout.has_pe);
	assert_int_equal(layout.size, 4096 * MIB - 0x20000);
	image.size++;
	assert_int_equal(image_lay_out(&image, MIB, STAGE, &layout), IMAGE_OK);
	assert_false(layout.has_pe);
	image_head(&layout, bytes);
	assert_int_equal(get(bytes, 4), 0x14004000);	/* b 0x10000 */
	assert_int_equal(get(bytes + 4, 4), 0);
	assert_int_equal(get(bytes + 16, 8), 4096 * MIB - 0x10000);
}

static void test_sizes(void **state)
{
	static const uint64_t sizes[] = {
		UINT64_MAX, UINT64_MAX - 2 * MIB, INT64_MAX,
		UINT64_C(1) << 63, INT64_MAX - 4 * MIB + 1,
	};
	struct image image = { 0 };
	struct image_layout layout = { .size = 123 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		image.size = sizes[i];
		assert_int_equal(image_lay_out(&image, MIB, STAGE, &layout),
				 IMAGE_E_SIZE);
		assert_int_equal(image_lay_out_raw(2 * MIB, sizes[i], 0,
						   STAGE, &layout),
				 IMAGE_E_SIZE);
		assert_int_equal(image_lay_out_raw(2 * MIB, MIB, sizes[i],
						   STAGE, &layout),
				 IMAGE_E_SIZE);
		assert_int_equal(image_lay_out_raw(sizes[i] & ~3ull, MIB, 0,
						   STAGE, &layout),
				 IMAGE_E_SIZE);
	}
	assert_int_equal(layout.size, 123);
	image.size = INT64_MAX - 4 * MIB;
	assert_int_equal(image_lay_out(&image, MIB, STAGE, &layout), IMAGE_OK);
	assert_true(layout.size <= INT64_MAX);
}

static void test_raw(void **state)
{
	struct image_layout layout = { .size = 123 };

	(void)state;
	assert_int_equal(image_lay_out_raw(0x10000 + STAGE - 4, MIB, 0,
					   STAGE, &layout), IMAGE_E_ROOM);
	assert_int_equal(image_lay_out_raw(2 * MIB + 2, MIB, 0, STAGE,
					   &layout), IMAGE_E_ROOM);
	assert_int_equal(image_lay_out_raw(0, MIB, 0, STAGE, &layout),
			 IMAGE_E_ROOM);
	assert_int_equal(layout.size, 123);
	assert_int_equal(image_lay_out_raw(0x10000 + STAGE, 5, 0, STAGE,
					   &layout), IMAGE_OK);
	assert_int_equal(layout.payload_offset, 0x10000 + STAGE);
	assert_int_equal(layout.tail_offset, 0x10000 + STAGE + 512);
	assert_int_equal(layout.size, 0x30000);
	assert_int_equal(layout.flags, 8);
	assert_true(layout.is_raw);
	assert_int_equal(image_next(&layout), STAGE | 1);
}

/* A header in which only one field is right: the .bss is kept free. */
static void test_raw_memory(void **state)
{
	struct image_layout layout;

	(void)state;
	put(8, 8, 0xffffffff80000000);
	put(24, 8, 1);
	assert_int_equal(image_memory(bytes, 64), 30 * MIB);
	assert_int_equal(image_memory(bytes, 63), 0);
	assert_int_equal(image_lay_out_raw(2 * MIB, MIB, 30 * MIB, STAGE,
					   &layout), IMAGE_OK);
	assert_int_equal(layout.size, 32 * MIB);
	assert_int_equal(layout.payload_size, MIB);
	put(56, 1, 'B');
	assert_int_equal(image_memory(bytes, 64), 0);
}

/* The fields that every loader reads. */
static void test_head(void **state)
{
	struct image_layout layout = { .payload_offset = 2 * MIB,
				       .size = 34 * MIB, .flags = 0xa,
				       .has_pe = true };

	(void)state;
	memset(bytes, 0xa5, sizeof(bytes));
	image_head(&layout, bytes);
	assert_int_equal(get(bytes, 4), 0xfa405a4d);
	assert_int_equal(get(bytes + 4, 4), 0x14003fff);	/* b 0x10000 */
	assert_int_equal(get(bytes + 8, 8), 0);
	assert_int_equal(get(bytes + 16, 8), 34 * MIB);
	assert_int_equal(get(bytes + 24, 8), 0xa);
	assert_int_equal(get(bytes + 32, 8), 0);
	assert_int_equal(get(bytes + 40, 8), 0);
	assert_int_equal(get(bytes + 48, 8), 0);
	assert_memory_equal(bytes + 56, "ARM\x64", 4);
	assert_int_equal(get(bytes + 60, 4), 0);
	assert_int_equal(bytes[64], 0xa5);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_string_equal(image_kind(bytes, 0).name, "empty");
	assert_string_equal(image_kind((const uint8_t *)"\177ELF", 4).name,
			    "an ELF file");
	assert_string_equal(image_kind((const uint8_t *)"\177EL", 3).name,
			    "of an unknown type");
	assert_string_equal(image_kind((const uint8_t *)"MZ\0\0zimg", 8).name,
			    "an EFI zboot image");
	assert_non_null(strstr(image_kind((const uint8_t *)"MZ\0\0zim", 7).name,
			       "unified kernel image"));
}

/* Names of the drivers' devices, whole words, wherever they stand. */
static void test_drivers(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		unsigned int drivers;
	} cases[] = {
		{ "smmu3.%pa", 10, IMAGE_DRIVER_ARM_SMMU_V3 },
		{ "smmu.%pa", 9, IMAGE_DRIVER_ARM_SMMU },
		{ "x\0smmu3.%pa\0smmu.%pa\0", 21,
		  IMAGE_DRIVER_ARM_SMMU | IMAGE_DRIVER_ARM_SMMU_V3 },
		{ "arm-smmu-v3.%d.auto", 20, 0 },	/* the IORT's */
		{ "smmu3.%pa", 9, 0 },
		{ "smmu3.%pap", 11, 0 },
		{ "", 0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(image_drivers((const uint8_t *)cases[i].text,
					       cases[i].size),
				 cases[i].drivers);
}

static void test_errors(void **state)
{
	int error;

	(void)state;
	for (error = IMAGE_OK; error >= IMAGE_E_ROOM; error--)
		assert_string_not_equal(image_strerror(error),
					"unknown error");
	assert_string_equal(image_strerror(IMAGE_E_ROOM - 1), "unknown error");
	assert_string_equal(image_strerror(1), "unknown error");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_header),
		TEST(test_refused),
		TEST(test_cut_off),
		TEST(test_not_efi),
		TEST(test_wrapped),
		TEST(test_wrapped_efi),
		TEST(test_layout),
		TEST(test_large_text_offset),
		TEST(test_too_large_for_pe),
		TEST(test_sizes),
		TEST(test_raw),
		TEST(test_raw_memory),
		TEST(test_head),
		TEST(test_kinds),
		TEST(test_drivers),
		TEST(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
