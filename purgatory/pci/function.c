/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI Local Bus Specification 3.0, sections 6.2 (header), 6.8.1 (MSI) and 6.8.2
 * (MSI-X); PCI-to-PCI Bridge Architecture 1.2, 3.2.5.18 (Bridge Control);
 * Advanced Capabilities for Conventional PCI (Advanced Features); PCI Express
 * Base Specification 5.0, sections 6.6 (resets), 7.5.3 (PCI Express) and 9.3.3
 * (SR-IOV). All accesses are of 32 bits, which every host bridge can do.
 */
#include "pci/function.h"

#include "job/field.h"
#include "job/reg.h"
#define PCI_ID			REG32(0x00)	/* 0xffff.... in a VF */
#define PCI_COMMAND		REG32(0x04)
/* Status, above: bits that are written as 1 would be cleared. */
#define COMMAND_FIELDS		GENMASK(15, 0)
#define COMMAND_SPACES		GENMASK(1, 0)
#define COMMAND_BUS_MASTER	BIT(2)
#define COMMAND_INTX_OFF	BIT(10)

/* Of Message Control, the upper half. */
#define MSI_ENABLE		BIT(16)
#define MSIX_ENABLE		BIT(31)

/* Device Control, and Device Status above. */
#define DEVICE_CONTROL		0x08
#define CONTROL_FIELDS		GENMASK(14, 0)
#define INITIATE_FLR		BIT(15)
#define TRANSACTIONS_PENDING	BIT(21)
/* Of function_record.control alone. */
#define WAS_RESET		BIT(31)

/* Of Advanced Features. */
#define AF_CONTROL		0x04
#define AF_INITIATE_FLR		BIT(0)

/* Of a bridge: Bridge Control, above what a reset clears of other headers. */
#define PCI_BRIDGE_CONTROL	REG32(0x3c)
#define BRIDGE_BUS_RESET	BIT(22)
#define BRIDGE_DISCARD_STATUS	BIT(27)		/* cleared by writing 1 */

/* Of SR-IOV. */
#define SRIOV_CONTROL		0x08
#define VF_ENABLE		BIT(0)
#define SRIOV_VFS		0x10
#define NUM_VFS			GENMASK(15, 0)

/* Vendors that are no answer: nothing there, or Request Retry Status (2.3.2). */
#define ID_VENDOR		GENMASK(15, 0)
#define VENDOR_NONE		0xffffu
#define VENDOR_RETRY		0x0001u

/*
 * Cache line and latency, base addresses, ROM, interrupt line; and Command,
 * which comes last when they are written.
 */
static const uint8_t header_words[FUNCTION_HEADER] = {
	0x0c, 0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30, 0x3c, 0x04,
};

/*
 * Clear a bit of a capability at an offset, 0: there is none. Returns the bit as
 * it is then, which is set if that did not stick.
 */
static uint32_t clear(uint64_t config, uint8_t offset, uint32_t bit)
{
	uint32_t value = 0;

	if (offset)
		value = reg32_read(config, REG32(offset));
	if (value & bit) {
		reg32_write(config, REG32(offset), value & ~bit);
		value = reg32_read(config, REG32(offset));
	}
	return value & bit;
}

static enum function_state stop(const struct smmu_plan_function *function)
{
	const uint64_t config = function->config;
	const uint8_t flags = function->flags;
	bool is_bridge = flags & SMMU_PLAN_FUNCTION_BRIDGE;
	uint32_t command = reg32_read(config, PCI_COMMAND);
	uint32_t left;

	if (command == UINT32_MAX)
		return FUNCTION_GONE;
	if (!(flags & SMMU_PLAN_FUNCTION_VF) &&
	    reg32_read(config, PCI_ID) != function->ids)
		return FUNCTION_CHANGED;
	command = (command & COMMAND_FIELDS) | COMMAND_INTX_OFF;
	/* Below a root port without it some machines hang. */
	if (!is_bridge)
		command &= ~COMMAND_BUS_MASTER;
	/* First: without MSIs a device may fall back on INTx. */
	reg32_write(config, PCI_COMMAND, command);
	left = clear(config, function->at_msi, MSI_ENABLE);
	left |= clear(config, function->at_msix, MSIX_ENABLE);
	if (is_bridge)
		return left ? FUNCTION_STUCK : FUNCTION_STOPPED;

	command = reg32_read(config, PCI_COMMAND);
	if (command == UINT32_MAX)
		return FUNCTION_GONE;
	if (left || (command & COMMAND_BUS_MASTER))
		return FUNCTION_STUCK;
	return function->at_pcie ? FUNCTION_PENDING : FUNCTION_STOPPED;
}

