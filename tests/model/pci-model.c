/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offsets and bits are transcribed here once more: see pci/function.c. */
#include "model/pci-model.h"

#include <stdio.h>
#include <stdlib.h>

#include <zlib.h>

#include "model/fate.h"
#include "smmu-plan.h"

#define ID		0x00u
#define COMMAND		0x04u
#define PCIE		0x40u
#define MSI		0x70u
#define AF		0x90u
#define MSIX		0xb0u
#define SRIOV		0x160u
#define DEVICE_STATUS	(PCIE + 0x08u)

#define BUS_MASTER	0x0004u
#define INTX_OFF	0x0400u
#define COMMAND_USED	0x0547u
#define STATUS		0x28100000u	/* with an error that was recorded */
#define MSI_ON		0x00010000u
#define MSIX_ON		0x80000000u
#define PENDING		0x00200000u
#define CONTROL		0x2810u
#define FLR		0x8000u
#define AF_FLR		0x1u
#define BRIDGE_CONTROL	0x3cu
#define BUS_RESET	0x00400000u
#define DISCARD		0x08000000u
#define VF_ENABLE	0x1u
#define RRS		0xffff0001u

/* Of these a reset leaves nothing. */
#define HEADER_WORDS	0x93f8u

struct pci_model_function *pci_model_add(struct pci_model *model,
					 unsigned int group)
{
	struct pci_model_function *function =
		&model->functions[model->count++];
	uint32_t i;

	*function = (struct pci_model_function){
		.group = group,
		.ids = 0x26680000u + 0x8086u + ((uint32_t)model->count << 16),
		.command = STATUS | 0x0006,
		.msi = 0x01a1b005u,		/* 64 bits, enabled, 2 vectors */
		.msix = 0xc0070011u | 1u << 30,	/* enabled, masked */
		.control = CONTROL,
		.parent = PCI_MODEL_MAX,
	};
	for (i = 0; i < PCI_MODEL_HEADER; i++)
		if (HEADER_WORDS >> i & 1)
			function->header[i] = 0x01010000u * i + 0x10u;
	return function;
}

void pci_model_machine(const struct pci_model *model, uint64_t config,
		       struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < model->count; i++) {
		const struct pci_model_function *from = &model->functions[i];
		struct pci_function *function;

		if (from->unlisted)
			break;
		function = smmu_machine_add_function(machine);
		if (!function)
			exit(99);
		function->id = (uint16_t)(i + 8);
		function->vendor = (uint16_t)(from->vf ? 0x8086 : from->ids);
		function->device = (uint16_t)((from->ids >> 16) +
					      from->changed);
		function->class = from->bridge ? 0x060400 : 0x040300;
		function->header_type = from->bridge;
		function->is_vf = from->vf;
		function->at_pcie = from->conventional ? 0 : PCIE;
		function->at_msi = MSI;
		function->at_msix = MSIX;
		function->has_config = true;
		function->config = config + i * PCI_MODEL_CONFIG;
		function->group = from->group ? from->group : MASTER_NO_SMMU;
		function->master = function->parent = PCI_NONE;
		function->has_stream = true;
		function->stream = PCI_MODEL_STREAM(i);
	}
	machine->has_functions = true;
}

void pci_model_plan(const struct pci_model *model, uint8_t *segment,
		    size_t stage_size, size_t plan_offset, size_t size)
{
	struct smmu_plan_header *header = (void *)(segment + plan_offset);
	struct smmu_plan_entry *entry = (void *)(header + 1);
	uint32_t crc = (uint32_t)crc32(0, segment, (uInt)stage_size);
	struct smmu_plan_function *record = NULL;
	size_t i;

	for (i = 0; i < header->count; i++, entry++) {
		if (entry->type == SMMU_PLAN_FUNCTIONS) {
			record = (void *)(segment + entry->base);
			if (model->not_provoked)
				entry->flags |= SMMU_PLAN_NO_PROVOKE;
		}
		if (model->strangers && smmu_plan_is_smmu(entry->type))
			entry->flags |= SMMU_PLAN_STRANGERS;
	}
	for (i = 0; i < model->count && record; i++, record++) {
		const struct pci_model_function *from = &model->functions[i];

		if (from->unlisted)
			break;
		if (from->parent < model->count)
			record->parent = (uint16_t)from->parent;
		record->reset = from->reset;
		record->at_af = AF;
		record->at_sriov = from->sriov ? SRIOV : 0;
		if (from->silent_ok)
			record->flags |= SMMU_PLAN_FUNCTION_SILENT_OK;
	}
	crc = (uint32_t)crc32(crc, (const uint8_t *)(header + 1),
			      (uInt)(segment + size -
				     (const uint8_t *)(header + 1)));
	header->body_crc = crc;
	header->header_crc = (uint32_t)
		crc32(0, (const uint8_t *)header,
		      offsetof(struct smmu_plan_header, header_crc));
}

static uint64_t now(const struct pci_model *model)
{
	return model->clock ? *model->clock : 0;
}

