/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* A plan that does not name the SMMUs: the stage finds them. */
#ifndef START_DISCOVER_H
#define START_DISCOVER_H

#include "finder/state.h"
#include "smmu-plan.h"

/*
 * Look for the SMMUs, as the first entry of the plan, which is good, says. Returns
 * a plan with those that were found and the other entries: no SMMU where there is
 * none, and where the search has failed, which is finder.failure. Its console is
 * the one found, if the entry asks for that.
 */
const struct smmu_plan_header *discover(const struct smmu_plan_header *header);

/* A guarded call that says on a console what came of it. */
void discover_say(void *console, const void *unused);

#endif
