/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions by their configuration spaces, which follow each other, and by
 * what they do to memory, of which their SMMU is told. DMA that it refuses is
 * counted; writes that nobody may make, and an SMMU that is opened to a function
 * that may go on, are held against the stage.
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
#define PCI_MODEL_HEADER	16u		/* words */
#define PCI_MODEL_STREAM(n)	((uint32_t)(n) + 8)	/* of function n */

struct pci_model_function {
	/* Configuration: to be set before the run. */
	unsigned int group;	/* of the SMMU; 0: behind none */
	uint32_t ids;		/* as they read */
	bool bridge;
	bool vf;
	bool conventional;	/* not PCI Express */
	bool ignores_master;	/* Bus Master stays as it is */
	bool defies;		/* goes on without it */
	bool ignores_msi;	/* so do the enables of MSI and MSI-X */
	bool gone;		/* reads as all ones */
	bool changed;		/* another one than the loader knew */
	bool aborts;		/* no access is answered */
	uint32_t pending;	/* polls until its transactions have ended */

	/* The same, for resets: see struct smmu_plan_function. */
	size_t parent;		/* index; PCI_MODEL_MAX: none */
	uint8_t reset;		/* SMMU_PLAN_RESET_* */
	bool silent_ok;
	bool sriov;		/* a PF */
	uint32_t vfs;		/* that are enabled */
	bool unlisted;		/* the loader does not know it; to be last */
	bool ignores_reset;
	bool survives;		/* its engine does, not Command */
	bool vfs_survive;	/* VF Enable does */
	bool replaced;		/* another device is there after it */
	bool forgets;		/* its header cannot be written after it */
	bool raises;		/* an SError comes of it */
	bool retries;		/* while it is not ready: RRS */
	uint64_t ready_ticks;	/* after its reset; NEVER: not at all */
	uint32_t pending_after;	/* polls, after its reset */

	/*
	 * Its engine goes on where it was whenever it may, unless it was shut
	 * down; an armed one is silent as long as the stage runs.
	 */
	bool shut_down, armed;
	uint64_t late_ticks;	/* a write comes so long after it was calmed */
	uint32_t *burst;	/* what it does at its SMMU: 1, or 0 */
	uint32_t *gfsr;		/* or this fault, which stays */

	/* State. */
	uint32_t command, msi, msix;	/* words with what else they hold */
	uint32_t header[PCI_MODEL_HEADER], control, af, sriov_control;
	bool provoked;		/* it was a master again since its reset */
	bool was_reset;
	uint64_t quiet_until;	/* nobody may ask it */
	uint64_t ready_at;
	uint64_t late_at;
	uint64_t held_since;	/* a bridge: the bus is in reset; 0: it is not */
	size_t reads, writes, resets;
};

struct pci_model {
	struct pci_model_function functions[PCI_MODEL_MAX];
	size_t count;
	const uint64_t *clock;	/* the processor's, */
	uint64_t hertz;		/* ticks a second */
	/* By group: transactions pass without being translated. */
	bool open[PCI_MODEL_MAX];
	/* And none passes: what is behind it may be a master. */
	bool fenced[PCI_MODEL_MAX];
	bool *serror;		/* where one is raised */
	/* What the plan says of all. */
	bool strangers, not_provoked;
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

/*
 * What the plan says of their resets, and of strangers, whatever the loader makes
 * of that. Checksums are made again.
 */
void pci_model_plan(const struct pci_model *model, uint8_t *segment,
		    size_t stage_size, size_t plan_offset, size_t size);

/* Time has passed: what they do now. */
void pci_model_tick(struct pci_model *model);

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