/* Of the bus above it, or its own. */
static bool in_reset(const struct pci_model *model,
		     const struct pci_model_function *function)
{
	size_t parent = function->parent;

	if (now(model) < function->ready_at)
		return true;
	while (parent < model->count) {
		if (model->functions[parent].held_since)
			return true;
		parent = model->functions[parent].parent;
	}
	return false;
}

/* Its engine would go on, if it were a master. */
static bool is_engaged(const struct pci_model_function *function)
{
	return !function->bridge && !function->gone && !function->shut_down &&
	       (!function->was_reset || function->survives);
}

static bool is_master(const struct pci_model_function *function)
{
	return (function->command & BUS_MASTER) || function->defies;
}

bool pci_model_works(const struct pci_model_function *function)
{
	if (function->bridge || function->gone)
		return false;
	return (function->command & BUS_MASTER) || function->pending;
}

void pci_model_tick(struct pci_model *model)
{
	size_t i;

	for (i = 0; i < model->count; i++) {
		struct pci_model_function *function = &model->functions[i];
		bool late = function->late_at &&
			    now(model) >= function->late_at;
		bool writes = is_engaged(function) && !function->armed &&
			      is_master(function) &&
			      !in_reset(model, function);

		if (function->burst)
			*function->burst = writes || late;
		if (function->gfsr && (writes || late))
			*function->gfsr |= BIT(1);
	}
}

static void violate(struct pci_model *model, const char *what, uint64_t offset)
{
	if (!model->violation[0])
		snprintf(model->violation, sizeof(model->violation),
			 "%s at 0x%llx", what, (unsigned long long)offset);
}

/* Not the device that the loader listed. */
static bool is_another(const struct pci_model_function *function)
{
	return function->changed ||
	       (function->replaced && function->was_reset);
}

void pci_model_judge(struct pci_model *model, unsigned int group,
		     unsigned int before, unsigned int fates)
{
	size_t i;

	model->open[group] = fates & FATE_BYPASS;
	model->fenced[group] = !(fates & (FATE_BYPASS | FATE_TRANSLATE));
	for (i = 0; i < model->count; i++) {
		const struct pci_model_function *function =
			&model->functions[i];

		if (function->group != group || !(fates & FATE_BYPASS) ||
		    (before & FATE_BYPASS) || function->bridge ||
		    function->gone)
			continue;
		if (is_engaged(function) || is_master(function) ||
		    is_another(function))
			violate(model, "opened to who may write", i);
	}
	if (!(before & FATE_TRANSLATE) || (fates & FATE_TRANSLATE))
		return;
	for (i = 0; i < model->count; i++)
		model->aborted += model->functions[i].group == group &&
				  pci_model_works(&model->functions[i]);
}

static struct pci_model_function *find(struct pci_model *model,
				       uint64_t offset)
{
	uint64_t n = offset / PCI_MODEL_CONFIG;

	if (n >= model->count || model->functions[n].aborts)
		return NULL;
	if (model->functions[n].unlisted)
		violate(model, "one is touched that is not listed", offset);
	if (now(model) < model->functions[n].quiet_until)
		violate(model, "one is asked early after its reset", offset);
	return &model->functions[n];
}

/* Nothing is as it was; the time to be quiet begins. */
static void reset(struct pci_model *model, size_t n)
{
	struct pci_model_function *function = &model->functions[n];
	size_t i;

	function->resets++;
	if (function->raises && model->serror)
		*model->serror = true;
	function->quiet_until = now(model) + model->hertz / 10;
	if (function->ignores_reset)
		return;
	function->was_reset = true;
	function->ids += (uint32_t)function->replaced << 16;
	function->command = STATUS;
	function->msi &= ~MSI_ON;
	function->msix &= ~MSIX_ON;
	function->control = 0;
	function->af = 0;
	function->pending = function->pending_after;
	for (i = 0; i < PCI_MODEL_HEADER; i++)
		function->header[i] = 0;
	function->ready_at = function->ready_ticks == PCI_MODEL_NEVER ?
			     UINT64_MAX : now(model) + function->ready_ticks;
	if (function->sriov && !function->vfs_survive) {
		function->sriov_control = 0;
		for (i = 0; i < model->count; i++)
			if (model->functions[i].vf &&
			    model->functions[i].parent == n)
				model->functions[i].gone = true;
	}
}

/* Of the bus below a bridge, as long as it is held, and a millisecond at least. */
static void hold(struct pci_model *model, size_t n, bool held)
{
	struct pci_model_function *bridge = &model->functions[n];
	size_t i;

	if (held == (bridge->held_since != 0))
		return;
	if (held) {
		bridge->held_since = now(model) + 1;
		return;
	}
	if (now(model) - bridge->held_since < model->hertz / 1000)
		violate(model, "a bus is reset for less than 1 ms", n);
	bridge->held_since = 0;
	for (i = 0; i < model->count; i++)
		if (model->functions[i].parent == n &&
		    !model->functions[i].vf)
			reset(model, i);
}

