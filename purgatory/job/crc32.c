/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "job/crc32.h"

#include "io.h"

#define NIBBLE	0xfu

/* The remainder after a given nibble and four zero bits. */
static const uint32_t nibble_table[NIBBLE + 1] = {
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
	0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

typedef uint64_t __attribute__((may_alias)) word;

uint32_t crc32_update(uint32_t crc, const uint8_t *bytes, size_t size)
{
	const uint8_t *end = bytes + size;

	crc = ~crc;
	/* With the MMU off all accesses are aligned. */
	if (io_has_crc32() && (uintptr_t)bytes % sizeof(word) == 0) {
		for (; end - bytes >= (ptrdiff_t)sizeof(word);
		     bytes += sizeof(word))
			crc = io_crc32x(crc,
					*(const word *)(const void *)bytes);
	}
	for (; bytes < end; bytes++) {
		crc ^= *bytes;
		crc = (crc >> 4) ^ nibble_table[crc & NIBBLE];
		crc = (crc >> 4) ^ nibble_table[crc & NIBBLE];
	}
	return ~crc;
}
