/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finder, started as the stage starts it, in memory that a test has made. */
#ifndef STAGE_FINDER_LOOK_H
#define STAGE_FINDER_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "smmu-plan.h"

#define FINDER_LOOK_ROOM	64u

/* What it has found; finder.count says how many. */
extern struct smmu_plan_entry finder_look_entries[FINDER_LOOK_ROOM];

/* What it is to do to them: SMMU_PLAN_ABORT, if that is not changed. */
extern uint8_t finder_look_action;

/* From the tree at this address. Returns whether it could look. */
bool finder_look_from(uint64_t tree);

/* From this tree alone, of tree.h, which is freed. */
bool finder_look_at_tree(void *tree);

#endif