bool pci_model_read(struct pci_model *model, uint64_t offset,
		    unsigned int size, uint64_t *ret_value)
{
	struct pci_model_function *function = find(model, offset);
	uint64_t at;

	if (!function)
		return false;
	if (size != 4)
		violate(model, "not of 32 bits", offset);
	function->reads++;
	at = offset % PCI_MODEL_CONFIG;
	switch (at) {
	case ID:
		*ret_value = function->vf ? UINT32_MAX : function->ids;
		break;
	case COMMAND:
		*ret_value = function->command;
		break;
	case MSI:
		*ret_value = function->msi;
		break;
	case MSIX:
		*ret_value = function->msix;
		break;
	case AF + 4:
		*ret_value = function->af | 0xabcd0000u;
		break;
	case SRIOV + 8:
		*ret_value = function->sriov_control;
		break;
	case SRIOV + 16:
		*ret_value = function->vfs | 0x00010000u;
		break;
	case DEVICE_STATUS:
		*ret_value = (function->pending ? PENDING : 0) |
			     function->control;
		if (function->pending && function->pending != PCI_MODEL_NEVER)
			function->pending--;
		break;
	default:
		*ret_value = at < 4 * PCI_MODEL_HEADER ?
			     function->header[at / 4] : 0;
		if (at >= 4 * PCI_MODEL_HEADER || at % 4 ||
		    !(HEADER_WORDS >> at / 4 & 1))
			violate(model, "what is read", offset);
	}
	if (function->gone || in_reset(model, function))
		*ret_value = UINT32_MAX;
	if (!function->gone && in_reset(model, function) &&
	    function->retries && at == ID)
		*ret_value = RRS;
	return true;
}

static void write_command(struct pci_model *model,
			  struct pci_model_function *function, uint32_t value)
{
	uint32_t fixed = function->ignores_master ? BUS_MASTER : 0;

	if (value >> 16)
		violate(model, "Status is cleared", COMMAND);
	if (!(value & INTX_OFF))
		violate(model, "INTx is left on", COMMAND);
	if (function->bridge && !(value & BUS_MASTER))
		violate(model, "a bridge loses Bus Master", COMMAND);
	if (value & BUS_MASTER && !function->bridge) {
		function->provoked = true;
		if (!model->fenced[function->group])
			violate(model, "a master without a fence", COMMAND);
	} else if (function->provoked && function->late_ticks) {
		function->late_at = now(model) + function->late_ticks;
	}
	fixed |= ~COMMAND_USED;
	function->command = (function->command & fixed) | (value & ~fixed);
	if (model->open[function->group])
		model->stopped_early++;
}

/* Of Message Control nothing but the enable may change. */
static void write_msi(struct pci_model *model,
		      const struct pci_model_function *function, uint32_t *word,
		      uint32_t value, uint32_t enable)
{
	if ((*word ^ value) & ~enable)
		violate(model, "Message Control", word == &function->msi ?
						  MSI : MSIX);
	if (!function->ignores_msi)
		*word = value;
}

static void write_header(struct pci_model *model, size_t n, uint64_t at,
			 uint32_t value)
{
	struct pci_model_function *function = &model->functions[n];

	if (at >= 4 * PCI_MODEL_HEADER || at % 4 ||
	    !(HEADER_WORDS >> at / 4 & 1)) {
		violate(model, "what is written", at);
		return;
	}
	if (function->bridge) {
		if (at != BRIDGE_CONTROL || (value & DISCARD) ||
		    ((value ^ function->header[at / 4]) &
		     ~(BUS_RESET | DISCARD)))
			violate(model, "a bridge is written", at);
		hold(model, n, value & BUS_RESET);
	}
	if (!function->was_reset || !function->forgets)
		function->header[at / 4] = value;
}

bool pci_model_write(struct pci_model *model, uint64_t offset,
		     unsigned int size, uint64_t value)
{
	struct pci_model_function *function = find(model, offset);
	uint64_t at = offset % PCI_MODEL_CONFIG;
	size_t n = offset / PCI_MODEL_CONFIG;

	if (!function)
		return false;
	if (size != 4)
		violate(model, "not of 32 bits", offset);
	function->writes++;
	if (is_another(function))
		violate(model, "another device is written", offset);
	switch (at) {
	case COMMAND:
		write_command(model, function, (uint32_t)value);
		break;
	case MSI:
		write_msi(model, function, &function->msi, (uint32_t)value,
			  MSI_ON);
		break;
	case MSIX:
		write_msi(model, function, &function->msix, (uint32_t)value,
			  MSIX_ON);
		break;
	case DEVICE_STATUS:
		if (value >> 16)
			violate(model, "Device Status is cleared", offset);
		function->control = (uint32_t)value & 0x7fff;
		if (value & FLR)
			reset(model, n);
		break;
	case AF + 4:
		if (value >> 16 != 0xabcd)
			violate(model, "what is behind AF is written", offset);
		if (value & AF_FLR)
			reset(model, n);
		break;
	default:
		write_header(model, n, at, (uint32_t)value);
	}
	pci_model_tick(model);
	return true;
}
