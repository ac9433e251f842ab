/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The finder: looks for the machine's SMMUs in what firmware and the previous
 * kernel left, for a stage whose plan names none. It writes only its own
 * memory, and reads the tree, EFI's map, and tables that lie where that map has
 * tables.
 */
#ifndef FINDER_FINDER_H
#define FINDER_FINDER_H

#include <stdint.h>

#include "finder/state.h"

/*
 * Look for the SMMUs of the machine whose device tree is at that address. By
 * Linux's rule: the tree, if it has a node other than /chosen; else ACPI. The
 * caller has set the finder's first fields.
 *
 * Returns when all was looked at, and count says how many entries there are, 0
 * as well: in the loader's order, with action, or left alone (SMMU_PLAN_KEEP,
 * SMMU_PLAN_UNTOUCHED) by the loader's rules for SMMUs that no rule names. What
 * is disabled, reserved or has no address is not among them.
 *
 * Where it could not look, failure says why, and io_stop() is called. Then the
 * entries are not to be used: tables that are wrong in one place are not
 * believed in another.
 */
void finder_look(uint64_t tree);

/*
 * What it does last: fails if an SMMU to be touched is in RAM, and forgets a
 * console that is. Where it could not look, it may have found a console before;
 * then the count has to be 0.
 */
void finder_check_ram(void);

#endif
