/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "io.h"

/* Bit by bit, as the Arm ARM has it. */
uint32_t io_crc32x(uint32_t remainder, uint64_t bytes)
{
	uint64_t value = bytes ^ remainder;
	int i;

	for (i = 0; i < 64; i++)
		value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
	return (uint32_t)value;
}
