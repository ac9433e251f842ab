/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The PCI functions, as sysfs shows them. */
#ifndef HOST_FUNCTIONS_H
#define HOST_FUNCTIONS_H

#include "machine/pci-ids.h"
#include "machine/smmu.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * Add the functions below sys (/sys) to a machine that was read from the
 * running kernel's own tables, and join them: see masters/join.h. Without PCI
 * there are none. proc is /proc. What only root may read is unknown to others,
 * which is not an error. Once they are there nothing is read again. Returns 0,
 * or -1 with the reason in *why.
 */
int functions_read(const char *sys, const char *proc, struct smmu_machine *machine,
	     struct message *why) _must_check_ _nonnull_(1, 2, 3, 4);

/*
 * Let Linux reset a function. If Linux cannot, but Bus Master is off, that is
 * no error. Returns 0, or -1 with its name and the reason in *why.
 */
int functions_reset(const char *sys, const struct pci_function *function,
		    struct message *why) _must_check_ _nonnull_(1, 2, 3);

/*
 * The names of PCI devices, if this system has them: see machine/pci-ids.h.
 * Free with pci_ids_clear().
 */
void functions_names(struct pci_ids *ret_ids) _nonnull_(1);

#endif
