/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/memory.h"

#include "io.h"

void memory_fail(enum finder_failure failure)
{
	finder.failure = (uint8_t)failure;
	io_stop();
}

void memory_malformed(void)
{
	memory_fail(finder.reading);
}

static void pay(void)
{
	if (!finder.reads--)
		memory_fail(FINDER_TOO_LONG);
}

uint32_t memory_load32(uint64_t at)
{
	unsigned int shift = 8 * (at & 3);
	uint32_t value;

	pay();
	at -= at & 3;
	value = io_read32(at);
	/* A second read, of what is not where it should be. */
	if (shift)
		value = value >> shift | io_read32(at + 4) << (32 - shift);
	return value;
}

uint64_t memory_load64(uint64_t at)
{
	uint64_t low = memory_load32(at);

	return low | (uint64_t)memory_load32(at + 4) << 32;
}

unsigned int memory_is(uint64_t at, uint32_t size, const char *text)
{
	pay();
	for (; *text != '*'; text++, at++, size--) {
		uint32_t c = size ? io_read8(at) : '\0';

		if (c != (uint8_t)*text)
			return 0;
		if (!c)
			break;
	}
	return 1;
}
