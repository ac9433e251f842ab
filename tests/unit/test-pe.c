/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PE headers, and the head and tail of a wrapped Image: the bytes are read here
 * by the offsets of Microsoft's PE Format, not pe.c's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "image/pe.h"
#include "image/wrapped.h"

#define MIB	(UINT64_C(1) << 20)
#define STAGE	(UINT64_C(12) << 10)	/* memory of a stage */
#define EFI	0x1234			/* its entry for firmware */

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

/* Of Linux 6.12: two sections, aligned to 64 KiB, that end at 30 MiB. */
static const struct pe linux_pe = {
	.entry = 0x1800000,
	.alignment = 0x10000,
	.memory = 31u << 20,
	.headers = 0x10000,
	.major = 3,
	.flags = PE_NX_COMPATIBLE,
	.count = 2,
	.sections = {
		{ ".text", 0x10000, 0x1ff0000, 0x10000, 0x1ff0000,
		  0x60000020 },
		{ ".data", 0x2000000, 0x300000, 0x2000000, 0x200000,
		  0xc0000040 },
	},
};

static int set_up(void **state)
{
	(void)state;
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "MZ", 2);
	pe_write(&linux_pe, bytes);
	return 0;
}

/* In an exactly sized block, for the sanitizer. */
static int read_size(size_t size, struct pe *ret_pe)
{
	uint8_t *copy = malloc(size ? size : 1);
	int error;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	error = pe_read(copy, size, ret_pe);
	free(copy);
	return error;
}

static void expect(size_t size, int error)
{
	struct pe pe = { .entry = 123 };

	assert_int_equal(read_size(size, &pe), error);
	assert_int_equal(pe.entry, 123);
}

static void test_what_is_written_is_read(void **state)
{
	struct pe pe;

	(void)state;
	assert_int_equal(read_size(8192, &pe), PE_OK);
	assert_memory_equal(&pe, &linux_pe, sizeof(pe));
	assert_int_equal(read_size(184 + 64 + 80, &pe), PE_OK);
	expect(184 + 64 + 79, PE_E_CUT);
	expect(64 + 24, PE_E_CUT);
	expect(64 + 23, PE_E_CUT);
	expect(63, PE_E_NONE);
	expect(0, PE_E_NONE);
}

static void test_other_kinds(void **state)
{
	put(0, 1, 'N');
	expect(8192, PE_E_NONE);
	set_up(state);
	put(60, 4, 0);
	expect(8192, PE_E_NONE);
	put(60, 4, 0xffffffff);
	expect(8192, PE_E_CUT);
	put(60, 4, 8192 - 24);
	expect(8192, PE_E_NONE);
	set_up(state);
	put(64 + 4, 2, 0x8664);			/* machine */
	expect(8192, PE_E_KIND);
	set_up(state);
	put(64 + 24, 2, 0x10b);			/* PE32 */
	expect(8192, PE_E_KIND);
	set_up(state);
	put(64 + 24 + 68, 2, 3);		/* of Windows' console */
	expect(8192, PE_E_KIND);
	set_up(state);
	put(64 + 20, 2, 111);			/* no directories */
	expect(8192, PE_E_KIND);
	set_up(state);
	put(64 + 6, 2, 0);
	expect(8192, PE_E_SECTIONS);
	put(64 + 6, 2, PE_SECTIONS_MAX + 1);
	expect(8192, PE_E_SECTIONS);
	put(64 + 6, 2, PE_SECTIONS_MAX);
	put(64 + 20, 2, 0xffff);
	expect(8192, PE_E_CUT);
}

/* Without the directory of signatures there is none. */
static void test_few_directories(void **state)
{
	struct pe pe;

	(void)state;
	put(64 + 24 + 144, 4, 4096);
	put(64 + 24 + 148, 4, 8);
	assert_int_equal(read_size(8192, &pe), PE_OK);
	assert_int_equal(pe.signature, 4096);
	assert_int_equal(pe.signature_size, 8);
	put(64 + 24 + 108, 4, 4);
	assert_int_equal(read_size(8192, &pe), PE_OK);
	assert_int_equal(pe.signature, 0);
	assert_int_equal(pe.signature_size, 0);
}

