/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/finder-look.h"

#include <stddef.h>
#include <stdlib.h>

#include "finder/finder.h"
#include "make/tree.h"
#include "stage/finder-memory.h"
#include "stage/finder-world.h"

struct smmu_plan_entry finder_look_entries[FINDER_LOOK_ROOM];
uint8_t finder_look_action = SMMU_PLAN_ABORT;

bool finder_look_from(uint64_t tree)
{
	finder.entries = finder_look_entries;
	finder.room = FINDER_LOOK_ROOM;
	finder.action = finder_look_action;
	return finder_memory_look(tree);
}

bool finder_look_at_tree(void *tree)
{
	size_t size;
	uint8_t *blob = tree_end(tree, &size);
	bool looked;

	finder_memory_clear();
	finder_memory_add(FINDER_WORLD_TREE, blob, size);
	looked = finder_look_from(FINDER_WORLD_TREE);
	finder_memory_clear();
	free(blob);
	return looked;
}
