/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/efi.h"

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

struct descriptor {
	uint32_t types;		/* the bit of its own */
	uint64_t physical, size;
};

/* One that wraps around is of no size. */
static void load(struct efi *efi, uint64_t at, struct descriptor *ret)
{
	uint32_t type = memory_load32(efi->memory, at + AT_TYPE);
	uint64_t pages = memory_load64(efi->memory, at + AT_PAGES);

	ret->types = type < 32 ? 1u << type : 0;
	ret->physical = memory_load64(efi->memory, at + AT_PHYSICAL);
	ret->size = pages << PAGE_SHIFT;
	if (pages >> (64 - PAGE_SHIFT) || -ret->size < ret->physical)
		ret->size = 0;
}

static bool is_inside(uint64_t at, uint64_t size, uint64_t start,
		      uint64_t room)
{
	return at - start < room && size <= room - (at - start);
}

/* The descriptor of one of these types that all of it lies in. */
static bool find(struct efi *efi, uint32_t types, uint64_t at, uint64_t size,
		 struct descriptor *ret)
{
	uint64_t i;

	for (i = 0; i < efi->count; i++) {
		load(efi, efi->map + i * efi->step, ret);
		if (ret->types & types &&
		    is_inside(at, size, ret->physical, ret->size))
			return true;
	}
	return false;
}

bool efi_open(struct efi *efi, struct memory *memory,
	      const struct devices *devices)
{
	uint64_t size = devices->chosen[DEVICES_EFI_MAP_SIZE];
	struct descriptor own;

	efi->memory = memory;
	efi->map = devices->chosen[DEVICES_EFI_MAP];
	efi->step = devices->chosen[DEVICES_EFI_STEP];
	efi->size = 0;
	if (!efi->map || (efi->map | efi->step) & 7 ||
	    efi->step < DESCRIPTOR_SIZE || size > MAP_SIZE_MAX)
		return memory_fail(memory, MEMORY_BAD_EFI);
	efi->count = size / efi->step;
	cache_invalidate(efi->map, size, false);
	/* It was allocated from what it describes. */
	return find(efi, TYPES_RAM, efi->map, size, &own) ||
	       memory_fail(memory, MEMORY_BAD_EFI);
}

bool efi_holds(struct efi *efi, uint64_t at, uint64_t size)
{
	struct descriptor holder;

	if (!is_inside(at, size, efi->start, efi->size)) {
		if (!find(efi, TYPES_TABLES, at, size, &holder))
			return false;
		efi->start = holder.physical;
		efi->size = holder.size;
	}
	cache_invalidate(at, size, false);
	return true;
}

/*
 * SetVirtualAddressMap() has made it a virtual one, if a kernel called it: the
 * way back, as by Linux's efi_to_phys().
 */
static uint64_t physical(struct efi *efi, uint64_t address)
{
	struct descriptor range;
	uint64_t i, virtual;

	for (i = 0; i < efi->count; i++) {
		uint64_t at = efi->map + i * efi->step;

		if (!(memory_load64(efi->memory, at + AT_ATTRIBUTE) & RUNTIME))
			continue;
		virtual = memory_load64(efi->memory, at + AT_VIRTUAL);
		if (!virtual)
			break;
		load(efi, at, &range);
		if (address - virtual < range.size)
			return range.physical + (address - virtual);
	}
	return address;
}

/* Its CRC is made with that of itself as zero. */
static bool system_is_good(struct efi *efi, uint64_t table)
{
	uint32_t words[SYSTEM_SIZE / 4], i;

	for (i = 0; i < SYSTEM_SIZE / 4; i++)
		words[i] = i == SYSTEM_AT_CRC / 4 ? 0 :
			   memory_load32(efi->memory, table + 4 * i);
	return words[SYSTEM_AT_SIZE / 4] == SYSTEM_SIZE &&
	       crc32_update(0, (const uint8_t *)words, SYSTEM_SIZE) ==
	       memory_load32(efi->memory, table + SYSTEM_AT_CRC);
}

bool efi_rsdp(struct efi *efi, uint64_t table, uint64_t *ret_rsdp)
{
	uint64_t tables, count;

	if (!efi_holds(efi, table, SYSTEM_SIZE) ||
	    memory_load64(efi->memory, table) != SYSTEM_SIGNATURE ||
	    !system_is_good(efi, table))
		return memory_fail(efi->memory, MEMORY_BAD_EFI);
	count = memory_load64(efi->memory, table + SYSTEM_AT_COUNT);
	tables = memory_load64(efi->memory, table + SYSTEM_AT_TABLES);
	tables = physical(efi, tables);
	if (count > TABLES_MAX || !efi_holds(efi, tables, count * TABLE_SIZE))
		return memory_fail(efi->memory, MEMORY_BAD_EFI);
	for (; count; count--, tables += TABLE_SIZE) {
		if (memory_load64(efi->memory, tables) == ACPI_GUID_LOW &&
		    memory_load64(efi->memory, tables + 8) == ACPI_GUID_HIGH) {
			*ret_rsdp = memory_load64(efi->memory,
						  tables + TABLE_AT_ADDRESS);
			return true;
		}
	}
	return memory_fail(efi->memory, MEMORY_BAD_EFI);
}

bool efi_check_ram(struct efi *efi, struct found *found)
{
	struct descriptor range;
	uint64_t i;

	for (i = 0; i < efi->count; i++) {
		load(efi, efi->map + i * efi->step, &range);
		if (range.types & TYPES_RAM &&
		    !found_check_ram(found, range.physical, range.size))
			return false;
	}
	return true;
}