static void test_check(void **state)
{
	static const size_t size = 0x2200000;
	struct pe pe = linux_pe;

	(void)state;
	assert_int_equal(pe_check(&pe, size), PE_OK);
	assert_int_equal(pe_check(&pe, size - 1), PE_E_END);
	assert_int_equal(pe_check(&pe, size + 1), PE_E_END);
	pe.headers -= 512;
	assert_int_equal(pe_check(&pe, size), PE_E_GAP);
	pe.headers += 1024;
	assert_int_equal(pe_check(&pe, size), PE_E_OVERLAP);
	pe = linux_pe;
	pe.sections[0].bytes--;
	assert_int_equal(pe_check(&pe, size), PE_E_GAP);
	pe.sections[0].bytes = UINT32_MAX;
	pe.sections[1].bytes = UINT32_MAX;
	assert_int_equal(pe_check(&pe, size), PE_E_OVERLAP);
	pe = linux_pe;
	pe.signature = (uint32_t)size;
	pe.signature_size = 1800;
	assert_int_equal(pe_check(&pe, size + 1800), PE_OK);
	assert_int_equal(pe_check(&pe, size + 1801), PE_E_SIGNATURE);
	assert_int_equal(pe_check(&pe, size + 1799), PE_E_SIGNATURE);
	pe.signature += 8;
	assert_int_equal(pe_check(&pe, size + 1808), PE_E_END);
	pe.signature = 64;
	assert_int_equal(pe_check(&pe, 64 + 1800), PE_E_SIGNATURE);
	pe.signature = UINT32_MAX;
	pe.signature_size = UINT32_MAX;
	assert_int_equal(pe_check(&pe, size), PE_E_SIGNATURE);
}

static void test_flat(void **state)
{
	static const size_t size = 0x2200000;
	struct pe pe = linux_pe;

	(void)state;
	assert_true(pe_is_flat(&pe, size));
	assert_true(pe_is_flat(&pe, size + 1));
	assert_false(pe_is_flat(&pe, size - 1));
	pe.sections[1].address += 0x10000;
	assert_false(pe_is_flat(&pe, size));
	pe = linux_pe;
	pe.sections[0].flags = 0xc0000040;
	assert_false(pe_is_flat(&pe, size));
	pe = linux_pe;
	pe.entry = 0xffff;
	assert_false(pe_is_flat(&pe, size));
	pe.entry = 0x10000;
	assert_true(pe_is_flat(&pe, size));
	pe.entry = 0x2000000;
	assert_false(pe_is_flat(&pe, size));
	pe = linux_pe;
	pe.sections[0].bytes++;
	assert_false(pe_is_flat(&pe, size));
}

/* The head of a wrapped Image, from the file's first byte. */
static const uint8_t *make_head(uint64_t text_offset,
				const struct pe *payload,
				struct image_layout *ret_layout)
{
	static uint8_t head[WRAPPED_HEAD_SIZE];
	struct image image = { .text_offset = text_offset,
			       .size = 40 * MIB, .flags = 0xa,
			       .is_efi = payload };
	uint8_t segment[64] = { 0 };

	if (payload)
		image.pe = *payload;
	segment[8 + 10] = EFI & 0xff;
	segment[8 + 11] = EFI >> 8;
	memset(head, 0xa5, sizeof(head));
	assert_int_equal(image_lay_out(&image, 0x2200000, STAGE, ret_layout),
			 IMAGE_OK);
	wrapped_head(ret_layout, &image, segment, "1.2.3", head);
	return head;
}

