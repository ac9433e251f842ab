/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "masters/capabilities.h"

/* The header: sections 7.5.1.1 and 7.5.1.3. */
#define AT_STATUS		0x04	/* the upper half; the lower is Command */
#define COMMAND_MASTER		(1u << 2)
#define STATUS_HAS_CAPS		(1u << (16 + 4))
#define AT_HEADER_TYPE		0x0c	/* the third byte */
#define HEADER_BRIDGE		1
#define AT_BUSES		0x18
#define AT_CAPS			0x34

/* Capabilities: where they may be, and their IDs. */
#define CAPS_FIRST		0x40
#define CAPS_MOST		48	/* as many as fit in 256 bytes */
#define CAP_PM			0x01
#define CAP_MSI			0x05
#define CAP_PCIE		0x10
#define CAP_MSIX		0x11
#define CAP_AF			0x13

/* Sections 7.5.2.2, 7.5.3.2 and 7.5.3.3; PCI Advanced Capabilities ECN. */
#define PM_AT_CONTROL		4
#define PM_NO_SOFT_RESET	(1u << 3)
#define PCIE_AT_DEVICE_CAPS	4
#define PCIE_FLR		(1u << 28)
#define AF_TRANSACTIONS		(1u << 24)
#define AF_FLR			(1u << 25)

/*
 * Extended capabilities: sections 7.6.3, 7.9.6 and 9.3.3; CXL 2.0, section 8.1.
 */
#define EXTENDED_FIRST		0x100
#define EXTENDED_MOST		960	/* as many as fit in 4096 bytes */
#define EXTENDED_SRIOV		0x10
#define EXTENDED_DVSEC		0x23
#define VENDOR_CXL		0x1e98

static enum pci_known known(bool is_so)
{
	return is_so ? PCI_YES : PCI_NO;
}

/* One capability whose first word is head. Returns whether it can be read. */
static bool take_capability(capabilities_read *get, void *context, uint8_t at,
			    uint32_t head, struct pci_function *function)
{
	uint32_t value;

	switch (head & 0xff) {
	case CAP_PM:
		function->at_pm = at;
		if (!get(context, at + PM_AT_CONTROL, &value))
			return false;
		function->d3hot_reset = known(!(value & PM_NO_SOFT_RESET));
		break;
	case CAP_MSI:
		function->at_msi = at;
		break;
	case CAP_PCIE:
		function->at_pcie = at;
		function->pcie = PCI_YES;
		function->has_port_type = true;
		function->port_type = head >> 20 & 0xf;
		if (!get(context, at + PCIE_AT_DEVICE_CAPS, &value))
			return false;
		function->flr = known(value & PCIE_FLR);
		break;
	case CAP_MSIX:
		function->at_msix = at;
		break;
	case CAP_AF:
		function->at_af = at;
		function->af_flr = known(head & AF_TRANSACTIONS &&
					 head & AF_FLR);
		break;
	}
	return true;
}

/* Whether one of them is CXL's; the offset of SR-IOV goes to *ret_sriov. */
static enum pci_known find_extended(capabilities_read *get, void *context,
				    uint16_t *ret_sriov)
{
	uint16_t at = EXTENDED_FIRST;
	unsigned int left = EXTENDED_MOST;
	uint32_t head, vendor;

	for (; at >= EXTENDED_FIRST && left; left--) {
		if (!get(context, at, &head))
			return PCI_UNKNOWN;
		/* What has none reads as zeros, and behind some bridges as ones. */
		if (!head || head == UINT32_MAX)
			return PCI_NO;
		if ((head & 0xffff) == EXTENDED_SRIOV)
			*ret_sriov = at;
		if ((head & 0xffff) == EXTENDED_DVSEC) {
			if (!get(context, at + 4, &vendor))
				return PCI_UNKNOWN;
			if ((vendor & 0xffff) == VENDOR_CXL)
				return PCI_YES;
		}
		at = head >> 20 & 0xffc;
	}
	return PCI_NO;
}

void capabilities_decode(capabilities_read *get, void *context,
		   struct pci_function *function)
{
	unsigned int left = CAPS_MOST;
	uint32_t value, head;
	uint8_t at = 0;

	if (!get(context, AT_HEADER_TYPE, &value))
		return;
	function->header_type = value >> 16 & 0x7f;
	if (function->header_type == HEADER_BRIDGE &&
	    get(context, AT_BUSES, &value)) {
		function->secondary = (uint8_t)(value >> 8);
		function->subordinate = (uint8_t)(value >> 16);
	}
	if (!get(context, AT_STATUS, &value))
		return;
	function->is_master = value & COMMAND_MASTER;
	if (value & STATUS_HAS_CAPS) {
		if (!get(context, AT_CAPS, &value))
			return;
		at = value & 0xfc;
	}
	for (; at >= CAPS_FIRST && left; left--) {
		if (!get(context, at, &head) ||
		    !take_capability(get, context, at, head, function))
			return;
		at = head >> 8 & 0xfc;
	}
	/* All were seen: what there was not, the function has not. */
	if (!function->at_pcie)
		function->pcie = function->flr = PCI_NO;
	if (!function->at_af)
		function->af_flr = PCI_NO;
	if (!function->at_pm)
		function->d3hot_reset = PCI_NO;
	function->cxl = PCI_NO;
	if (function->at_pcie)
		function->cxl = find_extended(get, context,
					      &function->at_sriov);
}
