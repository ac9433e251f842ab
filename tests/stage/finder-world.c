/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/finder-world.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "make/tree.h"
#include "util/little-endian.h"

#define FADT_SIZE	276u

/* Map types of UEFI 2.10, 7.2. */
#define LOADER_DATA	2u
#define RUNTIME_DATA	6u
#define CONVENTIONAL	7u
#define ACPI_RECLAIM	9u
#define MMIO		11u
#define ATTRIBUTE_RUNTIME (UINT64_C(1) << 63)

static void describe(uint8_t *descriptor, uint32_t type, uint64_t physical,
		     uint64_t size)
{
	le32_st(descriptor, type);
	le64_st(descriptor + 8, physical);
	le64_st(descriptor + 24, size >> 12);
	le64_st(descriptor + 32, 0xf);
}

static void make_map(uint8_t *map)
{
	uint8_t *runtime = map + FINDER_WORLD_AT_RUNTIME;
	uint64_t i;

	/* RAM up to 0x49f00000, in pieces. */
	for (i = 0; i < FINDER_WORLD_DESCRIPTORS - 4; i++)
		describe(map + i * FINDER_WORLD_STEP, CONVENTIONAL,
			 0x40000000 + i * 0x100000, 0x100000);
	describe(map + FINDER_WORLD_AT_LOADER, LOADER_DATA, 0x4a000000,
		 0x100000);
	describe(map + FINDER_WORLD_AT_ACPI, ACPI_RECLAIM, FINDER_WORLD_ACPI,
		 FINDER_WORLD_ACPI_SIZE);
	describe(runtime, RUNTIME_DATA, FINDER_WORLD_RUNTIME,
		 FINDER_WORLD_RUNTIME_SIZE);
	le64_st(runtime + 16, FINDER_WORLD_VIRTUAL);
	le64_st(runtime + 32, ATTRIBUTE_RUNTIME | 0xf);
	describe(map + FINDER_WORLD_AT_MMIO, MMIO, FINDER_WORLD_UART, 0x1000);
}

/* As a kernel's EFI stub writes it. */
static void make_tree(struct finder_world *world)
{
	void *tree = tree_begin(4096, 2, 2);

	tree_node(tree, "chosen");
	TREE_CELLS(tree, "linux,uefi-system-table",
		   (uint32_t)(FINDER_WORLD_RUNTIME >> 32),
		   (uint32_t)FINDER_WORLD_RUNTIME + FINDER_WORLD_SYSTEM);
	TREE_CELLS(tree, "linux,uefi-mmap-start",
		   (uint32_t)(FINDER_WORLD_MAP >> 32),
		   (uint32_t)FINDER_WORLD_MAP);
	TREE_CELLS(tree, "linux,uefi-mmap-size", FINDER_WORLD_MAP_SIZE);
	TREE_CELLS(tree, "linux,uefi-mmap-desc-size", FINDER_WORLD_STEP);
	TREE_CELLS(tree, "linux,uefi-mmap-desc-ver", 1);
	tree_string(tree, "bootargs", "console=ttyAMA0");
	tree_end_node(tree);
	world->tree = tree_end(tree, &world->tree_size);
}

static void make_runtime(uint8_t *runtime)
{
	static const uint8_t guids[2][16] = {
		/* SMBIOS3 */
		{ 0x44, 0x15, 0xfd, 0xf2, 0x94, 0x97, 0x2c, 0x4a,
		  0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3, 0x94 },
		/* ACPI 2.0 */
		{ 0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
		  0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81 },
	};
	uint8_t *system = runtime + FINDER_WORLD_SYSTEM;
	uint8_t *config = runtime + FINDER_WORLD_CONFIG;

	memcpy(system, "IBI SYST", 8);
	le32_st(system + 8, 0x20046);
	le32_st(system + 12, 120);
	le64_st(system + 104, 2);
	le64_st(system + 112, FINDER_WORLD_VIRTUAL + FINDER_WORLD_CONFIG);
	memcpy(config, guids[0], 16);
	le64_st(config + 16, 0x7fd00000);
	memcpy(config + 24, guids[1], 16);
	le64_st(config + 40, FINDER_WORLD_ACPI + FINDER_WORLD_RSDP);
}

