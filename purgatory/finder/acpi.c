/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/acpi.h"

#include "finder/efi.h"
#include "finder/memory.h"
#include "finder/serial.h"
#include "io.h"

#define AT_SIZE		4u
#define SIZE_LEAST	8u
#define XSDT		0x54445358u	/* "XSDT" */

/* 5.2.5.3: the RSDP. Its ACPI 1.0 part has a checksum of its own. */
#define RSDP_SIGNATURE	UINT64_C(0x2052545020445352)	/* "RSD PTR " */
#define RSDP_SIZE_OLD	20u
#define RSDP_AT_REVISION 15u
#define RSDP_AT_SIZE	20u
#define RSDP_AT_XSDT	24u
#define RSDP_SIZE	36u

/* No table that is read is as large; cleaning this much takes a moment. */
#define SIZE_MAX_TABLE	0x100000u

/* 5.2.9 */
#define FADT_AT_ARM_BOOT 129u
#define ARM_BOOT_HVC	2u
#define FADT_AT_HYPERVISOR 268u
#define FADT_SIZE_HYPERVISOR 276u

/* Of a table's bytes, or those of the RSDP, which may be read. */
static void check_sum(uint64_t at, uint32_t size)
{
	uint32_t word = memory_load32(at - at % 4), sum = 0;

	for (; size; size--, at++) {
		if (at % 4 == 0)
			word = memory_load32(at);
		sum += word >> 8 * (at % 4);
	}
	if (sum & 0xff)
		memory_malformed();
}

/* A table, or the RSDP, whose size, which may be read, is there. */
static uint32_t take(uint64_t at, uint32_t size_at)
{
	uint32_t size = memory_load32(at + size_at);

	if (size < ACPI_HEADER_SIZE || size > SIZE_MAX_TABLE)
		memory_malformed();
	efi_take(at, size);
	check_sum(at, size);
	return size;
}

void acpi_read(uint64_t rsdp)
{
	uint64_t entry, end, at;
	uint32_t signature;

	finder.reading = FINDER_BAD_ACPI;
	efi_take(rsdp, RSDP_SIZE);
	take(rsdp, RSDP_AT_SIZE);
	check_sum(rsdp, RSDP_SIZE_OLD);
	entry = memory_load64(rsdp + RSDP_AT_XSDT);
	efi_take(entry, SIZE_LEAST);
	end = entry + take(entry, AT_SIZE);
	if (memory_load64(rsdp) != RSDP_SIGNATURE ||
	    io_read8(rsdp + RSDP_AT_REVISION) < 2 ||
	    memory_load32(entry) != XSDT)
		memory_malformed();
	for (entry += ACPI_HEADER_SIZE; entry + 8 <= end; entry += 8) {
		at = memory_load64(entry);
		/* Linux passes over these. */
		if (!at)
			continue;
		efi_take(at, SIZE_LEAST);
		signature = memory_load32(at);
		if (signature == ACPI_IORT && !finder.iort) {
			finder.iort_size = take(at, AT_SIZE);
			finder.iort = at;
		} else if (signature == ACPI_SPCR && finder.find_console) {
			if (take(at, AT_SIZE) >= SPCR_SIZE)
				serial_by_spcr(at);
			finder.find_console = false;
		} else if (signature == ACPI_FADT) {
			if (take(at, AT_SIZE) < FADT_SIZE_HYPERVISOR)
				continue;
			if (memory_load32(at + FADT_AT_HYPERVISOR) ==
			    ACPI_QUALCOMM)
				finder.qualcomm = true;
			if (io_read8(at + FADT_AT_ARM_BOOT) & ARM_BOOT_HVC)
				finder.conduit = SMMU_PLAN_CONDUIT_HVC;
		}
	}
}
