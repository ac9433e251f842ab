/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "job/cache.h"

#include "io.h"
#include "job/field.h"

/* CTR_EL0: log2 of the words of the smallest data cache line. */
#define CTR_DminLine	GENMASK(19, 16)

void cache_invalidate(uint64_t address, uint64_t size, bool drop)
{
	uint64_t line = UINT64_C(4) << FIELD_GET(CTR_DminLine, io_cache_type());
	uint64_t end = address + size;

	for (address &= -line; address < end; address += line)
		io_cache_invalidate(address, drop);
	io_barrier();
}
