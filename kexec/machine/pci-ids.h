/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of PCI vendors and devices, as the file pci.ids has them
 * (https://pci-ids.ucw.cz, pci.ids(5)): what lspci shows. Pure.
 */
#ifndef MACHINE_PCI_IDS_H
#define MACHINE_PCI_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"

struct pci_ids {
	char *text;		/* owned; NULL: no name is known */
	size_t size;
	uint32_t *vendors;	/* owned; for each ID 1 + where its line is, or 0 */
};

/* Room for a name; a longer one is truncated. */
#define PCI_IDS_NAME_SIZE	128

/*
 * Index text[0, size), of less than 4 GiB; lines of any other kind are skipped.
 * Returns 0, and the text, which came from malloc(), is owned; or -1 where
 * memory ran out. Free with pci_ids_clear().
 */
int pci_ids_index(char *text, size_t size, struct pci_ids *ret_ids)
	_must_check_ _nonnull_(1, 3);
void pci_ids_clear(struct pci_ids *ids) _nonnull_(1);

/*
 * The names of a vendor and of its device, each "" where it is not known. Bytes
 * are as the file has them.
 */
void pci_ids_find(const struct pci_ids *ids, uint16_t vendor, uint16_t device,
		  char ret_vendor[static PCI_IDS_NAME_SIZE],
		  char ret_device[static PCI_IDS_NAME_SIZE]) _nonnull_(1);

#endif