static void test_head(void **state)
{
	struct image_layout layout;
	const uint8_t *head = make_head(0, &linux_pe, &layout);
	const uint8_t *opt = head + 0x58;
	const uint8_t *section = head + 0xf8;

	(void)state;
	assert_int_equal(get(head, 4), 0xfa405a4d);
	assert_int_equal(get(head + 0x3c, 4), 0x40);
	assert_memory_equal(head + 0x40, "PE\0\0", 4);
	assert_int_equal(get(head + 0x44, 2), 0xaa64);
	assert_int_equal(get(head + 0x46, 2), 3);
	assert_int_equal(get(head + 0x54, 2), 160);
	assert_int_equal(get(head + 0x56, 2), 0x206);

	assert_int_equal(get(opt, 2), 0x20b);
	assert_int_equal(get(opt + 4, 4), 2 * MIB + 0x2000000 - 0x10000);
	assert_int_equal(get(opt + 8, 4), 0x200000 + 512);
	assert_int_equal(get(opt + 16, 4), 0x10000 + EFI);
	assert_int_equal(get(opt + 20, 4), 0x10000);
	assert_int_equal(get(opt + 24, 8), 0);
	assert_int_equal(get(opt + 32, 4), 0x10000);
	assert_int_equal(get(opt + 36, 4), 0x200);
	assert_int_equal(get(opt + 44, 2), 3);	/* what systemd-boot wants */
	assert_int_equal(get(opt + 46, 2), 0);
	assert_int_equal(get(opt + 56, 4), layout.size + 0x10000);
	assert_int_equal(get(opt + 60, 4), 0x10000);
	assert_int_equal(get(opt + 64, 4), 0);
	assert_int_equal(get(opt + 68, 2), 10);
	assert_int_equal(get(opt + 70, 2), 0x100);
	assert_int_equal(get(opt + 108, 4), 6);
	assert_int_equal(get(opt + 144, 8), 0);

	assert_string_equal((const char *)section, ".text");
	assert_int_equal(get(section + 8, 4), 2 * MIB + 0x1ff0000);
	assert_int_equal(get(section + 12, 4), 0x10000);
	assert_int_equal(get(section + 16, 4), 2 * MIB + 0x1ff0000);
	assert_int_equal(get(section + 20, 4), 0x10000);
	assert_int_equal(get(section + 36, 4), 0x60000020);
	section += 40;
	assert_string_equal((const char *)section, ".data");
	assert_int_equal(get(section + 8, 4),
			 layout.size - 2 * MIB - 0x2000000);
	assert_int_equal(get(section + 12, 4), 2 * MIB + 0x2000000);
	assert_int_equal(get(section + 16, 4), 0x200000);
	assert_int_equal(get(section + 20, 4), 2 * MIB + 0x2000000);
	assert_int_equal(get(section + 36, 4), 0xc0000040);
	section += 40;
	assert_string_equal((const char *)section, ".sbat");
	assert_int_equal(get(section + 12, 4), layout.size);
	assert_int_equal(get(section + 16, 4), 512);
	assert_int_equal(get(section + 20, 4), layout.tail_offset);
	assert_int_equal(get(section + 36, 4), 0x40000040);
}

/* pe_check() of what was made, and of what signs it. */
static void test_head_is_whole(void **state)
{
	struct image_layout layout;
	const uint8_t *head = make_head(0x80000, &linux_pe, &layout);
	struct pe pe;

	(void)state;
	assert_int_equal(pe_read(head, WRAPPED_HEAD_SIZE, &pe), PE_OK);
	assert_int_equal(pe_check(&pe, layout.tail_offset + 512), PE_OK);
	assert_true(pe_is_flat(&pe, layout.tail_offset + 512) ==
		    (pe.sections[2].address == pe.sections[2].offset));
	assert_int_equal(layout.payload_offset, 2 * MIB + 0x80000);
	assert_int_equal(pe.sections[1].address, 2 * MIB + 0x2080000);
}

