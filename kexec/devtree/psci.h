/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to call PSCI, according to a device tree. Pure: no I/O, no printing. */
#ifndef DEVTREE_PSCI_H
#define DEVTREE_PSCI_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/*
 * How a machine's PSCI (Arm DEN 0022) is called, of a version that has
 * SYSTEM_RESET: by a node of compatible arm,psci-1.0 or arm,psci-0.2. Returns 0
 * and SMMU_PLAN_CONDUIT_HVC or _SMC, or -1 and why there is none.
 */
int devtree_psci(const void *blob, size_t size, uint8_t *ret_conduit,
		 struct message *why) _must_check_ _nonnull_(1, 3, 4);

#endif
