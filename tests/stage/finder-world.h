/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that was started by EFI firmware with ACPI: a tree with nothing but
 * /chosen, EFI's memory map and system table, and ACPI's tables around an IORT.
 * Numbers are those of the specifications: nothing is shared with the finder.
 */
#ifndef STAGE_FINDER_WORLD_H
#define STAGE_FINDER_WORLD_H

#include <stddef.h>
#include <stdint.h>

/* Where all of it is: physical addresses. */
#define FINDER_WORLD_TREE	UINT64_C(0x48000000)
#define FINDER_WORLD_MAP	UINT64_C(0x4a000118)
#define FINDER_WORLD_RUNTIME	UINT64_C(0x7ff00000)
#define FINDER_WORLD_ACPI	UINT64_C(0x7fe00000)
#define FINDER_WORLD_UART	UINT64_C(0x9000000)
/* Where SetVirtualAddressMap() has put the runtime services. */
#define FINDER_WORLD_VIRTUAL	UINT64_C(0x20100000)

/* In the runtime services' memory. */
#define FINDER_WORLD_SYSTEM	0x18u
#define FINDER_WORLD_CONFIG	0x208u
/* In ACPI's. */
#define FINDER_WORLD_RSDP	0x0u
#define FINDER_WORLD_XSDT	0x44u
#define FINDER_WORLD_FADT	0x100u
#define FINDER_WORLD_SPCR	0x240u
#define FINDER_WORLD_IORT	0x400u

#define FINDER_WORLD_SPCR_SIZE	80u

#define FINDER_WORLD_RUNTIME_SIZE 0x1000u
#define FINDER_WORLD_ACPI_SIZE	0x40000u
#define FINDER_WORLD_STEP	0x30u
#define FINDER_WORLD_DESCRIPTORS 100u
#define FINDER_WORLD_MAP_SIZE 	(FINDER_WORLD_DESCRIPTORS * FINDER_WORLD_STEP)

/* The last four descriptors of the map, by what they are of. */
#define FINDER_WORLD_AT(n) 	((FINDER_WORLD_DESCRIPTORS - 4 + (n)) * FINDER_WORLD_STEP)
#define FINDER_WORLD_AT_LOADER	FINDER_WORLD_AT(0u)
#define FINDER_WORLD_AT_ACPI	FINDER_WORLD_AT(1u)
#define FINDER_WORLD_AT_RUNTIME	FINDER_WORLD_AT(2u)
#define FINDER_WORLD_AT_MMIO	FINDER_WORLD_AT(3u)

struct finder_world {
	uint8_t *tree;		/* owned */
	size_t tree_size;
	uint8_t map[FINDER_WORLD_MAP_SIZE];
	uint8_t runtime[FINDER_WORLD_RUNTIME_SIZE];
	uint8_t acpi[FINDER_WORLD_ACPI_SIZE];
};

/*
 * Make one with this IORT, or without: NULL. Its parts may be changed; the sums
 * are set anew by the second.
 */
void finder_world_make(struct finder_world *world, const void *iort,
		       size_t iort_size);
void finder_world_sum(struct finder_world *world);
void finder_world_clear(struct finder_world *world);

#endif
