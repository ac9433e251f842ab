/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offsets and bits are transcribed here once more: see pci/function.c. */
#include "model/pci-model.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/fate.h"

#define ID		0x00u
#define COMMAND		0x04u
#define PCIE		0x40u
#define MSI		0x70u
#define MSIX		0xb0u
#define DEVICE_STATUS	(PCIE + 0x08u)

#define BUS_MASTER	0x0004u
#define INTX_OFF	0x0400u
#define COMMAND_USED	0x0547u
#define STATUS		0x28100000u	/* with an error that was recorded */
#define MSI_ON		0x00010000u
#define MSIX_ON		0x80000000u
#define PENDING		0x00200000u

struct pci_model_function *pci_model_add(struct pci_model *model,
					 unsigned int group)
{
	struct pci_model_function *function =
		&model->functions[model->count++];

	*function = (struct pci_model_function){
		.group = group,
		.ids = 0x26680000u + 0x8086u + ((uint32_t)model->count << 16),
		.command = STATUS | 0x0006,
		.msi = 0x01a1b005u,		/* 64 bits, enabled, 2 vectors */
		.msix = 0xc0070011u | 1u << 30,	/* enabled, masked */
	};
	return function;
}

void pci_model_machine(const struct pci_model *model, uint64_t config,
		       struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < model->count; i++) {
		const struct pci_model_function *from = &model->functions[i];
		struct pci_function *function =
			smmu_machine_add_function(machine);

		if (!function)
			exit(99);
		function->id = (uint16_t)(i + 8);
		function->vendor = (uint16_t)(from->vf ? 0x8086 : from->ids);
		function->device = (uint16_t)((from->ids >> 16) +
					      from->changed);
		function->class = from->bridge ? 0x060400 : 0x040300;
		function->is_vf = from->vf;
		function->at_pcie = from->conventional ? 0 : PCIE;
		function->at_msi = MSI;
		function->at_msix = MSIX;
		function->has_config = true;
		function->config = config + i * PCI_MODEL_CONFIG;
		function->group = from->group ? from->group : MASTER_NO_SMMU;
		function->master = PCI_NONE;
	}
	machine->has_functions = true;
}

bool pci_model_works(const struct pci_model_function *function)
{
	if (function->bridge || function->gone)
		return false;
	return (function->command & BUS_MASTER) || function->pending;
}

static void violate(struct pci_model *model, const char *what, uint64_t offset)
{
	if (!model->violation[0])
		snprintf(model->violation, sizeof(model->violation),
			 "%s at 0x%llx", what, (unsigned long long)offset);
}

void pci_model_judge(struct pci_model *model, unsigned int group,
		     unsigned int before, unsigned int fates)
{
	size_t i;

	model->open[group] = fates & FATE_BYPASS;
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
	return &model->functions[n];
}

bool pci_model_read(struct pci_model *model, uint64_t offset,
		    unsigned int size, uint64_t *ret_value)
{
	struct pci_model_function *function = find(model, offset);

	if (!function)
		return false;
	if (size != 4)
		violate(model, "not of 32 bits", offset);
	function->reads++;
	switch (offset % PCI_MODEL_CONFIG) {
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
	case DEVICE_STATUS:
		*ret_value = function->pending ? PENDING | 0x2810 : 0x2810;
		if (function->pending && function->pending != PCI_MODEL_NEVER)
			function->pending--;
		break;
	default:
		violate(model, "what is read", offset);
		*ret_value = 0;
	}
	if (function->gone)
		*ret_value = UINT32_MAX;
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

bool pci_model_write(struct pci_model *model, uint64_t offset,
		     unsigned int size, uint64_t value)
{
	struct pci_model_function *function = find(model, offset);

	if (!function)
		return false;
	if (size != 4)
		violate(model, "not of 32 bits", offset);
	function->writes++;
	switch (offset % PCI_MODEL_CONFIG) {
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
	default:
		violate(model, "what is written", offset);
	}
	return true;
}
