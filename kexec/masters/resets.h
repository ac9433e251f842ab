/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which resets of a function the running kernel would use: reset_method of
 * sysfs (Documentation/ABI/testing/sysfs-bus-pci), which carries the kernel's
 * quirks. Pure.
 */
#ifndef MASTERS_RESETS_H
#define MASTERS_RESETS_H

#include <stddef.h>

#include "machine/pci.h"
#include "util/macros.h"

/* The words, in the order of the bits of enum pci_reset. */
#define RESETS_WORDS	7
extern const char *const resets_words[RESETS_WORDS];

/* Note the words of the text. Unknown ones are resets that only Linux can do. */
void resets_parse(const char *text, struct pci_function *function)
	_nonnull_(1, 2);

/*
 * The reset with which a stage can do what the kernel would do first: that of
 * the function itself (PCI_RESET_FLR, PCI_RESET_AF_FLR), or else that of the
 * bus, if the kernel would use it at all; 0: none. Leaving D3hot does not
 * count: it is not certain to stop a device. CXL devices have none, nor has
 * what may be one.
 */
unsigned int resets_first(const struct pci_function *function) _nonnull_(1);

#endif
