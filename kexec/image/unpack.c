/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/unpack.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/image.h"
#include "util/little-endian.h"
#include "util/macros.h"

#define CHUNK		(1u << 20)

/* zlib: the largest window, and gzip's header alone. */
#define GZIP_WINDOW	(15 + 16)

/* The header of a zboot image, by its offsets. */
#define ZBOOT_MAGIC		4u
#define ZBOOT_OFFSET		8u
#define ZBOOT_SIZE		12u
#define ZBOOT_COMPRESSION	24u
#define ZBOOT_COMPRESSION_SIZE	32u
#define ZBOOT_HEADER_SIZE	64u

struct growing {
	uint8_t *bytes;
	size_t size;
	size_t room;
};

static bool is_gzip(const uint8_t *bytes, size_t size)
{
	return size >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

static int grow(struct growing *out, struct message *why)
{
	size_t room = out->room * 2 + CHUNK;
	uint8_t *bytes;

	if (out->size < out->room)
		return 0;
	if (out->size > IMAGE_BYTES_MAX)
		return message_set(why, "more than %u MiB when unpacked",
				   (unsigned int)(IMAGE_BYTES_MAX >> 20));
	/* One byte more tells what is too large. */
	if (room > IMAGE_BYTES_MAX)
		room = IMAGE_BYTES_MAX + 1;
	bytes = realloc(out->bytes, room);
	if (!bytes)
		return message_oom(why);
	out->bytes = bytes;
	out->room = room;
	return 0;
}

static int inflate_all(z_stream *stream, struct growing *out,
		       struct message *why)
{
	int result;

	for (;;) {
		size_t room;

		if (grow(out, why) < 0)
			return -1;
		room = out->room - out->size;
		if (room > CHUNK)
			room = CHUNK;
		stream->next_out = out->bytes + out->size;
		stream->avail_out = (uInt)room;
		result = inflate(stream, Z_NO_FLUSH);
		out->size += room - stream->avail_out;
		if (result == Z_OK)
			continue;
		if (result != Z_STREAM_END)
			break;
		/* A gzip file may go on with a next member. */
		if (!is_gzip(stream->next_in, stream->avail_in))
			return 0;
		inflateReset(stream);
	}
	if (result == Z_BUF_ERROR)
		return message_set(why, "truncated: its gzip data has no end");
	return message_set(why, "its gzip data is corrupt: %s",
			   stream->msg ? stream->msg : zError(result));
}

static int gunzip(const uint8_t *bytes, size_t size,
		  struct unpacked *ret_unpacked, struct message *why)
{
	z_stream stream = { .next_in = (uint8_t *)(uintptr_t)bytes,
			    .avail_in = (uInt)size };
	struct growing out = { 0 };
	int result;

	if (size > IMAGE_BYTES_MAX || inflateInit2(&stream, GZIP_WINDOW))
		return message_set(why, "cannot be unpacked");
	result = inflate_all(&stream, &out, why);
	inflateEnd(&stream);
	if (result < 0) {
		free(out.bytes);
		return -1;
	}
	*ret_unpacked = (struct unpacked){ .bytes = out.bytes,
					   .size = out.size,
					   .owned = out.bytes };
	return 0;
}

/* What only other programs unpack; words of Linux's Makefile.zboot. */
static int zboot_command(const char *compression, size_t offset, size_t size,
			 struct message *why)
{
	static const struct {
		const char *word;
		const char *command;
	} programs[] = {
		{ "zstd", "zstd -dc" }, { "xz", "xz -dc" },
		{ "lzma", "xz -F lzma -dc" }, { "lz4", "lz4 -dc" },
		{ "lzo", "lzop -dc" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(programs); i++)
		if (strncmp(compression, programs[i].word,
			    strlen(programs[i].word)) == 0)
			return message_set(why, "an EFI zboot image compressed with %.*s; to extract the Image: tail -c +%zu FILE | head -c %zu | %s >Image",
					   (int)ZBOOT_COMPRESSION_SIZE,
					   compression, offset + 1, size,
					   programs[i].command);
	return message_set(why, "an EFI zboot image compressed with %.*s: only gzip is supported, so unpack its kernel first",
			   (int)ZBOOT_COMPRESSION_SIZE, compression);
}

int unpack(const uint8_t *bytes, size_t size, bool zboot,
	   struct unpacked *ret_unpacked, struct message *why)
{
	size_t offset, length;

	if (is_gzip(bytes, size))
		return gunzip(bytes, size, ret_unpacked, why);
	if (!zboot || size < ZBOOT_HEADER_SIZE || memcmp(bytes, "MZ", 2) != 0 ||
	    memcmp(bytes + ZBOOT_MAGIC, "zimg", 4) != 0) {
		*ret_unpacked = (struct unpacked){ .bytes = bytes,
						   .size = size };
		return 0;
	}
	offset = le32_ld(bytes + ZBOOT_OFFSET);
	length = le32_ld(bytes + ZBOOT_SIZE);
	if (offset > size || length > size - offset)
		return message_set(why, "a truncated EFI zboot image");
	if (memcmp(bytes + ZBOOT_COMPRESSION, "gzip", 5) != 0)
		return zboot_command((const char *)bytes + ZBOOT_COMPRESSION,
				     offset, length, why);
	if (!is_gzip(bytes + offset, length))
		return message_set(why, "an EFI zboot image without gzip data");
	return gunzip(bytes + offset, length, ret_unpacked, why);
}

void unpack_clear(struct unpacked *unpacked)
{
	free(unpacked->owned);
	memset(unpacked, 0, sizeof(*unpacked));
}
