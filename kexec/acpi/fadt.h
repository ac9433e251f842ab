/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How to call an ACPI machine's PSCI, and whether the machine is Qualcomm's.
 * Pure: no I/O, no printing.
 */
#ifndef ACPI_FADT_H
#define ACPI_FADT_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/*
 * Read ARM_BOOT_ARCH of a Fixed ACPI Description Table (ACPI Specification 6.5,
 * section 5.2.9.4): PSCI of a version that has SYSTEM_RESET. Returns 0 and
 * SMMU_PLAN_CONDUIT_HVC or _SMC, or -1 and why there is none.
 */
int fadt_parse(const void *blob, size_t size, uint8_t *ret_conduit,
	       struct message *why) _must_check_ _nonnull_(1, 3, 4);

/*
 * Is the machine Qualcomm's? Its firmware says so in the Hypervisor Vendor
 * Identity (ACPI Specification 6.5, table 5.9), on machines without a
 * hypervisor too; older revisions have none. Returns 1 or 0, or -1 with the
 * reason in *why (without the name of the source).
 */
int fadt_is_qualcomm(const void *blob, size_t size, struct message *why)
	_must_check_ _nonnull_(1, 3);

#endif
