/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "acpi/iort-masters.h"

#include <stdio.h>
#include <string.h>

/* Named component: the path of its object in the namespace, with its zero. */
#define COMPONENT_AT_NAME	29u

/* Root complex. */
#define ROOT_AT_SEGMENT		28u
#define ROOT_LEAST		32u

/* A range of IDs of its own, but of an RMR's: those are StreamIDs only. */
static int add_stream(struct iort_walk *walk, const struct iort_node *node,
		      const struct iort_map *map)
{
	struct stream *stream = smmu_machine_add_stream(&walk->machine);

	if (!stream)
		return message_oom(walk->why);
	stream->master = walk->machine.master_count - 1;
	stream->group = MASTER_NO_SMMU;
	stream->input = map->input;
	stream->has_input = !map->single && node->type != IORT_RMR;
	stream->count = map->single && node->type != IORT_RMR ? 1 : map->count;
	stream->inclusive_end = stream->has_input && map->count > 1;
	if (map->smmu != IORT_NO_SMMU) {
		stream->group = walk->machine.smmus[map->smmu].group;
		stream->first = map->output;
		stream->has_first = true;
	}
	return 0;
}

int iort_masters_read(struct iort_walk *walk, const struct iort_node *node,
		      const struct iort_maps *maps)
{
	const struct acpi_table *table = &walk->table;
	struct master *master = smmu_machine_add_master(&walk->machine);
	size_t room = 0, i;

	if (!master)
		return message_oom(walk->why);
	master->enabled = true;
	master->segment = MASTER_NO_SEGMENT;
	master->id_mask = UINT32_MAX;
	if (node->type == IORT_ROOT_COMPLEX) {
		master->kind = MASTER_PCI;
		/* Linux's segments have 16 bits. */
		if (node->size >= ROOT_LEAST)
			master->segment = acpi_get16(table, node->at +
						     ROOT_AT_SEGMENT);
	} else if (node->type == IORT_RMR) {
		master->kind = MASTER_REGION;
	} else if (node->size > COMPONENT_AT_NAME) {
		room = node->size - COMPONENT_AT_NAME;
	}
	if (room && table->bytes[node->at + COMPONENT_AT_NAME])
		master->name = strndup((const char *)table->bytes + node->at +
				       COMPONENT_AT_NAME, room);
	else if (asprintf(&master->name, "IORT@0x%zx", node->at) < 0)
		master->name = NULL;
	if (!master->name)
		return message_oom(walk->why);
	for (i = 0; i < maps->count; i++) {
		struct iort_map map = iort_get_map(walk, maps, i);

		if (add_stream(walk, node, &map))
			return -1;
	}
	return 0;
}
