/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Payloads packed here by zlib: whole, truncated at each byte, and corrupt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/unpack.h"

#define PLAIN_SIZE	(3u << 20)	/* more than grows at once */

static uint8_t plain[PLAIN_SIZE];

struct packed {
	uint8_t bytes[65536];
	size_t size;
};

static void pack(struct packed *packed, const uint8_t *from, size_t size)
{
	z_stream stream = { .next_in = (uint8_t *)(uintptr_t)from,
			    .avail_in = (uInt)size };

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_out = packed->bytes + packed->size;
	stream.avail_out = (uInt)(sizeof(packed->bytes) - packed->size);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	packed->size = sizeof(packed->bytes) - stream.avail_out;
	deflateEnd(&stream);
}

static int set_up(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < PLAIN_SIZE; i++)
		plain[i] = (uint8_t)(i >> 12);
	return 0;
}

/* From an exactly sized block. An empty text of why: no error. */
static void try(const uint8_t *bytes, size_t size, bool zboot,
		struct unpacked *ret_unpacked, struct message *why)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct unpacked unpacked = { .size = 123 };

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	why->text[0] = '\0';
	if (unpack(copy, size, zboot, &unpacked, why) < 0) {
		assert_int_equal(unpacked.size, 123);
		assert_string_not_equal(why->text, "");
	} else if (!unpacked.owned) {
		assert_ptr_equal(unpacked.bytes, copy);
		unpacked.bytes = bytes;
	}
	free(copy);
	*ret_unpacked = unpacked;
}

static void good(const uint8_t *bytes, size_t size, bool zboot,
		 size_t wanted)
{
	struct unpacked unpacked;
	struct message why;

	try(bytes, size, zboot, &unpacked, &why);
	assert_string_equal(why.text, "");
	assert_int_equal(unpacked.size, wanted);
	assert_memory_equal(unpacked.bytes, plain, wanted);
	unpack_clear(&unpacked);
}

static void bad(const uint8_t *bytes, size_t size, bool zboot,
		const char *text)
{
	struct unpacked unpacked;
	struct message why;

	try(bytes, size, zboot, &unpacked, &why);
	if (!why.text[0] || !strstr(why.text, text))
		fail_msg("\"%s\" without \"%s\"", why.text, text);
}

static void test_plain(void **state)
{
	(void)state;
	good(plain, 4096, true, 4096);
	good(plain, 0, true, 0);
	good(plain, 1, false, 1);
}

static void test_gzip(void **state)
{
	struct packed packed = { .size = 0 };

	(void)state;
	pack(&packed, plain, PLAIN_SIZE);
	good(packed.bytes, packed.size, true, PLAIN_SIZE);
	good(packed.bytes, packed.size, false, PLAIN_SIZE);
	/* Padding, as on a block device. */
	memset(packed.bytes + packed.size, 0, 512);
	good(packed.bytes, packed.size + 512, true, PLAIN_SIZE);
}

static void test_members(void **state)
{
	struct packed packed = { .size = 0 };

	(void)state;
	pack(&packed, plain, 100000);
	pack(&packed, plain + 100000, 200000);
	good(packed.bytes, packed.size, true, 300000);
}

/* 64 MiB of zeros, repeatedly: at most 1 GiB is accepted. */
static void test_bomb(void **state)
{
	static uint8_t zeros[1u << 20];
	struct packed bomb = { .size = 0 };
	z_stream stream = { .next_in = NULL };
	struct unpacked unpacked;
	struct message why;
	uint8_t *file;
	size_t i;

	(void)state;
	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_out = bomb.bytes;
	stream.avail_out = sizeof(bomb.bytes);
	/* The best possible ratio: 1,032 to 1. */
	for (i = 0; i < 60; i++) {
		stream.next_in = zeros;
		stream.avail_in = sizeof(zeros);
		assert_int_equal(deflate(&stream, i < 59 ? Z_NO_FLUSH :
					 Z_FINISH), i < 59 ? Z_OK :
					 Z_STREAM_END);
	}
	bomb.size = sizeof(bomb.bytes) - stream.avail_out;
	deflateEnd(&stream);
	file = malloc(18 * bomb.size);
	assert_non_null(file);
	for (i = 0; i < 18; i++)
		memcpy(file + i * bomb.size, bomb.bytes, bomb.size);
	try(file, 17 * bomb.size, true, &unpacked, &why);
	assert_string_equal(why.text, "");
	assert_int_equal(unpacked.size, (size_t)17 * 60 << 20);
	unpack_clear(&unpacked);
	bad(file, 18 * bomb.size, true, "more than 1024 MiB when unpacked");
	free(file);
}

