/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/psci.h"

#include <stdbool.h>

#include "devtree/node.h"
#include "smmu-plan.h"

int devtree_psci(const void *blob, size_t size, uint8_t *ret_conduit,
		 struct message *why)
{
	struct property method;
	struct node node;
	bool has_old = false;

	if (node_root(blob, size, &node, why))
		return -1;
	while (node_next(&node)) {
		bool has_reset = node_is(&node, "arm,psci-1.0") ||
				 node_is(&node, "arm,psci-0.2");

		has_old |= node_is(&node, "arm,psci");
		if (!has_reset || !node_enabled(&node))
			continue;
		method = node_property(&node, "method");
		if (blob_text_is(method, "hvc")) {
			*ret_conduit = SMMU_PLAN_CONDUIT_HVC;
			return 0;
		}
		if (blob_text_is(method, "smc")) {
			*ret_conduit = SMMU_PLAN_CONDUIT_SMC;
			return 0;
		}
		return message_set(why, "PSCI's method is neither hvc nor smc");
	}
	if (has_old)
		message_set(why, "PSCI 0.1, which has no SYSTEM_RESET");
	else
		message_set(why, "no PSCI in the device tree");
	return -1;
}
