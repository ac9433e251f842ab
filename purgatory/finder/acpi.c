/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/acpi.h"

#define AT_SIZE		4u
#define SIZE_LEAST	8u
#define XSDT		0x54445358u	/* "XSDT" */

/* 5.2.5.3: the RSDP. What it was in ACPI 1.0 has a checksum of its own. */
#define RSDP_SIGNATURE	UINT64_C(0x2052545020445352)	/* "RSD PTR " */
#define RSDP_SIZE_OLD	20u
#define RSDP_AT_REVISION 15u
#define RSDP_AT_SIZE	20u
#define RSDP_AT_XSDT	24u
#define RSDP_SIZE	36u

/* No table that is read is as large; cleaning this much takes a moment. */
#define SIZE_MAX_TABLE	0x100000u

/* 5.2.9 */
#define FADT_AT_HYPERVISOR 268u
#define FADT_SIZE_HYPERVISOR 276u

static bool sums_to_zero(struct memory *memory, uint64_t at, uint32_t size)
{
	uint8_t sum = 0;

	for (; size >= 4; size -= 4, at += 4) {
		uint32_t word = memory_load32(memory, at);

		sum += (uint8_t)(word + (word >> 8) + (word >> 16) +
				 (word >> 24));
	}
	for (; size; size--, at++)
		sum += (uint8_t)memory_load8(memory, at);
	return !sum;
}

/* A table whose first bytes were checked already. */
static bool open_table(struct efi *efi, uint64_t at, struct acpi_table *ret)
{
	ret->at = at;
	ret->size = memory_load32(efi->memory, at + AT_SIZE);
	return ret->size >= ACPI_HEADER_SIZE && ret->size <= SIZE_MAX_TABLE &&
	       efi_holds(efi, at, ret->size) &&
	       sums_to_zero(efi->memory, at, ret->size);
}

static bool open_rsdp(struct efi *efi, uint64_t rsdp, struct acpi_table *ret)
{
	struct memory *memory = efi->memory;
	uint32_t size;
	uint64_t at;

	if (!efi_holds(efi, rsdp, RSDP_SIZE) ||
	    memory_load64(memory, rsdp) != RSDP_SIGNATURE ||
	    memory_load8(memory, rsdp + RSDP_AT_REVISION) < 2)
		return false;
	size = memory_load32(memory, rsdp + RSDP_AT_SIZE);
	if (size < RSDP_SIZE || size > SIZE_MAX_TABLE ||
	    !efi_holds(efi, rsdp, size) ||
	    !sums_to_zero(memory, rsdp, RSDP_SIZE_OLD) ||
	    !sums_to_zero(memory, rsdp, size))
		return false;
	at = memory_load64(memory, rsdp + RSDP_AT_XSDT);
	return efi_holds(efi, at, SIZE_LEAST) &&
	       memory_load32(memory, at) == XSDT && open_table(efi, at, ret);
}

bool acpi_read(struct acpi *acpi, struct efi *efi, uint64_t rsdp)
{
	struct memory *memory = efi->memory;
	struct acpi_table xsdt, fadt;
	uint64_t entry, at;
	uint32_t signature;

	acpi->iort.at = 0;
	acpi->qualcomm = false;
	if (!open_rsdp(efi, rsdp, &xsdt))
		return memory_fail(memory, MEMORY_BAD_ACPI);
	for (entry = xsdt.at + ACPI_HEADER_SIZE;
	     entry + 8 <= xsdt.at + xsdt.size; entry += 8) {
		at = memory_load64(memory, entry);
		/* Linux passes over these. */
		if (!at)
			continue;
		if (!efi_holds(efi, at, SIZE_LEAST))
			return memory_fail(memory, MEMORY_BAD_ACPI);
		signature = memory_load32(memory, at);
		if (signature == ACPI_IORT && !acpi->iort.at &&
		    !open_table(efi, at, &acpi->iort))
			return memory_fail(memory, MEMORY_BAD_ACPI);
		if (signature != ACPI_FADT)
			continue;
		if (!open_table(efi, at, &fadt))
			return memory_fail(memory, MEMORY_BAD_ACPI);
		acpi->qualcomm |= fadt.size >= FADT_SIZE_HYPERVISOR &&
				  memory_load32(memory, at +
						FADT_AT_HYPERVISOR) ==
				  ACPI_QUALCOMM;
	}
	return !memory->failure;
}
