/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "job/crc32.h"

#include "io.h"

#define POLYNOMIAL	UINT32_C(0xedb88320)	/* reflected */

typedef uint64_t __attribute__((may_alias)) word;

uint32_t crc32_update(uint32_t crc, const uint8_t *bytes, size_t size)
{
	const uint8_t *end = bytes + size;
	unsigned int bit;

	crc = ~crc;
	/* With the MMU off all accesses are aligned. */
	if (io_has_crc32() && (uintptr_t)bytes % sizeof(word) == 0) {
		for (; end - bytes >= (ptrdiff_t)sizeof(word);
		     bytes += sizeof(word))
			crc = io_crc32x(crc,
					*(const word *)(const void *)bytes);
	}
	/* A bit at a time: a table would be larger than the loop. */
	for (; bytes < end; bytes++) {
		crc ^= *bytes;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (POLYNOMIAL & -(crc & 1));
	}
	return ~crc;
}