/* No entry point to go on to: the stage's next word says so. */
static void refuses(uint64_t text_offset, const struct pe *payload)
{
	struct image_layout layout;
	const uint8_t *head = make_head(text_offset, payload, &layout);

	assert_int_equal(get(head + 0x58 + 16, 4), 0x10000 + EFI + 4);
	assert_int_equal(get(head + 0x46, 2), 2);
	assert_int_equal(get(head + 0xf8 + 20, 4), 0x10000);
	assert_int_equal(get(head + 0xf8 + 16, 4),
			 layout.tail_offset - 0x10000);
	assert_int_equal(get(head + 0xf8 + 8, 4), layout.size - 0x10000);
	assert_int_equal(get(head + 0x400 + 16, 4), 0);
}

static void test_payload_is_no_efi_program(void **state)
{
	struct pe pe = linux_pe;

	(void)state;
	refuses(0, NULL);
	pe.alignment = 0x20000;
	refuses(0, &pe);
	pe.alignment = 0x800;
	refuses(0, &pe);
	pe.alignment = 0x3000;
	refuses(0, &pe);
	pe.alignment = 0;
	refuses(0, &pe);
	refuses(0x8000, &linux_pe);
	pe = linux_pe;
	pe.count = PE_SECTIONS_MAX;
	refuses(0, &pe);
}

static void test_note(void **state)
{
	struct image_layout layout;
	const uint8_t *note = make_head(0, &linux_pe, &layout) + 0x400;
	uint8_t head[WRAPPED_HEAD_SIZE];
	uint8_t segment[64] = { 0 };

	(void)state;
	assert_memory_equal(note, "SMMUWRAP", 8);
	assert_int_equal(get(note + 8, 8), 0x2200000);
	assert_int_equal(get(note + 16, 4), WRAPPED_EFI);
	assert_string_equal((const char *)note + 24, "1.2.3");

	assert_int_equal(image_lay_out_raw(2 * MIB, 777, 0, STAGE,
					   &layout),
			 IMAGE_OK);
	wrapped_head(&layout, NULL, segment, "1.2.3", head);
	assert_int_equal(get(head + 0x400 + 8, 8), 777);
	assert_int_equal(get(head + 0x400 + 16, 4), WRAPPED_RAW);

	/* Too large for a PE header: only an Image, as before. */
	layout.has_pe = false;
	wrapped_head(&layout, NULL, segment, "1.2.3", head);
	assert_int_equal(get(head + 0x3c, 4), 0);
	assert_int_equal(get(head + 0x40, 8), 0);
	assert_int_equal(get(head + 0x400 + 8, 8), 777);
}

static void test_tail(void **state)
{
	static const char want[] =
		"sbat,1,SBAT Version,sbat,1,"
		"https://github.com/rhboot/shim/blob/main/SBAT.md\n"
		"kexec-smmu,1,kexec-smmu,kexec-smmu,1.2.3,kexec-smmu-wrap(1)\n";
	uint8_t tail[IMAGE_TAIL_SIZE];

	(void)state;
	memset(tail, 0xa5, sizeof(tail));
	wrapped_tail("1.2.3", tail);
	assert_string_equal((const char *)tail, want);
	assert_int_equal(get(tail + 504, 8), 0);
}

static void test_errors(void **state)
{
	int error;

	(void)state;
	for (error = PE_OK; error >= PE_E_SIGNATURE; error--)
		assert_string_not_equal(pe_strerror(error), "unknown error");
	assert_string_equal(pe_strerror(PE_E_SIGNATURE - 1), "unknown error");
	assert_string_equal(pe_strerror(1), "unknown error");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_what_is_written_is_read),
		TEST(test_other_kinds),
		TEST(test_few_directories),
		TEST(test_check),
		TEST(test_flat),
		TEST(test_head),
		TEST(test_head_is_whole),
		TEST(test_payload_is_no_efi_program),
		TEST(test_note),
		TEST(test_tail),
		TEST(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
