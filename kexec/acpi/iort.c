/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "acpi/iort.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/macros.h"
#include "acpi/iort-interrupts.h"
#include "acpi/iort-masters.h"
#include "acpi/iort-rmr.h"
#include "acpi/iort-walk.h"

/* The maker's fields in every table's header: ACPI 6.5, table 5.4. */
#define AT_OEM_ID		10u
#define AT_COMPILER_ID		28u

/* The table's own fields, and where the first node may be. */
#define AT_NODE_COUNT		36u
#define AT_NODE_OFFSET		40u
#define IORT_HEADER_SIZE	48u

/* Of a node, from its start. */
#define AT_TYPE			0u
#define AT_LENGTH		1u

/* An SMMU's node, from its start; as much as we read. */
#define AT_BASE			16u

/* SMMUv1 or v2. */
#define V2_AT_SPAN		24u
#define V2_AT_MODEL		32u
#define V2_LEAST		36u

/* SMMUv3. */
#define V3_AT_MODEL		40u
#define V3_LEAST		44u

struct model {
	const char *name;
	enum smmu_version version;
	bool page0_only;
};

/* Models of an SMMUv1 or v2 node, by their numbers. */
static const struct model models_v2[] = {
	{ "smmu-v1", SMMU_VERSION_V1, false },
	{ "smmu-v2", SMMU_VERSION_V2, false },
	{ "mmu-400", SMMU_VERSION_V1, false },
	{ "mmu-500", SMMU_VERSION_V2, false },
	{ "mmu-401", SMMU_VERSION_V1, false },
	{ "thunderx", SMMU_VERSION_V2, false },
};

/* Models of an SMMUv3 node. */
static const struct model models_v3[] = {
	{ "smmu-v3", SMMU_VERSION_V3, false },
	{ "hisilicon-161x", SMMU_VERSION_V3, false },
	{ "cavium-cn99xx", SMMU_VERSION_V3, true },
};

static const struct kind {
	uint8_t type;
	size_t least;			/* as much as we read */
	size_t at_model;
	const struct model *models;
	size_t model_count;
	enum smmu_version version;	/* of other models */
	int (*interrupts)(struct iort_walk *walk, const struct iort_node *node);
} kinds[] = {
	{ IORT_SMMU_V1_V2, V2_LEAST, V2_AT_MODEL, models_v2,
	  ARRAY_SIZE(models_v2), SMMU_VERSION_V2, iort_interrupts_v2 },
	{ IORT_SMMU_V3, V3_LEAST, V3_AT_MODEL, models_v3,
	  ARRAY_SIZE(models_v3), SMMU_VERSION_V3, iort_interrupts_v3 },
};

static int add_smmu(struct iort_walk *walk, const struct iort_node *node,
		    const struct kind *kind)
{
	void *offsets = walk->offsets;
	struct smmu *smmu;
	uint32_t model;
	size_t *offset;

	if (node->size < kind->least)
		return message_set(walk->why, "corrupt IORT: the SMMU at 0x%zx has only %zu bytes",
				   node->at, node->size);
	offset = array_add(&offsets, &walk->offset_count, sizeof(*offset));
	walk->offsets = offsets;
	smmu = smmu_machine_add(&walk->machine);
	if (!offset || !smmu)
		return message_oom(walk->why);
	*offset = node->at;
	smmu->group = (unsigned int)(walk->machine.smmu_count - 1);
	smmu->base = acpi_get64(&walk->table, node->at + AT_BASE);
	smmu->has_base = true;
	smmu->status = smmu->base ? SMMU_OKAY : SMMU_UNREACHABLE;
	if (kind->type == IORT_SMMU_V1_V2) {
		smmu->size = acpi_get64(&walk->table, node->at + V2_AT_SPAN);
		smmu->has_size = smmu->size;
	}

	model = acpi_get32(&walk->table, node->at + kind->at_model);
	if (model < kind->model_count) {
		smmu->version = kind->models[model].version;
		smmu->page0_only = kind->models[model].page0_only;
		smmu->model = strdup(kind->models[model].name);
	} else {
		smmu->version = kind->version;
		if (asprintf(&smmu->model, "unknown-%" PRIu32, model) < 0)
			smmu->model = NULL;
	}
	if (asprintf(&smmu->name, "IORT@0x%zx", node->at) < 0)
		smmu->name = NULL;
	if (!smmu->name || !smmu->model)
		return message_oom(walk->why);
	return kind->interrupts(walk, node);
}

/*
 * Returns 1 for a node, 0 where there is nothing more but zeros, if anything,
 * -1 with *walk->why set.
 */
static int node_at(struct iort_walk *walk, size_t at,
		   struct iort_node *ret_node)
{
	const struct acpi_table *table = &walk->table;
	size_t size;

	if (acpi_rest_is_zero(table, at))
		return 0;
	if (!acpi_has(table, at, IORT_NODE_SIZE))
		return message_set(walk->why, "corrupt IORT: the node at 0x%zx is truncated",
				   at);
	size = acpi_get16(table, at + AT_LENGTH);
	if (size < IORT_NODE_SIZE)
		return message_set(walk->why, "corrupt IORT: the node at 0x%zx has a length of %zu",
				   at, size);
	if (!acpi_has(table, at, size))
		return message_set(walk->why, "corrupt IORT: the node at 0x%zx of %zu bytes extends past the end of the table",
				   at, size);
	ret_node->at = at;
	ret_node->size = size;
	ret_node->type = table->bytes[at + AT_TYPE];
	return 1;
}

