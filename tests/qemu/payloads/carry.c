// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes what is no arm64 Image, and follows CARRIED bytes behind this one's start,
 * to where kexec puts an Image; and copies the device tree to the start of memory,
 * where U-Boot looks for it on this machine.
 */
#include "bare.h"

#define CARRIED		0x10000
#define MEMORY		0x40000000ul
#define TOTALSIZE	4	/* of a tree's header, big-endian */

/* Hidden: its address comes from no table. */
extern const char _start[] __attribute__((visibility("hidden")));

void bare_payload(uint64_t x0, uint64_t daif)
{
	void (*carried)(uint64_t, uint64_t, uint64_t, uint64_t) =
		(void (*)(uint64_t, uint64_t, uint64_t, uint64_t))
		(_start + CARRIED);
	uint32_t size = __builtin_bswap32(bare_read32(x0 + TOTALSIZE));

	(void)daif;
	for (uint32_t i = 0; i < size; i += 4)
		bare_write32(MEMORY + i, bare_read32(x0 + i));
	carried(MEMORY, 0, 0, 0);
}
