/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/efi.h"

#include "finder/devices.h"
#include "finder/found.h"
#include "finder/memory.h"
#include "job/cache.h"
#include "job/crc32.h"

/* 7.2.3: a descriptor's offsets, types, attributes. */
#define AT_TYPE		0u
#define AT_PHYSICAL	8u
#define AT_VIRTUAL	16u
#define AT_PAGES	24u
#define AT_ATTRIBUTE	32u
#define DESCRIPTOR_SIZE	40u
#define RUNTIME		(UINT64_C(1) << 63)
#define PAGE_SHIFT	12

/* Maps are of some KiB; cleaning this much takes a moment. */
#define MAP_SIZE_MAX	0x100000u

/*
 * Bits of types. Tables: runtime services' code and data, ACPI's two. RAM: all
 * but reserved, unusable, MMIO, ports, PAL code; the rest is unknown.
 */
#define TYPES_TABLES	(1u << 5 | 1u << 6 | 1u << 9 | 1u << 10)
#define TYPES_RAM	(0x6feu | 1u << 14 | 1u << 15)

/* 4.3: the system table. Its fields end in these two. */
#define SYSTEM_SIZE	120u
#define SYSTEM_AT_SIZE	12u
#define SYSTEM_AT_CRC	16u
#define SYSTEM_AT_COUNT	104u
#define SYSTEM_AT_TABLES 112u
#define SYSTEM_SIGNATURE UINT64_C(0x5453595320494249)	/* "IBI SYST" */

/* 4.6: a GUID, and an address. */
#define TABLE_SIZE	24u
#define TABLE_AT_ADDRESS 16u
#define TABLES_MAX	256u
/* 8868e871-e4f1-11d3-bc22-0080c73c8881 */
#define ACPI_GUID_LOW	UINT64_C(0x11d3e4f18868e871)
#define ACPI_GUID_HIGH	UINT64_C(0x81883cc7800022bc)

/* Is a descriptor one of these types? */
static bool is_of(uint64_t descriptor, uint32_t types)
{
	uint32_t type = memory_load32(descriptor + AT_TYPE);

	return type < 32 && types >> type & 1;
}

/* Bytes from finder.range on; one that wraps around has none. */
static uint64_t size_of(uint64_t descriptor)
{
	uint64_t pages = memory_load64(descriptor + AT_PAGES);
	uint64_t size = pages << PAGE_SHIFT;

	finder.range = memory_load64(descriptor + AT_PHYSICAL);
	return pages >> (64 - PAGE_SHIFT) || -size < finder.range ? 0 : size;
}

/* All of it has to lie in memory of one descriptor of these types. */
static void check(uint32_t types, uint64_t at,
		  uint64_t size)
{
	uint64_t descriptor, room;

	for (descriptor = finder.map; descriptor < finder.map_end;
	     descriptor += finder.map_step) {
		if (!is_of(descriptor, types))
			continue;
		room = size_of(descriptor);
		if (at - finder.range < room &&
		    size <= room - (at - finder.range))
			return;
	}
	memory_malformed();
}

void efi_open(void)
{
	uint64_t map = devices_chosen("linux,uefi-mmap-start");
	uint64_t size = devices_chosen("linux,uefi-mmap-size");
	uint64_t step = devices_chosen("linux,uefi-mmap-desc-size");

	finder.reading = FINDER_BAD_EFI;
	if (!map || (map | step) & 7 || step < DESCRIPTOR_SIZE ||
	    size > MAP_SIZE_MAX)
		memory_malformed();
	finder.map = map;
	finder.map_end = map + size - size % step;
	finder.map_step = step;
	cache_invalidate(map, size, false);
	/* It was allocated from what it describes. */
	check(TYPES_RAM, map, size);
}

void efi_take(uint64_t at, uint64_t size)
{
	check(TYPES_TABLES, at, size);
	cache_invalidate(at, size, false);
}

/*
 * SetVirtualAddressMap() has made it a virtual one, if a kernel called it: the
 * way back, as by Linux's efi_to_phys().
 */
static uint64_t physical(uint64_t address)
{
	uint64_t descriptor, virtual;

	for (descriptor = finder.map; descriptor < finder.map_end;
	     descriptor += finder.map_step) {
		if (!(memory_load64(descriptor + AT_ATTRIBUTE) &
		      RUNTIME))
			continue;
		virtual = memory_load64(descriptor + AT_VIRTUAL);
		if (!virtual)
			break;
		if (address - virtual < size_of(descriptor))
			return finder.range + (address - virtual);
	}
	return address;
}

/* Its CRC is made with that of itself as zero. */
static bool system_is_good(uint64_t table)
{
	uint32_t words[SYSTEM_SIZE / 4], i, crc;

	for (i = 0; i < SYSTEM_SIZE / 4; i++)
		words[i] = memory_load32(table + 4 * i);
	crc = words[SYSTEM_AT_CRC / 4];
	words[SYSTEM_AT_CRC / 4] = 0;
	return words[SYSTEM_AT_SIZE / 4] == SYSTEM_SIZE &&
	       crc32_update(0, (const uint8_t *)words, SYSTEM_SIZE) == crc;
}

uint64_t efi_rsdp(uint64_t table)
{
	uint64_t at, count;

	efi_take(table, SYSTEM_SIZE);
	count = memory_load64(table + SYSTEM_AT_COUNT);
	at = physical(memory_load64(table + SYSTEM_AT_TABLES));
	if (memory_load64(table) != SYSTEM_SIGNATURE ||
	    !system_is_good(table) || count > TABLES_MAX)
		memory_malformed();
	efi_take(at, count * TABLE_SIZE);
	for (; count; count--, at += TABLE_SIZE) {
		if (memory_load64(at) == ACPI_GUID_LOW &&
		    memory_load64(at + 8) == ACPI_GUID_HIGH)
			return memory_load64(at + TABLE_AT_ADDRESS);
	}
	memory_malformed();
}

void efi_check_ram(void)
{
	uint64_t descriptor, size;

	for (descriptor = finder.map; descriptor < finder.map_end;
	     descriptor += finder.map_step) {
		size = size_of(descriptor);
		if (is_of(descriptor, TYPES_RAM))
			found_check_ram(finder.range, size);
	}
}
