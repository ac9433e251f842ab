/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/crc32.h"

#define POLYNOMIAL	UINT32_C(0xedb88320)	/* the lowest first */

uint32_t image_crc32(uint32_t crc, const uint8_t *bytes, size_t size)
{
	int bit;

	crc = ~crc;
	while (size--) {
		crc ^= *bytes++;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
	}
	return ~crc;
}
