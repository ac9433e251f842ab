/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/iort.h"

/* The table's own fields, and where the first node may be. */
#define AT_COUNT	36u
#define AT_FIRST	40u
#define HEADER_SIZE	48u

/* Every node begins with type, length, revision; then its ID mappings. */
#define NODE_SIZE	16u
#define NODE_AT_MAPS	8u
#define NODE_AT_MAPS_OFFSET 12u
#define MAP_SIZE	20u
#define MAP_AT_OUTPUT	12u

#define TYPE_SMMU_V2	3u
#define TYPE_SMMU_V3	4u
#define TYPE_RMR	6u

/* An SMMU's node. */
#define AT_BASE		16u
#define V2_AT_SPAN	24u
#define V2_AT_MODEL	32u
#define V2_LEAST	36u
#define V3_AT_MODEL	40u
#define V3_LEAST	44u

/* Models of version 1: SMMUv1, MMU-400, MMU-401; a bit for each number. */
#define MODELS_V1	(1u << 0 | 1u << 2 | 1u << 4)
#define MODEL_CN99XX	2u

/* An RMR node's count of ranges; in an older layout, where their offset is. */
#define RMR_AT_COUNT	20u
#define RMR_LEAST	28u

struct iort {
	struct memory *memory;
	uint64_t at;
	uint32_t size;
	struct found *found;
	uint32_t node;		/* the offset of the one that is looked at, */
	uint32_t node_size;
	unsigned int type;
};

static uint32_t get32(const struct iort *iort, uint32_t at)
{
	return memory_load32(iort->memory, iort->at + at);
}

static bool damaged(const struct iort *iort)
{
	return memory_fail(iort->memory, MEMORY_BAD_ACPI);
}

static bool add_smmu(const struct iort *iort)
{
	uint64_t base, span = 0;
	unsigned int version = SMMU_PLAN_V3, flags = 0;
	bool is_v3 = iort->type == TYPE_SMMU_V3;
	uint32_t at = iort->node, model;

	if (iort->node_size < (is_v3 ? V3_LEAST : V2_LEAST))
		return damaged(iort);
	base = memory_load64(iort->memory, iort->at + at + AT_BASE);
	if (is_v3) {
		if (get32(iort, at + V3_AT_MODEL) == MODEL_CN99XX)
			flags = SMMU_PLAN_PAGE0_ONLY;
	} else {
		span = memory_load64(iort->memory, iort->at + at + V2_AT_SPAN);
		model = get32(iort, at + V2_AT_MODEL);
		version = model < 32 && MODELS_V1 >> model & 1 ? SMMU_PLAN_V1 :
								 SMMU_PLAN_V2;
	}
	/* By an address of 0 firmware means none. */
	return !base || found_add(iort->found, base, span, version, flags, at);
}

/*
 * Whatever an RMR node maps to has a region that is in use, unless the node has
 * none by either layout of its fields. Maps may lie outside of it.
 */
static bool keep_owners(const struct iort *iort)
{
	uint32_t at = iort->node;
	uint32_t count = get32(iort, at + NODE_AT_MAPS);
	uint32_t offset = get32(iort, at + NODE_AT_MAPS_OFFSET);

	if (iort->node_size >= RMR_LEAST && !get32(iort, at + RMR_AT_COUNT))
		return true;
	if (count && (offset < NODE_SIZE || offset > iort->size - at ||
		      count > (iort->size - at - offset) / MAP_SIZE))
		return damaged(iort);
	for (at += offset; count; count--, at += MAP_SIZE)
		found_keep_node(iort->found, get32(iort, at + MAP_AT_OUTPUT),
				FOUND_REGION);
	return true;
}

/* A table may count more nodes than there are, if zeros follow. */
static bool rest_is_zero(const struct iort *iort)
{
	uint32_t at;

	for (at = iort->node; at < iort->size; at++) {
		if (memory_load8(iort->memory, iort->at + at))
			return damaged(iort);
	}
	return false;
}

/* Returns false at the end, and where damaged. */
static bool read_node(struct iort *iort)
{
	uint32_t left = iort->size - iort->node, word;

	if (left < NODE_SIZE)
		return rest_is_zero(iort);
	word = get32(iort, iort->node);
	iort->type = word & 0xff;
	iort->node_size = word >> 8 & 0xffff;
	if (iort->node_size < NODE_SIZE)
		return rest_is_zero(iort);
	return iort->node_size <= left || damaged(iort);
}

static bool read_nodes(struct iort *iort, bool (*take)(const struct iort *iort),
		       uint32_t types)
{
	uint32_t count = get32(iort, AT_COUNT), read;

	iort->node = count ? get32(iort, AT_FIRST) : HEADER_SIZE;
	if (iort->node < HEADER_SIZE || iort->node > iort->size)
		return damaged(iort);
	for (read = 0; read < count && read_node(iort); read++) {
		if (iort->type < 32 && types >> iort->type & 1 && !take(iort))
			return false;
		iort->node += iort->node_size;
	}
	/* No node at all, where the first is to be. */
	return (!count || read || damaged(iort)) && !iort->memory->failure;
}

bool iort_read(const struct acpi_table *table, struct found *found)
{
	struct iort iort = {
		.memory = found->memory, .at = table->at, .size = table->size,
		.found = found,
	};

	if (table->size < HEADER_SIZE)
		return damaged(&iort);
	/* The SMMUs of an RMR node may stand behind it. */
	if (!read_nodes(&iort, add_smmu,
			1u << TYPE_SMMU_V2 | 1u << TYPE_SMMU_V3) ||
	    !read_nodes(&iort, keep_owners, 1u << TYPE_RMR))
		return false;
	if (get32(&iort, ACPI_AT_OEM_ID) == ACPI_QUALCOMM ||
	    get32(&iort, ACPI_AT_COMPILER_ID) == ACPI_QUALCOMM)
		found_keep_from(found, 0, FOUND_QUALCOMM);
	return true;
}
