/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a function's configuration space says (PCI Express Base Specification
 * 5.0, chapter 7). Pure: the caller reads.
 */
#ifndef MASTERS_CAPABILITIES_H
#define MASTERS_CAPABILITIES_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/pci.h"
#include "util/macros.h"

/*
 * Read the 32 bits at an offset, a multiple of 4. Returns whether they can be
 * read: Linux shows only the header to users other than root.
 */
typedef bool capabilities_read(void *context, uint16_t offset, uint32_t *ret_value);

/*
 * Fill in the fields of *function from its capabilities and header, except IDs
 * and class: those of a VF are in its PF (SR-IOV). Only the header and
 * capabilities are read, nothing in between, because reads of some devices'
 * registers have side effects. What cannot be read stays unknown.
 */
void capabilities_decode(capabilities_read *get, void *context,
		   struct pci_function *function) _nonnull_(1, 3);

#endif
