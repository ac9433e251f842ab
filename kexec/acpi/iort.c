/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/iort.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/macros.h"
#include "acpi/iort-walk.h"

/* The table's own fields, and where the first node may be. */
#define AT_NODE_COUNT		36u
#define AT_NODE_OFFSET		40u
#define IORT_HEADER_SIZE	48u

/* Of a node, from its start. */
#define AT_TYPE			0u
#define AT_LENGTH		1u

/* Node types; what is not here is skipped. */
#define TYPE_SMMU_V1_V2		3
#define TYPE_SMMU_V3		4
#define TYPE_RMR		6

/* SMMUv1 or v2 node, from its start; as much as we read. */
#define V2_AT_BASE		16u
#define V2_AT_SPAN		24u
#define V2_AT_MODEL		32u
#define V2_LEAST		36u

/* SMMUv3 node. */
#define V3_AT_BASE		16u
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

int iort_fail(struct iort_walk *walk, const char *format, ...)
{
	char text[sizeof(walk->why->text)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	message_set(walk->why, "%s", text);
	return -1;
}

void iort_warn(struct iort_walk *walk, const char *format, ...)
{
	struct message *warning = &walk->warning;
	size_t used = strlen(warning->text);
	char text[128];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (strlen(text) + sizeof("; ") > sizeof(warning->text) - used)
		return;
	snprintf(warning->text + used, sizeof(warning->text) - used, "%s%s",
		 used ? "; " : "", text);
}

static int note_offset(struct iort_walk *walk, size_t at)
{
	void *array = walk->offsets;
	size_t *added = array_add(&array, &walk->offset_count, sizeof(*added));

	walk->offsets = array;
	if (!added)
		return message_oom(walk->why);
	*added = at;
	return 0;
}

static int name_smmu(struct iort_walk *walk, struct smmu *smmu, size_t at,
		     const char *model)
{
	char name[32];

	snprintf(name, sizeof(name), "IORT@0x%zx", at);
	smmu->name = strdup(name);
	smmu->model = strdup(model);
	if (!smmu->name || !smmu->model)
		return message_oom(walk->why);
	return note_offset(walk, at);
}

/* Both kinds have their base at the same place. */
static struct smmu *add_smmu(struct iort_walk *walk,
			     const struct iort_node *node, size_t least)
{
	struct smmu *smmu;

	if (node->size < least) {
		iort_fail(walk, "damaged IORT: the SMMU at 0x%zx has only %zu bytes",
			  node->at, node->size);
		return NULL;
	}
	smmu = smmu_machine_add(&walk->machine);
	if (!smmu) {
		message_oom(walk->why);
		return NULL;
	}
	smmu->group = (unsigned int)(walk->machine.smmu_count - 1);
	smmu->base = acpi_get64(&walk->table, node->at + V3_AT_BASE);
	smmu->has_base = true;
	smmu->status = smmu->base ? SMMU_OKAY : SMMU_UNREACHABLE;
	return smmu;
}

static int set_model(struct iort_walk *walk, struct smmu *smmu, size_t at,
		     uint32_t number, const struct model *models,
		     size_t count)
{
	char unknown[32];

	if (number < count) {
		smmu->version = models[number].version;
		smmu->page0_only = models[number].page0_only;
		return name_smmu(walk, smmu, at, models[number].name);
	}
	snprintf(unknown, sizeof(unknown), "unknown-%" PRIu32, number);
	return name_smmu(walk, smmu, at, unknown);
}

static int add_v2(struct iort_walk *walk, const struct iort_node *node)
{
	struct smmu *smmu = add_smmu(walk, node, V2_LEAST);

	if (!smmu)
		return -1;
	smmu->version = SMMU_VERSION_V2;
	smmu->size = acpi_get64(&walk->table, node->at + V2_AT_SPAN);
	smmu->has_size = smmu->size;
	if (iort_interrupts_v2(walk, node))
		return -1;
	return set_model(walk, smmu, node->at,
			 acpi_get32(&walk->table, node->at + V2_AT_MODEL),
			 models_v2, ARRAY_SIZE(models_v2));
}

static int add_v3(struct iort_walk *walk, const struct iort_node *node)
{
	struct smmu *smmu = add_smmu(walk, node, V3_LEAST);

	if (!smmu)
		return -1;
	smmu->version = SMMU_VERSION_V3;
	if (iort_interrupts_v3(walk, node))
		return -1;
	return set_model(walk, smmu, node->at,
			 acpi_get32(&walk->table, node->at + V3_AT_MODEL),
			 models_v3, ARRAY_SIZE(models_v3));
}

/* Kept for later: the SMMUs that it refers to may stand behind it. */
static int note_rmr(struct iort_walk *walk, const struct iort_node *node)
{
	void *array = walk->rmrs;
	struct iort_node *added = array_add(&array, &walk->rmr_count,
					    sizeof(*added));

	walk->rmrs = array;
	if (!added)
		return message_oom(walk->why);
	*added = *node;
	return 0;
}

static int read_node(struct iort_walk *walk, const struct iort_node *node)
{
	switch (node->type) {
	case TYPE_SMMU_V1_V2:
		return add_v2(walk, node);
	case TYPE_SMMU_V3:
		return add_v3(walk, node);
	case TYPE_RMR:
		return note_rmr(walk, node);
	default:
		return 0;
	}
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
		return iort_fail(walk, "damaged IORT: the node at 0x%zx is cut off",
				 at);
	size = acpi_get16(table, at + AT_LENGTH);
	if (size < IORT_NODE_SIZE)
		return iort_fail(walk, "damaged IORT: the node at 0x%zx has a length of %zu",
				 at, size);
	if (!acpi_has(table, at, size))
		return iort_fail(walk, "damaged IORT: the node at 0x%zx of %zu bytes reaches beyond the end of the table",
				 at, size);
	ret_node->at = at;
	ret_node->size = size;
	ret_node->type = table->bytes[at + AT_TYPE];
	return 1;
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
		return iort_fail(walk, "damaged IORT: the first node cannot be at 0x%zx",
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
		return iort_fail(walk, "damaged IORT: no node at 0x%zx, where the first of %" PRIu32 " is to be",
				 at, count);
	if (read < count)
		iort_warn(walk, "its header counts %" PRIu32 " nodes, there are %" PRIu32,
			  count, read);
	else if (!acpi_rest_is_zero(&walk->table, at))
		iort_warn(walk, "the %zu bytes after the last node are not read",
			  walk->table.size - at);
	return 0;
}

/* Most tables list their SMMUs by address: then there is nothing to sort. */
static bool bases_ascend(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 1; i < machine->smmu_count; i++) {
		if (machine->smmus[i].base <= machine->smmus[i - 1].base)
			return false;
	}
	return true;
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

	if (bases_ascend(machine))
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

static int read_table(struct iort_walk *walk)
{
	size_t i;

	if (!walk->table.checksum_good)
		iort_warn(walk, "wrong checksum");
	if (walk_nodes(walk) || find_twins(walk))
		return -1;
	for (i = 0; i < walk->rmr_count; i++) {
		if (iort_rmr_read(walk, &walk->rmrs[i]))
			return -1;
	}
	if (!walk->warning.text[0])
		return 0;
	walk->machine.warning = strdup(walk->warning.text);
	return walk->machine.warning ? 0 : message_oom(walk->why);
}

int iort_parse(const void *blob, size_t size, struct smmu_machine *ret_machine,
	       struct message *why)
{
	struct iort_walk walk = { .why = why };
	int result;

	if (acpi_table_open(blob, size, "IORT", IORT_HEADER_SIZE, &walk.table,
			    why))
		return -1;
	walk.machine.source = SMMU_SOURCE_IORT;
	walk.map_budget = walk.table.size / IORT_MAP_SIZE;
	result = read_table(&walk);
	if (!result)
		*ret_machine = walk.machine;
	else
		smmu_machine_clear(&walk.machine);
	free(walk.offsets);
	free(walk.rmrs);
	return result;
}
