/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The finder: the machine's SMMUs from what firmware and the kernel before left,
 * for a stage whose plan names none. Writes nothing but its own memory; reads
 * the tree, EFI's map, and tables that lie where that map has tables.
 */
#ifndef FINDER_FINDER_H
#define FINDER_FINDER_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/acpi.h"
#include "finder/devices.h"
#include "finder/efi.h"
#include "finder/found.h"
#include "finder/memory.h"
#include "finder/tree.h"

/*
 * A search, some 1.3 KiB. The caller sets entries, room, settle_us and action of
 * found.
 */
struct finder {
	struct found found;	/* then what was found */
	struct memory memory;	/* why it failed, if it did */
	bool by_acpi;		/* the IORT was the source, not the tree */
	struct tree tree;
	struct devices devices;
	struct efi efi;
	struct acpi acpi;
};

/*
 * Look for the SMMUs of the machine whose device tree is at that address. By
 * Linux's rule: the tree, if it has a node other than /chosen; else ACPI.
 *
 * Returns true when all was looked at, and found.count says how many entries
 * there are, 0 as well: in the loader's order, with found.action, or left alone
 * (SMMU_PLAN_KEEP, SMMU_PLAN_UNTOUCHED) by the loader's rules for SMMUs that
 * nobody named. What is disabled, reserved or has no address is not among them.
 *
 * Returns false where it could not look, with the reason in memory.failure. Then
 * the entries are not to be used: tables that are wrong in one place are not
 * believed in another.
 */
bool finder_look(struct finder *finder, uint64_t tree);

#endif
