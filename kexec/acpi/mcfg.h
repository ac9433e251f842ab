/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the configuration spaces of an ACPI machine are: MCFG (PCI Firmware
 * Specification 3.2, section 4.1.2). Pure: no I/O, no printing.
 */
#ifndef ACPI_MCFG_H
#define ACPI_MCFG_H

#include <stddef.h>

#include "machine/smmu.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * Read the table in blob[0, size), of any alignment: a window of the machine
 * for each of its allocations, with the address of its own first bus. None for
 * a machine whose configuration spaces are not ECAM, or not for every access
 * width, although its table says so: the makers in Linux's mcfg_quirks[]
 * (drivers/acpi/pci_mcfg.c), whatever their revisions and segments.
 *
 * Returns 0, or -1 with the reason in *why (without the name of the source):
 * the table is truncated, or memory ran out.
 */
int mcfg_parse(const void *blob, size_t size, struct smmu_machine *machine,
	       struct message *why) _must_check_ _nonnull_(1, 3, 4);

#endif
