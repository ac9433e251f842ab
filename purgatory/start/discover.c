/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/discover.h"

#include <stddef.h>

#include "finder/finder.h"
#include "job/job.h"
#include "start/entry.h"

/* Where the jobs of a plan are that names its SMMUs; the plan follows. */
_Static_assert(sizeof(struct smmu_plan_header) ==
	       2 * sizeof(struct smmu_plan_entry), "found_copy()");
struct workspace {
	struct finder finder;
	struct discovery discovery;
};
_Static_assert(sizeof(struct workspace) <= SMMU_PLAN_DISCOVER_SIZE,
	       "smmu-plan.h");

/* By enum memory_failure. No pointers: the stage has no GOT. */
static const char texts[] =
	"by the tables\0"
	"no tree\0"
	"bad tree\0"
	"no EFI table\0"
	"bad EFI tables\0"
	"bad ACPI tables\0"
	"one in RAM\0"
	"too many\0"
	"endless\0"
	"an exception\0";

const char *discover_text(enum memory_failure failure)
{
	const char *text = texts;
	unsigned int left;

	for (left = failure; left; left--) {
		while (*text++)
			;
	}
	return text;
}

static const struct smmu_plan_entry *
first_entry(const struct smmu_plan_header *header)
{
	return (const struct smmu_plan_entry *)(header + 1);
}

static void look_guarded(void *finder, const void *tree)
{
	finder_look(finder, *(const uint64_t *)tree);
}

const struct discovery *discover(const struct smmu_plan_header *header)
{
	const struct smmu_plan_entry *entries = first_entry(header);
	uintptr_t end = (uintptr_t)stage_start + header->body_size;
	struct workspace *space = (struct workspace *)end;
	struct smmu_plan_header *made =
		(struct smmu_plan_header *)(end + SMMU_PLAN_DISCOVER_SIZE);
	struct smmu_plan_entry *found = (struct smmu_plan_entry *)(made + 1);
	uint32_t rest = header->count - 1u;
	uint32_t count;

	if (entries[0].type != SMMU_PLAN_DISCOVER)
		return NULL;
	space->finder.found.entries = found;
	space->finder.found.room = entries[0].size & UINT16_MAX;
	space->finder.found.action = entries[0].action;
	space->finder.found.settle_us = entries[0].settle_us;
	if (stage_guarded(look_guarded, &space->finder, stage_context.args))
		space->finder.memory.failure = MEMORY_FAULTED;
	space->discovery.failure = space->finder.memory.failure;
	space->discovery.header = made;
	count = space->discovery.failure ? 0 : space->finder.found.count;

	/* A header is as large as two entries. */
	found_copy((struct smmu_plan_entry *)made,
		   (const struct smmu_plan_entry *)header, 2);
	found_copy(found + count, entries + 1, rest);
	count += rest;
	made->count = (uint16_t)count;
	made->gic = SMMU_PLAN_GIC_NONE;
	/* Where its jobs are to be. */
	made->body_size = (uint32_t)((uintptr_t)(found + count) -
				     (uintptr_t)stage_start);
	return &space->discovery;
}
