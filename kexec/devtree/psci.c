/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/psci.h"

#include <stdbool.h>
#include <string.h>

#include "devtree/node.h"
#include "smmu-plan.h"

static bool text_is(struct property text, const char *word)
{
	return text.size > strlen(word) &&
	       !memcmp(text.data, word, strlen(word) + 1);
}

static int read_method(const struct fdt_node *node, uint8_t *ret_conduit,
		       struct message *why)
{
	struct property method = fdt_node_property(node, "method",
						   strlen("method"));

	if (text_is(method, "hvc")) {
		*ret_conduit = SMMU_PLAN_CONDUIT_HVC;
	} else if (text_is(method, "smc")) {
		*ret_conduit = SMMU_PLAN_CONDUIT_SMC;
	} else {
		message_set(why, "PSCI's method is neither hvc nor smc");
		return -1;
	}
	return 0;
}

int psci_from_fdt(const void *blob, size_t size, uint8_t *ret_conduit,
		  struct message *why)
{
	struct fdt_node node;
	bool has_old = false;

	if (fdt_node_root(blob, size, &node, why))
		return -1;
	while (fdt_node_next(&node)) {
		bool has_reset = fdt_node_is(&node, "arm,psci-1.0") ||
				 fdt_node_is(&node, "arm,psci-0.2");

		if (has_reset && fdt_node_enabled(&node))
			return read_method(&node, ret_conduit, why);
		has_old |= fdt_node_is(&node, "arm,psci");
	}
	if (has_old)
		message_set(why, "PSCI 0.1, which has no SYSTEM_RESET");
	else
		message_set(why, "no PSCI in the device tree");
	return -1;
}
