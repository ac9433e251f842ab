/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/pci.h"

#include <inttypes.h>
#include <stdio.h>

#include "util/macros.h"

#define CLASS_DISPLAY		0x03
#define CLASS_HOST_BRIDGE	0x0600
#define HEADER_ENDPOINT		0
#define CLASS_COMMUNICATION	0x07

/*
 * PCI Code and ID Assignment Specification, revision 1.11, in the words that
 * lspci uses. Subclass 0xff: whatever no row before it names.
 */
static const struct class_row {
	uint8_t class;
	uint8_t subclass;
	const char *name;
} class_rows[] = {
	{ 0x01, 0x00, "SCSI storage controller" },
	{ 0x01, 0x04, "RAID bus controller" },
	{ 0x01, 0x06, "SATA controller" },
	{ 0x01, 0x07, "SAS controller" },
	{ 0x01, 0x08, "NVM controller" },
	{ 0x01, 0xff, "Mass storage controller" },
	{ 0x02, 0x00, "Ethernet controller" },
	{ 0x02, 0x07, "Infiniband controller" },
	{ 0x02, 0xff, "Network controller" },
	{ 0x03, 0x00, "VGA compatible controller" },
	{ 0x03, 0x02, "3D controller" },
	{ 0x03, 0xff, "Display controller" },
	{ 0x04, 0x03, "Audio device" },
	{ 0x04, 0xff, "Multimedia controller" },
	{ 0x05, 0x02, "CXL" },
	{ 0x05, 0xff, "Memory controller" },
	{ 0x06, 0x00, "Host bridge" },
	{ 0x06, 0x01, "ISA bridge" },
	{ 0x06, 0x04, "PCI bridge" },
	{ 0x06, 0xff, "Bridge" },
	{ 0x07, 0x00, "Serial controller" },
	{ 0x07, 0xff, "Communication controller" },
	{ 0x08, 0x05, "SD Host controller" },
	{ 0x08, 0x06, "IOMMU" },
	{ 0x08, 0xff, "System peripheral" },
	{ 0x09, 0xff, "Input device controller" },
	{ 0x0b, 0xff, "Processor" },
	{ 0x0c, 0x03, "USB controller" },
	{ 0x0c, 0xff, "Serial bus controller" },
	{ 0x0d, 0xff, "Wireless controller" },
	{ 0x10, 0xff, "Encryption controller" },
	{ 0x11, 0xff, "Signal processing controller" },
	{ 0x12, 0xff, "Processing accelerators" },
};

bool pci_is_bridge(const struct pci_function *function)
{
	return function->header_type != HEADER_ENDPOINT ||
	       pci_is_host_bridge(function);
}

bool pci_is_host_bridge(const struct pci_function *function)
{
	return function->class >> 8 == CLASS_HOST_BRIDGE;
}

bool pci_is_display(const struct pci_function *function)
{
	return function->class >> 16 == CLASS_DISPLAY;
}

bool pci_is_console(const struct pci_function *function)
{
	return function->class >> 16 == CLASS_COMMUNICATION;
}

const char *pci_class_name(uint32_t class)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(class_rows); i++) {
		const struct class_row *row = &class_rows[i];

		if (row->class == class >> 16 &&
		    (row->subclass == (uint8_t)(class >> 8) ||
		     row->subclass == 0xff))
			return row->name;
	}
	return "Unclassified device";
}

const char *pci_name(uint32_t segment, uint16_t id,
		     char name[static PCI_NAME_SIZE])
{
	snprintf(name, PCI_NAME_SIZE, "%04" PRIx32 ":%02x:%02x.%x", segment,
		 id >> 8, id >> 3 & 0x1f, id & 7);
	return name;
}
