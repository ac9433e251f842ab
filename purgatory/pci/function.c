/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI Local Bus Specification 3.0, sections 6.2 (header), 6.8.1 (MSI) and 6.8.2
 * (MSI-X); PCI Express Base Specification 5.0, section 7.5.3 (PCI Express). All
 * accesses are of 32 bits, which every host bridge can do.
 */
#include "pci/function.h"

#include "job/field.h"
#include "job/reg.h"
#include "smmu-plan.h"

#define PCI_ID			REG32(0x00)	/* 0xffff.... in a VF */
#define PCI_COMMAND		REG32(0x04)
/* Status, above: bits that are written as 1 would be cleared. */
#define COMMAND_FIELDS		GENMASK(15, 0)
#define COMMAND_BUS_MASTER	BIT(2)
#define COMMAND_INTX_OFF	BIT(10)

/* Of Message Control, the upper half. */
#define MSI_ENABLE		BIT(16)
#define MSIX_ENABLE		BIT(31)

/* Device Control, and Device Status above. */
#define DEVICE_CONTROL		0x08
#define TRANSACTIONS_PENDING	BIT(21)

/* Clear a bit of a capability at an offset, 0: there is none; does it stick? */
static bool clear(uint64_t config, uint8_t offset, uint32_t bit)
{
	uint32_t value;

	if (!offset)
		return true;
	value = reg32_read(config, REG32(offset));
	if (!(value & bit))
		return true;
	reg32_write(config, REG32(offset), value & ~bit);
	return !(reg32_read(config, REG32(offset)) & bit);
}

static enum function_state stop(const struct smmu_plan_function *function)
{
	bool is_bridge = function->flags & SMMU_PLAN_FUNCTION_BRIDGE;
	uint32_t command = reg32_read(function->config, PCI_COMMAND);
	bool sticks;

	if (command == UINT32_MAX)
		return FUNCTION_GONE;
	if (!(function->flags & SMMU_PLAN_FUNCTION_VF) &&
	    reg32_read(function->config, PCI_ID) != function->ids)
		return FUNCTION_CHANGED;
	command = (command & COMMAND_FIELDS) | COMMAND_INTX_OFF;
	/* Below a root port without it some machines hang. */
	if (!is_bridge)
		command &= ~COMMAND_BUS_MASTER;
	/* First: without MSIs a device may fall back on INTx. */
	reg32_write(function->config, PCI_COMMAND, command);
	sticks = clear(function->config, function->at_msi, MSI_ENABLE);
	sticks &= clear(function->config, function->at_msix, MSIX_ENABLE);
	if (is_bridge)
		return sticks ? FUNCTION_STOPPED : FUNCTION_STUCK;

	command = reg32_read(function->config, PCI_COMMAND);
	if (command == UINT32_MAX)
		return FUNCTION_GONE;
	if (!sticks || (command & COMMAND_BUS_MASTER))
		return FUNCTION_STUCK;
	return function->at_pcie ? FUNCTION_PENDING : FUNCTION_STOPPED;
}

void function_stop(void *record, const void *function)
{
	((struct function_record *)record)->state = stop(function);
}

void function_poll(void *record, const void *function)
{
	const struct smmu_plan_function *polled = function;
	struct function_record *pending = record;
	uint32_t value = reg32_read(polled->config + polled->at_pcie,
				    REG32(DEVICE_CONTROL));

	if (value == UINT32_MAX)
		pending->state = FUNCTION_GONE;
	else if (!(value & TRANSACTIONS_PENDING))
		pending->state = FUNCTION_STOPPED;
}
