/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * EFI's memory map and its system table, whose addresses the EFI stub of a
 * kernel left in /chosen (UEFI 2.10, chapters 4 and 7). The map says what may
 * be read; only the map itself is read because the tree says so.
 */
#ifndef FINDER_EFI_H
#define FINDER_EFI_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/state.h"

/* Fails where there is no map that could be one. */
void efi_open(void);

/*
 * Fails unless all of it is in memory that the map sets aside for firmware's
 * tables. Then it may be read: it is clean.
 */
void efi_take(uint64_t at, uint64_t size);

/* The address of ACPI's RSDP, by the system table at that address. */
uint64_t efi_rsdp(uint64_t table);

/* The list is finished: none of it is in what the map calls RAM. */
void efi_check_ram(void);

#endif
