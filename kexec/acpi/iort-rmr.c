/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/iort-rmr.h"

#include <stdlib.h>
#include <string.h>

/* A memory range descriptor. */
#define RANGE_SIZE		20u
#define RANGE_AT_BASE		0u
#define RANGE_AT_LENGTH		8u

/* Where a layout has its count; the offset of the array follows. */
#define DRAFT_AT_COUNT		16u	/* E, E.a */
#define LATER_AT_COUNT		20u	/* E.b and later */

#define PAGE_SIZE_LEAST		0x1000u

/* Descriptors: where the first is, and how many. */
struct array {
	size_t at;
	size_t count;
};

/* A non-empty array of ranges inside the node, by that layout's fields? */
static bool find_ranges(const struct iort_walk *walk,
			const struct iort_node *node, size_t at_count,
			struct array *ret_ranges)
{
	size_t head = at_count + 8;
	size_t count, offset;

	if (node->size < head)
		return false;
	count = acpi_get32(&walk->table, node->at + at_count);
	offset = acpi_get32(&walk->table, node->at + at_count + 4);
	if (!count || offset < head || offset > node->size ||
	    count > (node->size - offset) / RANGE_SIZE)
		return false;
	ret_ranges->at = node->at + offset;
	ret_ranges->count = count;
	return true;
}

/* Every one is a piece of memory, not some other words of the node. */
static bool ranges_plausible(const struct iort_walk *walk,
			     const struct array *ranges)
{
	size_t i;

	for (i = 0; i < ranges->count; i++) {
		size_t at = ranges->at + i * RANGE_SIZE;
		uint64_t base = acpi_get64(&walk->table, at + RANGE_AT_BASE);
		uint64_t length = acpi_get64(&walk->table,
					     at + RANGE_AT_LENGTH);

		if (base % PAGE_SIZE_LEAST || !length ||
		    length - 1 > UINT64_MAX - base)
			return false;
	}
	return true;
}

static bool choose_ranges(const struct iort_walk *walk,
			  const struct iort_node *node,
			  struct array *ret_ranges)
{
	struct array later, draft;
	bool is_later = find_ranges(walk, node, LATER_AT_COUNT, &later);
	bool is_draft = find_ranges(walk, node, DRAFT_AT_COUNT, &draft);

	if (!is_later && !is_draft)
		return false;
	if (is_later && is_draft)
		is_later = ranges_plausible(walk, &later) ||
			   !ranges_plausible(walk, &draft);
	*ret_ranges = is_later ? later : draft;
	return true;
}

static int compare_sizes(const void *one, const void *other)
{
	const size_t *a = one, *b = other;

	return *a < *b ? -1 : *a > *b;
}

/*
 * The indices of the SMMUs that the node's mappings refer to, each once, into
 * owners, which has room for one for each mapping. Returns their count.
 */
static size_t find_owners(const struct iort_walk *walk,
			  const struct iort_maps *maps, size_t *owners)
{
	size_t found = 0, kept = 0, i;

	for (i = 0; i < maps->count; i++) {
		size_t smmu = iort_get_map(walk, maps, i).smmu;

		if (smmu != IORT_NO_SMMU)
			owners[found++] = smmu;
	}
	qsort(owners, found, sizeof(*owners), compare_sizes);
	for (i = 0; i < found; i++) {
		if (!i || owners[i] != owners[i - 1])
			owners[kept++] = owners[i];
	}
	return kept;
}

/* Add a region behind each SMMU of these indices, or behind none. */
static int add_regions(struct iort_walk *walk, uint64_t base, uint64_t size,
		       const size_t *owners, size_t owner_count)
{
	struct reserved_region *region;
	struct smmu *smmu;
	size_t i = 0;

	do {
		if (walk->machine.region_count == IORT_REGIONS_MAX)
			return message_set(walk->why, "IORT has more than %u reserved regions",
					   IORT_REGIONS_MAX);
		region = smmu_machine_add_region(&walk->machine);
		if (!region)
			return message_oom(walk->why);
		region->base = base;
		region->size = size;
		if (!owner_count)
			break;
		smmu = &walk->machine.smmus[owners[i]];
		smmu->owns_region = true;
		region->smmu = strdup(smmu->name);
		if (!region->smmu)
			return message_oom(walk->why);
	} while (++i < owner_count);
	return 0;
}

int iort_rmr_read(struct iort_walk *walk, const struct iort_node *node,
		  const struct iort_maps *maps)
{
	const struct acpi_table *table = &walk->table;
	size_t *owners = reallocarray(NULL, maps->count + 1, sizeof(*owners));
	struct array ranges;
	size_t owner_count, at;
	int result = 0;

	if (!owners)
		return message_oom(walk->why);
	owner_count = find_owners(walk, maps, owners);
	if (choose_ranges(walk, node, &ranges)) {
		at = ranges.at;
		for (; !result && ranges.count; ranges.count--) {
			result = add_regions(walk,
				acpi_get64(table, at + RANGE_AT_BASE),
				acpi_get64(table, at + RANGE_AT_LENGTH),
				owners, owner_count);
			at += RANGE_SIZE;
		}
	} else if (node->size < LATER_AT_COUNT + 8 ||
		   acpi_get32(table, node->at + LATER_AT_COUNT)) {
		/* Its later layout does not say that it has none. */
		iort_warn(walk, "the memory ranges of the node at 0x%zx are malformed",
			  node->at);
		result = add_regions(walk, 0, 0, owners, owner_count);
	}
	free(owners);
	return result;
}
