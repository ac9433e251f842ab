/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/memory.h"

#include "io.h"

bool memory_fail(struct memory *memory, enum memory_failure failure)
{
	if (!memory->failure)
		memory->failure = (uint8_t)failure;
	return false;
}

static bool pay(struct memory *memory)
{
	if (!memory->reads)
		return memory_fail(memory, MEMORY_TOO_LONG);
	memory->reads--;
	return true;
}

uint32_t memory_load8(struct memory *memory, uint64_t at)
{
	return pay(memory) ? io_read8(at) : 0;
}

uint32_t memory_load32(struct memory *memory, uint64_t at)
{
	unsigned int shift = 8 * (at & 3);
	uint32_t value;

	if (!pay(memory))
		return 0;
	at -= at & 3;
	value = io_read32(at);
	/* A second read, of what is not where it should be. */
	if (shift && pay(memory))
		value = value >> shift | io_read32(at + 4) << (32 - shift);
	return value;
}

uint64_t memory_load64(struct memory *memory, uint64_t at)
{
	if (!(at & 7))
		return pay(memory) ? io_read64(at) : 0;
	return memory_load32(memory, at) |
	       (uint64_t)memory_load32(memory, at + 4) << 32;
}

bool memory_meets(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a_size && b_size && (a - b < b_size || b - a < a_size);
}
