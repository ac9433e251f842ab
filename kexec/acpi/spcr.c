/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Microsoft, Serial Port Console Redirection Table, revision 4. */
#include "acpi/spcr.h"

#include <inttypes.h>

#include "acpi/table.h"
#include "smmu-plan.h"

/* Offsets; the base address is a Generic Address Structure (ACPI, 5.2.3.2). */
#define AT_INTERFACE	36u
#define AT_SPACE	40u
#define AT_BIT_WIDTH	41u
#define AT_ACCESS_SIZE	43u
#define AT_ADDRESS	44u
/* Up to the PCI segment: every revision has that much. */
#define SPCR_SIZE	76u

#define SPACE_MEMORY	0

/* Interface types: Microsoft, Debug Port Table 2, table 3. */
#define TYPE_16550	0x00
#define TYPE_16550_SUBSET 0x01
#define TYPE_PL011	0x03
#define TYPE_16550_NVIDIA 0x05
#define TYPE_SBSA_32BIT	0x0d
#define TYPE_SBSA	0x0e
#define TYPE_16550_GAS	0x12

/* Access sizes of a Generic Address Structure. */
#define ACCESS_UNDEFINED 0
#define ACCESS_BYTE	1
#define ACCESS_DWORD	3

static uint8_t type_of(const uint8_t *bytes, struct message *why)
{
	unsigned int width = bytes[AT_BIT_WIDTH];
	unsigned int access = bytes[AT_ACCESS_SIZE];
	uint8_t type = SMMU_PLAN_CONSOLE_NONE;

	switch (bytes[AT_INTERFACE]) {
	case TYPE_PL011:
	case TYPE_SBSA_32BIT:
	case TYPE_SBSA:
		return SMMU_PLAN_CONSOLE_PL011;
	case TYPE_16550:
	case TYPE_16550_SUBSET:
	case TYPE_16550_NVIDIA:
	case TYPE_16550_GAS:
		/*
		 * Linux uses only the access size; tables with bytes in 32-bit
		 * registers exist, and some leave out one of the two.
		 */
		if (access == ACCESS_DWORD)
			type = serial_type_8250(4, 4);
		else if (access == ACCESS_BYTE || access == ACCESS_UNDEFINED)
			type = serial_type_8250(width ? width / 8 : 1, 1);
		if (type == SMMU_PLAN_CONSOLE_NONE)
			message_set(why, "SPCR: the stage cannot print on a "
				    "16550 with registers of %u bits and "
				    "access size %u", width, access);
		return type;
	default:
		message_set(why, "SPCR: the stage cannot print on an interface "
			    "of type 0x%x", bytes[AT_INTERFACE]);
		return type;
	}
}

int spcr_parse(const void *blob, size_t size, struct serial *ret_serial,
	       struct message *why)
{
	struct acpi_table table;
	struct serial serial;

	if (acpi_table_open(blob, size, "SPCR", SPCR_SIZE, &table, why) < 0)
		return -1;
	serial.base = acpi_get64(&table, AT_ADDRESS);
	if (!serial.base)
		return message_set(why, "SPCR: the console is disabled");
	if (table.bytes[AT_SPACE] != SPACE_MEMORY)
		return message_set(why, "SPCR: the console is in address space %u, not in memory",
				   table.bytes[AT_SPACE]);
	serial.type = type_of(table.bytes, why);
	if (serial.type == SMMU_PLAN_CONSOLE_NONE)
		return -1;
	if (serial_check(&serial) < 0)
		return message_set(why, "SPCR: the console's address, 0x%" PRIx64 ", is misaligned",
				   serial.base);
	*ret_serial = serial;
	return 0;
}