static void make_acpi(uint8_t *acpi, const void *iort, size_t iort_size)
{
	uint8_t *xsdt = acpi + FINDER_WORLD_XSDT;
	uint8_t *fadt = acpi + FINDER_WORLD_FADT;
	uint8_t *spcr = acpi + FINDER_WORLD_SPCR;

	memcpy(acpi + FINDER_WORLD_RSDP, "RSD PTR ", 8);
	acpi[FINDER_WORLD_RSDP + 15] = 2;
	le32_st(acpi + FINDER_WORLD_RSDP + 20, 36);
	le64_st(acpi + FINDER_WORLD_RSDP + 24,
		FINDER_WORLD_ACPI + FINDER_WORLD_XSDT);
	memcpy(xsdt, "XSDT", 4);
	le32_st(xsdt + 4, 36 + (iort ? 24 : 16));
	le64_st(xsdt + 36, FINDER_WORLD_ACPI + FINDER_WORLD_FADT);
	memcpy(fadt, "FACP", 4);
	le32_st(fadt + 4, FADT_SIZE);
	le64_st(xsdt + 44, FINDER_WORLD_ACPI + FINDER_WORLD_SPCR);
	memcpy(spcr, "SPCR", 4);
	le32_st(spcr + 4, FINDER_WORLD_SPCR_SIZE);
	spcr[36] = 3;		/* a PL011, with registers of 32 bits */
	spcr[41] = 32;
	spcr[43] = 3;
	le64_st(spcr + 44, FINDER_WORLD_UART);
	if (!iort)
		return;
	le64_st(xsdt + 52, FINDER_WORLD_ACPI + FINDER_WORLD_IORT);
	/* What is larger is cut off. */
	if (iort_size > FINDER_WORLD_ACPI_SIZE - FINDER_WORLD_IORT)
		iort_size = FINDER_WORLD_ACPI_SIZE - FINDER_WORLD_IORT;
	memcpy(acpi + FINDER_WORLD_IORT, iort, iort_size);
}

void finder_world_make(struct finder_world *world, const void *iort,
		       size_t iort_size)
{
	memset(world, 0, sizeof(*world));
	make_map(world->map);
	make_tree(world);
	make_runtime(world->runtime);
	make_acpi(world->acpi, iort, iort_size);
	finder_world_sum(world);
}

static void sum(uint8_t *table, size_t size, size_t at)
{
	size_t i;

	table[at] = 0;
	for (i = 0; i < size; i++) {
		if (i != at)
			table[at] = (uint8_t)(table[at] - table[i]);
	}
}

/* An IORT's stays as it is. */
void finder_world_sum(struct finder_world *world)
{
	uint8_t *system = world->runtime + FINDER_WORLD_SYSTEM;
	uint8_t *rsdp = world->acpi + FINDER_WORLD_RSDP;
	uint8_t *xsdt = world->acpi + FINDER_WORLD_XSDT;

	le32_st(system + 16, 0);
	le32_st(system + 16, (uint32_t)crc32(0, system, 120));
	sum(rsdp, 20, 8);
	sum(rsdp, 36, 32);
	if (le32_ld(xsdt + 4) <= FINDER_WORLD_FADT - FINDER_WORLD_XSDT)
		sum(xsdt, le32_ld(xsdt + 4), 9);
	sum(world->acpi + FINDER_WORLD_FADT, FADT_SIZE, 9);
	sum(world->acpi + FINDER_WORLD_SPCR, FINDER_WORLD_SPCR_SIZE, 9);
}

void finder_world_clear(struct finder_world *world)
{
	free(world->tree);
	world->tree = NULL;
}
