/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * EFI's memory map and its system table, as the EFI stub of a kernel left their
 * addresses in /chosen (UEFI 2.10, chapters 4 and 7). The map says what may be
 * read; it alone is read on the tree's word.
 */
#ifndef FINDER_EFI_H
#define FINDER_EFI_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/devices.h"
#include "finder/found.h"
#include "finder/memory.h"

struct efi {
	struct memory *memory;
	uint64_t map;
	uint64_t count, step;
	uint64_t start, size;	/* what was last found to hold tables */
};

/* Returns false where there is no map that could be one. */
bool efi_open(struct efi *efi, struct memory *memory,
	      const struct devices *devices);

/*
 * Is all of it in memory that the map sets aside for firmware's tables? If so
 * it may be read: it is clean.
 */
bool efi_holds(struct efi *efi, uint64_t at, uint64_t size);

/*
 * The address of ACPI's RSDP, by the system table at that address. Returns
 * whether there is one.
 */
bool efi_rsdp(struct efi *efi, uint64_t table, uint64_t *ret_rsdp);

/* found is finished: none of it is in what the map calls RAM. */
bool efi_check_ram(struct efi *efi, struct found *found);

#endif
