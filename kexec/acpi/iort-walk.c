/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/iort-walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An ID mapping (table 4), which refers to a node by its offset in the table. */
#define MAP_AT_INPUT	0u
#define MAP_AT_COUNT	4u	/* less one */
#define MAP_AT_OUTPUT	8u
#define MAP_AT_NODE	12u
#define MAP_AT_FLAGS	16u
#define MAP_SINGLE	1u

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

struct iort_maps iort_find_maps(struct iort_walk *walk,
				const struct iort_node *node)
{
	const struct acpi_table *table = &walk->table;
	size_t count = acpi_get32(table, node->at + IORT_NODE_MAP_COUNT);
	size_t offset = acpi_get32(table, node->at + IORT_NODE_MAP_OFFSET);
	struct iort_maps maps = { node->at + offset, count };

	if (!count)
		return maps;
	if (offset < IORT_NODE_SIZE || offset > table->size - node->at ||
	    count > walk->map_budget ||
	    !acpi_has(table, maps.at, count * IORT_MAP_SIZE)) {
		iort_warn(walk, "the ID mappings of the node at 0x%zx are malformed",
			  node->at);
		maps.count = 0;
	}
	walk->map_budget -= maps.count;
	return maps;
}

static int compare_offsets(const void *one, const void *other)
{
	const size_t *a = one, *b = other;

	return *a < *b ? -1 : *a > *b;
}

struct iort_map iort_get_map(const struct iort_walk *walk,
			     const struct iort_maps *maps, size_t index)
{
	const struct acpi_table *table = &walk->table;
	size_t at = maps->at + index * IORT_MAP_SIZE;
	size_t node = acpi_get32(table, at + MAP_AT_NODE);
	struct iort_map map = {
		.input = acpi_get32(table, at + MAP_AT_INPUT),
		.count = (uint64_t)acpi_get32(table, at + MAP_AT_COUNT) + 1,
		.output = acpi_get32(table, at + MAP_AT_OUTPUT),
		.single = acpi_get32(table, at + MAP_AT_FLAGS) & MAP_SINGLE,
		.smmu = IORT_NO_SMMU,
	};
	const size_t *found = NULL;

	if (walk->offset_count)
		found = bsearch(&node, walk->offsets, walk->offset_count,
				sizeof(node), compare_offsets);
	if (found)
		map.smmu = (size_t)(found - walk->offsets);
	return map;
}
