/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a machine's PSCI (Arm DEN 0022) is called, of a version that has
 * SYSTEM_RESET: 0.2 or later. Pure: no I/O, no printing.
 */
#ifndef DEVTREE_PSCI_H
#define DEVTREE_PSCI_H

#include <stddef.h>
#include <stdint.h>

#include "util/message.h"

/*
 * By a device tree's node of compatible arm,psci-1.0 or arm,psci-0.2. Returns 0
 * and SMMU_PLAN_CONDUIT_HVC or _SMC, or -1 and why there is none.
 */
int psci_from_fdt(const void *blob, size_t size, uint8_t *ret_conduit,
		  struct message *why);

#endif
