/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions, as the running kernel shows them, and the masters of the
 * tables: which SMMU each is behind, its StreamID, and where its configuration
 * space is. Pure.
 */
#ifndef MASTERS_JOIN_H
#define MASTERS_JOIN_H

#include <stddef.h>

#include "machine/smmu.h"
#include "util/macros.h"

/*
 * Sort the machine's functions by segment and ID, and fill in what pci.h says.
 *
 * The requester ID is the function's own, unless a bridge to conventional PCI
 * is on the way up: then it is what the bridge nearest to the root puts there,
 * its own ID or function 0 of its secondary bus (PCI Express to PCI/PCI-X
 * Bridge Specification 1.0, section 2.3), as Linux has it in
 * pci_for_each_dma_alias(). If it is not known what a bridge on the way is,
 * neither is the ID; the SMMU is that of the function's own.
 *
 * memory[0, size) is /proc/iomem: where it shows the windows that the kernel
 * uses ("PCI ECAM"), a configuration space outside of them has no address; nor
 * has any where it cannot be read.
 */
void join_functions(struct smmu_machine *machine, const char *memory,
		    size_t size) _nonnull_(1, 2);

/* The index of a function, or PCI_NONE. They are sorted. */
size_t join_find(const struct smmu_machine *machine, uint32_t segment,
		 uint16_t id);

/*
 * Which function has a StreamID at an SMMU: the first from index at, or
 * PCI_NONE. Behind one bridge to conventional PCI there are several.
 */
size_t join_next(const struct smmu_machine *machine, size_t at, uint32_t group,
		 uint32_t stream);

#endif