void function_stop(void *record, const void *function)
{
	((struct function_record *)record)->state = (uint16_t)stop(function);
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

/* Device Control as it is written back; 0 where there is none. */
static uint32_t read_control(const struct smmu_plan_function *function)
{
	return function->at_pcie ?
	       reg32_read(function->config + function->at_pcie,
			  REG32(DEVICE_CONTROL)) : 0;
}

/* How many VFs a PF has. */
static uint32_t count_vfs(const struct smmu_plan_function *function)
{
	uint64_t sriov = function->config + function->at_sriov;

	if (!function->at_sriov ||
	    !(reg32_read(sriov, REG32(SRIOV_CONTROL)) & VF_ENABLE))
		return 0;
	return reg32_read(sriov, REG32(SRIOV_VFS)) & NUM_VFS;
}

void function_save(void *record, const void *function)
{
	const struct smmu_plan_function *saved = function;
	const uint64_t config = saved->config;
	struct function_record *to = record;
	unsigned int i;

	if (saved->flags & SMMU_PLAN_FUNCTION_BRIDGE)
		return;
	if (count_vfs(saved) != to->vfs) {
		to->state = FUNCTION_CHANGED;
		return;
	}
	if (saved->reset == SMMU_PLAN_RESET_NONE) {
		if (to->state == FUNCTION_STOPPED)
			to->state = FUNCTION_SILENT;
		return;
	}
	for (i = 0; i < FUNCTION_HEADER; i++)
		to->header[i] = reg32_read(config, REG32(header_words[i]));
	/* The last is Command: of Status, bits are cleared by writing 1. */
	to->header[FUNCTION_HEADER - 1] &= COMMAND_FIELDS;
	to->control = read_control(saved) & CONTROL_FIELDS;
	to->state = FUNCTION_SAVED;
}

/* Only once, although this is called again after an SError: it may not answer. */
void function_reset(void *record, const void *function)
{
	const struct smmu_plan_function *reset = function;
	struct function_record *from = record;
	uint64_t af = reset->config + reset->at_af;
	uint32_t control = from->control;

	if (control & INITIATE_FLR)
		return;
	from->control = control |= INITIATE_FLR;
	if (reset->reset == SMMU_PLAN_RESET_FLR)
		reg32_write(reset->config + reset->at_pcie,
			    REG32(DEVICE_CONTROL), control);
	else if (reset->reset == SMMU_PLAN_RESET_AF)
		reg32_write(af, REG32(AF_CONTROL),
			    reg32_read(af, REG32(AF_CONTROL)) |
			    AF_INITIATE_FLR);
}

static void write_bridge(const struct smmu_plan_function *bridge,
			 uint32_t reset)
{
	const uint64_t config = bridge->config;
	uint32_t control = reg32_read(config, PCI_BRIDGE_CONTROL);

	control &= ~(BRIDGE_DISCARD_STATUS | BRIDGE_BUS_RESET);
	reg32_write(config, PCI_BRIDGE_CONTROL, control | reset);
}

void function_bus_reset(void *record, const void *function)
{
	(void)record;
	write_bridge(function, BRIDGE_BUS_RESET);
}

void function_bus_end(void *record, const void *function)
{
	write_bridge(function, 0);
	((struct function_record *)record)->state = FUNCTION_STOPPED;
}

/*
 * Only a reset clears Command, whose Interrupt Disable and spaces were set; a VF
 * has neither.
 */
void function_ready(void *record, const void *function)
{
	const struct smmu_plan_function *ready = function;
	const uint64_t config = ready->config;
	struct function_record *from = record;
	bool is_vf = ready->flags & SMMU_PLAN_FUNCTION_VF;
	uint32_t id = reg32_read(config, PCI_ID);
	uint32_t vendor = id & ID_VENDOR;
	uint32_t command;
	unsigned int i;

	if (vendor == VENDOR_RETRY || (vendor == VENDOR_NONE && !is_vf))
		return;
	command = reg32_read(config, PCI_COMMAND);
	if (command == UINT32_MAX ||
	    (read_control(ready) & TRANSACTIONS_PENDING))
		return;
	if (id != ready->ids && !is_vf) {
		from->state = FUNCTION_CHANGED;
		return;
	}
	if (!(from->control & WAS_RESET) &&
	    ((command & (COMMAND_SPACES | COMMAND_BUS_MASTER |
			 COMMAND_INTX_OFF)) || count_vfs(ready))) {
		from->state = FUNCTION_STUCK;
		return;
	}
	from->control |= WAS_RESET;
	if (ready->at_pcie)
		reg32_write(config + ready->at_pcie,
			    REG32(DEVICE_CONTROL),
			    from->control & CONTROL_FIELDS);
	for (i = 0; i < FUNCTION_HEADER; i++)
		reg32_write(config, REG32(header_words[i]), from->header[i]);
	from->state = FUNCTION_RESET;
}

void function_provoke(void *record, const void *function)
{
	const uint64_t config =
		((const struct smmu_plan_function *)function)->config;
	uint32_t command = reg32_read(config, PCI_COMMAND);

	(void)record;
	if (command != UINT32_MAX)
		reg32_write(config, PCI_COMMAND,
			    (command & COMMAND_FIELDS) | COMMAND_BUS_MASTER);
}

void function_calm(void *record, const void *function)
{
	enum function_state state = stop(function);

	if (state != FUNCTION_STOPPED && state != FUNCTION_PENDING)
		((struct function_record *)record)->state = (uint16_t)state;
}
