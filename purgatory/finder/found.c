/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/found.h"

/* What a driver reaches of a frame at least: see kexec/plan/plan.c. */
#define V3_PAGE_SIZE	UINT64_C(0x10000)
#define V2_SIZE_MIN	UINT64_C(0x4000)

bool found_add(struct found *found, uint64_t base, uint64_t size,
	       unsigned int type, unsigned int flags, uint32_t node)
{
	struct smmu_plan_entry *entry = &found->entries[found->count];

	if (found->count == found->room)
		return memory_fail(found->memory, MEMORY_TOO_MANY);
	entry->base = base;
	entry->size = size;
	entry->type = (uint8_t)type;
	entry->action = found->action;
	entry->flags = (uint16_t)flags;
	entry->reserved[0] = node;
	entry->reserved[1] = FOUND_ACTED_ON;
	entry->settle_us = found->settle_us;
	found->count++;
	return true;
}

static void keep(struct smmu_plan_entry *entry, enum found_reason reason)
{
	entry->action = SMMU_PLAN_KEEP;
	entry->flags |= SMMU_PLAN_UNTOUCHED;
	entry->reserved[1] = reason;
	entry->settle_us = 0;
}

void found_keep_from(struct found *found, uint32_t first,
		     enum found_reason reason)
{
	for (; first < found->count; first++)
		keep(&found->entries[first], reason);
}

void found_keep_node(struct found *found, uint32_t node,
		     enum found_reason reason)
{
	uint32_t i;

	for (i = 0; i < found->count; i++) {
		if (node && found->entries[i].reserved[0] == node &&
		    found_why(&found->entries[i]) == FOUND_ACTED_ON)
			keep(&found->entries[i], reason);
	}
}

/* Bytes that the stage may touch. */
static uint64_t reach(const struct smmu_plan_entry *entry)
{
	if (entry->type != SMMU_PLAN_V3)
		return V2_SIZE_MIN;
	return entry->flags & SMMU_PLAN_PAGE0_ONLY ? V3_PAGE_SIZE :
						     2 * V3_PAGE_SIZE;
}

static bool is_usable(const struct smmu_plan_entry *entry)
{
	uint64_t size = entry->size ? entry->size : reach(entry);

	return entry->base % 0x1000 == 0 && size >= reach(entry) &&
	       entry->base <= UINT64_MAX - size;
}

void found_copy(struct smmu_plan_entry *to, const struct smmu_plan_entry *from,
		uint32_t count)
{
	uint64_t *words = (uint64_t *)to;
	const uint64_t *old = (const uint64_t *)from;

	for (count *= sizeof(*to) / sizeof(*words); count; count--)
		*(volatile uint64_t *)words++ = *old++;
}

bool found_finish(struct found *found)
{
	struct smmu_plan_entry *entries = found->entries;
	uint32_t i, j, kept = 0;
	enum found_reason why;
	bool bad;

	for (i = 0; i < found->count; i++) {
		for (j = 0; j < kept; j++) {
			if (entries[j].base == entries[i].base)
				break;
		}
		why = found_why(&entries[i]);
		bad = !is_usable(&entries[i]);
		/* What the stage cannot reach is not to be read. */
		if (bad)
			entries[i].flags |= SMMU_PLAN_UNTOUCHED;
		/* A region may be none: the loader may mean to act on it. */
		if ((bad && found->action != SMMU_PLAN_KEEP &&
		     (!why || why == FOUND_REGION)) ||
		    (j < kept && (entries[j].type != entries[i].type ||
				  found_why(&entries[j]) != why)))
			return memory_fail(found->memory, MEMORY_BAD_ADDRESS);
		if (j == kept)
			found_copy(&entries[kept++], &entries[i], 1);
	}
	found->count = kept;
	return true;
}

bool found_check_ram(struct found *found, uint64_t at, uint64_t size)
{
	uint32_t i;

	for (i = 0; i < found->count; i++) {
		const struct smmu_plan_entry *entry = &found->entries[i];

		if (!(entry->flags & SMMU_PLAN_UNTOUCHED) &&
		    memory_meets(entry->base, entry->size ? entry->size :
				 reach(entry), at, size))
			return memory_fail(found->memory, MEMORY_BAD_ADDRESS);
	}
	return true;
}
