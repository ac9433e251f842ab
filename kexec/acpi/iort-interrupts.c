/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/iort-interrupts.h"

/* SMMUv1 or v2 node: where its arrays are. */
#define V2_AT_GLOBAL		40u
#define V2_AT_CONTEXT_COUNT	44u
#define V2_AT_CONTEXT		48u
#define V2_LEAST		52u
/* SMMU_NSgIrpt and SMMU_NSgCfgIrpt, then one for each context bank. */
#define V2_GLOBAL_COUNT		2u
#define V2_INTERRUPT_SIZE	8u	/* GSIV, flags */

/* SMMUv3 node: event queue, PRI queue, global errors, CMD_SYNC. */
#define V3_AT_GSIVS		44u
#define V3_GSIV_COUNT		4u
#define V3_GSIV_SIZE		4u

/* An array of the node, as far as the node reaches. */
static int read_array(struct iort_walk *walk, const struct iort_node *node,
		      size_t offset, size_t count, size_t element)
{
	size_t at;

	for (at = offset; count && at <= node->size &&
			  node->size - at >= element; count--, at += element) {
		if (gic_list_add(&walk->machine.interrupts,
				 (unsigned int)walk->machine.smmu_count - 1,
				 acpi_get32(&walk->table, node->at + at)))
			return message_oom(walk->why);
	}
	return 0;
}

int iort_interrupts_v2(struct iort_walk *walk, const struct iort_node *node)
{
	const struct acpi_table *table = &walk->table;

	if (node->size < V2_LEAST)
		return 0;
	if (read_array(walk, node, acpi_get32(table, node->at + V2_AT_GLOBAL),
		       V2_GLOBAL_COUNT, V2_INTERRUPT_SIZE))
		return -1;
	return read_array(walk, node,
			  acpi_get32(table, node->at + V2_AT_CONTEXT),
			  acpi_get32(table, node->at + V2_AT_CONTEXT_COUNT),
			  V2_INTERRUPT_SIZE);
}

int iort_interrupts_v3(struct iort_walk *walk, const struct iort_node *node)
{
	return read_array(walk, node, V3_AT_GSIVS, V3_GSIV_COUNT, V3_GSIV_SIZE);
}
