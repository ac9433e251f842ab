/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/iort.h"

#include "finder/acpi.h"
#include "finder/found.h"
#include "finder/memory.h"
#include "smmu/model.h"
#include "io.h"

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

/* An RMR node's count of ranges; in an older layout, where their offset is. */
#define RMR_AT_COUNT	20u
#define RMR_LEAST	28u

/* No less than its header. */
static uint32_t get32(uint32_t at)
{
	if (at > finder.iort_size - 4)
		memory_malformed();
	return memory_load32(finder.iort + at);
}

static void add_smmu(uint32_t node, uint32_t size,
		     bool is_v3)
{
	uint64_t at = finder.iort + node;
	uint64_t base = memory_load64(at + AT_BASE), span = 0;
	unsigned int version = SMMU_PLAN_V3, flags = 0;

	if (size < (is_v3 ? V3_LEAST : V2_LEAST))
		memory_malformed();
	if (is_v3) {
		flags = model_flags(get32(node + V3_AT_MODEL));
	} else {
		span = memory_load64(at + V2_AT_SPAN);
		version = model_version(get32(node + V2_AT_MODEL));
	}
	/* An address of 0 means that there is none. */
	if (base)
		found_add(base, span, version, flags, node);
}

/*
 * Whatever an RMR node maps to has a region that is in use, unless the node has
 * none by either layout of its fields. Maps may lie outside of it.
 */
static void keep_owners(uint32_t node, uint32_t size)
{
	uint32_t count = get32(node + NODE_AT_MAPS);
	uint32_t offset = get32(node + NODE_AT_MAPS_OFFSET);

	if (size >= RMR_LEAST && !get32(node + RMR_AT_COUNT))
		return;
	for (node += offset; count; count--, node += MAP_SIZE)
		found_keep_node(get32(node + MAP_AT_OUTPUT),
				FOUND_REGION);
}

/* All SMMUs, or all RMR nodes. */
static void read_nodes(bool owners)
{
	uint32_t count = get32(AT_COUNT), read;
	uint32_t node = count ? get32(AT_FIRST) : HEADER_SIZE;

	if (node < HEADER_SIZE || node > finder.iort_size)
		memory_malformed();
	for (read = 0; read < count; read++) {
		uint32_t left = finder.iort_size - node;
		uint32_t word = left < NODE_SIZE ? 0 : get32(node);
		uint32_t type = word & 0xff, size = word >> 8 & 0xffff;

		/* There may be fewer than are counted, if zeros follow. */
		if (size < NODE_SIZE && read) {
			while (left && !io_read8(finder.iort +
						     finder.iort_size - left))
				left--;
			if (!left)
				return;
		}
		if (size < NODE_SIZE || size > left)
			memory_malformed();
		if (owners && type == TYPE_RMR)
			keep_owners(node, size);
		if (!owners && (type == TYPE_SMMU_V2 || type == TYPE_SMMU_V3))
			add_smmu(node, size, type == TYPE_SMMU_V3);
		node += size;
	}
}

void iort_read(void)
{
	if (finder.iort_size < HEADER_SIZE)
		memory_malformed();
	/* The SMMUs of an RMR node may follow it. */
	read_nodes(/* owners= */ false);
	read_nodes(/* owners= */ true);
	if (get32(ACPI_AT_OEM_ID) == ACPI_QUALCOMM ||
	    get32(ACPI_AT_COMPILER_ID) == ACPI_QUALCOMM)
		finder.qualcomm = true;
}
