/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions by their configuration spaces, which follow each other. Their
 * DMA that is refused by the SMMU is counted, and writes that nobody may make
 * are held against the stage.
 */
#ifndef PCI_MODEL_H
#define PCI_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"

#define PCI_MODEL_MAX		1025
#define PCI_MODEL_CONFIG	0x1000u		/* bytes of each */
#define PCI_MODEL_NEVER		UINT32_MAX

struct pci_model_function {
	/* Configuration: to be set before the run. */
	unsigned int group;	/* of the SMMU; 0: behind none */
	uint32_t ids;		/* as they read */
	bool bridge;
	bool vf;
	bool conventional;	/* not PCI Express */
	bool ignores_master;	/* Bus Master stays as it is */
	bool ignores_msi;	/* so do the enables of MSI and MSI-X */
	bool gone;		/* reads as all ones */
	bool changed;		/* another one than the loader knew */
	bool aborts;		/* no access is answered */
	uint32_t pending;	/* polls until its transactions have ended */

	/* State. */
	uint32_t command, msi, msix;	/* words with what else they hold */
	size_t reads, writes;
};

struct pci_model {
	struct pci_model_function functions[PCI_MODEL_MAX];
	size_t count;
	/* By group: transactions pass without being translated. */
	bool open[PCI_MODEL_MAX];
	size_t aborted;		/* functions that a fence found at work */
	size_t stopped_early;	/* that were stopped although it is open */
	char violation[120];	/* the first, "" if none */
};

/* A function that does all it can, with MSI and MSI-X, behind that group. */
struct pci_model_function *pci_model_add(struct pci_model *model,
					 unsigned int group);

/* As the loader knows them; config: the address of the first one's space. */
void pci_model_machine(const struct pci_model *model, uint64_t config,
		       struct smmu_machine *machine);

/* Can it still do DMA, or be waiting for the end of some? */
bool pci_model_works(const struct pci_model_function *function);

/* What the SMMU of that group does now with transactions: FATE_*, together. */
void pci_model_judge(struct pci_model *model, unsigned int group,
		     unsigned int before, unsigned int fates);

/* An access; false: it is not answered. */
bool pci_model_read(struct pci_model *model, uint64_t offset,
		    unsigned int size, uint64_t *ret_value);
bool pci_model_write(struct pci_model *model, uint64_t offset,
		     unsigned int size, uint64_t value);

#endif
