/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machines whose firmware gets hardware errors first: those with an ACPI
 * Hardware Error Source Table (ACPI Specification 6.5, section 18.3.2).
 */
#ifndef COMMAND_HEST_H
#define COMMAND_HEST_H

#include "machine/smmu.h"

/*
 * At the load of a crash kernel: where an SMMU is to abort, and the running
 * kernel shows such a table, say in one line what that can come to.
 */
void hest_warn(const struct smmu_machine *machine);

#endif