static void test_cut_off(void **state)
{
	struct packed packed = { .size = 0 };
	size_t size;

	(void)state;
	pack(&packed, plain, 300);
	for (size = 2; size < packed.size; size++)
		bad(packed.bytes, size, true, "truncated");
}

/* Every bit except in the header; up to 7 bits of the data are padding. */
static void test_damaged(void **state)
{
	struct packed packed = { .size = 0 };
	struct unpacked unpacked;
	struct message why;
	size_t padding = 0;
	size_t at;

	(void)state;
	pack(&packed, plain, 300);
	for (at = 10 * 8; at < packed.size * 8; at++) {
		packed.bytes[at / 8] ^= (uint8_t)(1 << at % 8);
		try(packed.bytes, packed.size, true, &unpacked, &why);
		packed.bytes[at / 8] ^= (uint8_t)(1 << at % 8);
		if (why.text[0])
			continue;
		padding++;
		assert_int_equal(unpacked.size, 300);
		assert_memory_equal(unpacked.bytes, plain, 300);
		unpack_clear(&unpacked);
	}
	assert_true(padding < 8);
	good(packed.bytes, packed.size, true, 300);
}

static void put32(uint8_t *at, uint32_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void make_zboot(struct packed *packed, const char *kind)
{
	memset(packed, 0, sizeof(*packed));
	packed->size = 512;
	pack(packed, plain, 5000);
	memcpy(packed->bytes, "MZ\0\0zimg", 8);
	put32(packed->bytes + 8, 512);
	put32(packed->bytes + 12, (uint32_t)packed->size - 512);
	memcpy(packed->bytes + 24, kind, strlen(kind));
}

static void test_zboot(void **state)
{
	struct unpacked unpacked;
	struct packed packed;
	struct message why;

	(void)state;
	make_zboot(&packed, "gzip");
	good(packed.bytes, packed.size, true, 5000);
	good(packed.bytes, packed.size + 1000, true, 5000);
	/* Raw means raw. */
	try(packed.bytes, packed.size, false, &unpacked, &why);
	assert_ptr_equal(unpacked.bytes, packed.bytes);
	assert_int_equal(unpacked.size, packed.size);

	bad(packed.bytes, packed.size - 1, true, "truncated");
	bad(packed.bytes, 64, true, "truncated");
	put32(packed.bytes + 8, 0xffffffff);
	bad(packed.bytes, packed.size, true, "truncated");
	put32(packed.bytes + 8, 512);
	put32(packed.bytes + 12, 0xffffffff);
	bad(packed.bytes, packed.size, true, "truncated");
	put32(packed.bytes + 12, 40);
	bad(packed.bytes, packed.size, true, "has no end");
	put32(packed.bytes + 12, 1);
	bad(packed.bytes, packed.size, true, "without gzip data");
	put32(packed.bytes + 8, 400);
	bad(packed.bytes, packed.size, true, "without gzip data");
}

static void test_zboot_kinds(void **state)
{
	struct packed packed;

	(void)state;
	make_zboot(&packed, "zstd22");
	bad(packed.bytes, packed.size, true,
	    "with zstd22; to extract the Image: tail -c +513 FILE | head -c ");
	bad(packed.bytes, packed.size, true, " | zstd -dc >Image");
	make_zboot(&packed, "xzkern");
	bad(packed.bytes, packed.size, true, " | xz -dc >Image");
	make_zboot(&packed, "lzma");
	bad(packed.bytes, packed.size, true, " | xz -F lzma -dc >Image");
	/* No command is suggested if the file is empty. */
	put32(packed.bytes + 8, 0xffffffff);
	bad(packed.bytes, packed.size, true, "truncated");
	make_zboot(&packed, "gzipper");
	bad(packed.bytes, packed.size, true, "with gzipper: only gzip");
	memset(packed.bytes + 24, 'x', 40);
	bad(packed.bytes, packed.size, true, "xxxxx: only gzip");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_zboot),
		cmocka_unit_test(test_zboot_kinds),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