static int read_node(struct iort_walk *walk, const struct iort_node *node)
{
	void *masters = walk->masters;
	struct iort_node *master;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (node->type == kinds[i].type)
			return add_smmu(walk, node, &kinds[i]);
	}
	if (node->type != IORT_NAMED_COMPONENT &&
	    node->type != IORT_ROOT_COMPLEX && node->type != IORT_RMR)
		return 0;
	/* Kept for later: the SMMUs that it refers to may follow it. */
	master = array_add(&masters, &walk->master_count, sizeof(*master));
	walk->masters = masters;
	if (!master)
		return message_oom(walk->why);
	*master = *node;
	return 0;
}

static int walk_nodes(struct iort_walk *walk)
{
	uint32_t count = acpi_get32(&walk->table, AT_NODE_COUNT);
	size_t at = acpi_get32(&walk->table, AT_NODE_OFFSET);
	struct iort_node node;
	uint32_t read;

	if (!count)
		at = IORT_HEADER_SIZE;
	else if (at < IORT_HEADER_SIZE || at >= walk->table.size)
		return message_set(walk->why, "corrupt IORT: the first node cannot be at 0x%zx",
				   at);
	for (read = 0; read < count; read++) {
		int found = node_at(walk, at, &node);

		if (found < 0 || (found && read_node(walk, &node)))
			return -1;
		if (!found)
			break;
		at += node.size;
	}
	if (count && !read)
		return message_set(walk->why, "corrupt IORT: no node at 0x%zx, where the first of %" PRIu32 " should be",
				   at, count);
	if (read < count)
		iort_warn(walk, "its header counts %" PRIu32 " nodes, but there are %" PRIu32,
			  count, read);
	else if (!acpi_rest_is_zero(&walk->table, at))
		iort_warn(walk, "the %zu bytes after the last node are ignored",
			  walk->table.size - at);
	return 0;
}

/* By base, those of one base in the table's order. */
static int compare_bases(const void *one, const void *other)
{
	const struct smmu *a = *(const struct smmu *const *)one;
	const struct smmu *b = *(const struct smmu *const *)other;

	if (a->base != b->base)
		return a->base < b->base ? -1 : 1;
	return a->group < b->group ? -1 : a->group > b->group;
}

static int find_twins(struct iort_walk *walk)
{
	const struct smmu_machine *machine = &walk->machine;
	const struct smmu **sorted;
	size_t i;

	/*
	 * Most tables list their SMMUs by address, so there is nothing to sort.
	 */
	for (i = 1; i < machine->smmu_count; i++) {
		if (machine->smmus[i].base <= machine->smmus[i - 1].base)
			break;
	}
	if (i >= machine->smmu_count)
		return 0;
	sorted = reallocarray(NULL, machine->smmu_count, sizeof(*sorted));
	if (!sorted)
		return message_oom(walk->why);
	for (i = 0; i < machine->smmu_count; i++)
		sorted[i] = &machine->smmus[i];
	qsort(sorted, machine->smmu_count, sizeof(*sorted), compare_bases);
	for (i = 1; i < machine->smmu_count; i++) {
		if (sorted[i]->base && sorted[i]->base == sorted[i - 1]->base) {
			iort_warn(walk, "%s and %s have the same base 0x%" PRIx64,
				  sorted[i - 1]->name, sorted[i]->name,
				  sorted[i]->base);
			break;
		}
	}
	free(sorted);
	return 0;
}

/* The masters and regions that a node describes; all SMMUs are known. */
static int read_master(struct iort_walk *walk, const struct iort_node *node)
{
	struct iort_maps maps = iort_find_maps(walk, node);

	if (iort_masters_read(walk, node, &maps))
		return -1;
	return node->type == IORT_RMR ? iort_rmr_read(walk, node, &maps) : 0;
}

int iort_parse(const void *blob, size_t size, struct smmu_machine *ret_machine,
	       struct message *why)
{
	struct iort_walk walk = { .why = why };
	int result;
	size_t i;

	if (acpi_table_open(blob, size, "IORT", IORT_HEADER_SIZE, &walk.table,
			    why))
		return -1;
	walk.machine.source = SMMU_SOURCE_IORT;
	walk.map_budget = walk.table.size / IORT_MAP_SIZE;
	if (!walk.table.checksum_good)
		iort_warn(&walk, "wrong checksum");
	result = walk_nodes(&walk);
	if (!result)
		result = find_twins(&walk);
	for (i = 0; !result && i < walk.master_count; i++)
		result = read_master(&walk, &walk.masters[i]);
	if (!result && master_sort_streams(walk.machine.masters,
					   walk.machine.master_count,
					   &walk.machine.streams,
					   walk.machine.stream_count))
		result = message_oom(why);
	for (i = 0; i < walk.machine.smmu_count; i++)
		walk.machine.smmus[i].qualcomm =
			acpi_is_qualcomm(&walk.table, AT_OEM_ID) ||
			acpi_is_qualcomm(&walk.table, AT_COMPILER_ID);
	if (!result && walk.warning.text[0]) {
		walk.machine.warning = strdup(walk.warning.text);
		if (!walk.machine.warning)
			result = message_oom(why);
	}
	if (!result)
		*ret_machine = walk.machine;
	else
		smmu_machine_clear(&walk.machine);
	free(walk.offsets);
	free(walk.masters);
	return result;
}
