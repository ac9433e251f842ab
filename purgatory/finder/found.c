/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/found.h"

#include "finder/memory.h"

/* What a driver reaches of a frame at least: see kexec/plan/plan.c. */
#define V3_PAGE_SIZE	UINT64_C(0x10000)
#define V2_SIZE_MIN	UINT64_C(0x4000)

void found_add(uint64_t base, uint64_t size,
	       unsigned int type, unsigned int flags, uint32_t node)
{
	struct smmu_plan_entry *entry = &finder.entries[finder.count];

	if (finder.count == finder.room)
		memory_fail(FINDER_TOO_MANY);
	entry->base = base;
	entry->size = size;
	entry->type = (uint8_t)type;
	entry->flags = (uint16_t)flags;
	entry->reserved[0] = node;
	entry->reserved[1] = FOUND_ACTED_ON;
	finder.count++;
}

void found_keep_from(uint32_t first,
		     enum found_reason reason)
{
	for (; first < finder.count; first++)
		finder.entries[first].reserved[1] = reason;
}

void found_keep_node(uint32_t node,
		     enum found_reason reason)
{
	uint32_t i;

	for (i = 0; i < finder.count; i++) {
		if (node && finder.entries[i].reserved[0] == node &&
		    found_why(&finder.entries[i]) == FOUND_ACTED_ON)
			finder.entries[i].reserved[1] = reason;
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

/* Bytes of it, as far as it is known. */
static uint64_t extent(const struct smmu_plan_entry *entry)
{
	return entry->size ? entry->size : reach(entry);
}

void found_copy(struct smmu_plan_entry *to, const struct smmu_plan_entry *from,
		uint32_t count)
{
	uint64_t *words = (uint64_t *)to;
	const uint64_t *old = (const uint64_t *)from;

	for (count *= sizeof(*to) / sizeof(*words); count; count--)
		*(volatile uint64_t *)words++ = *old++;
}

void found_finish(void)
{
	struct smmu_plan_entry *entry = finder.entries, *kept = entry, *same;
	struct smmu_plan_entry *end = entry + finder.count;

	for (; entry < end; entry++) {
		enum found_reason why = found_why(entry);

		entry->action = why ? SMMU_PLAN_KEEP : finder.action;
		entry->settle_us = entry->action == SMMU_PLAN_ABORT ?
				   finder.settle_us : 0;
		if (why)
			entry->flags |= SMMU_PLAN_UNTOUCHED;
		if (entry->base % 0x1000 || extent(entry) < reach(entry) ||
		    entry->base > UINT64_MAX - extent(entry)) {
			/*
			 * An SMMU that the stage cannot reach must not be read.
			 */
			entry->flags |= SMMU_PLAN_UNTOUCHED;
			/*
			 * The region may not be one, and the loader may act on
			 * the SMMU.
			 */
			if (finder.action != SMMU_PLAN_KEEP &&
			    (!why || why == FOUND_REGION))
				memory_fail(FINDER_BAD_ADDRESS);
		}
		for (same = finder.entries; same < kept; same++) {
			if (same->base == entry->base)
				break;
		}
		if (same == kept)
			found_copy(kept++, entry, 1);
		else if (same->type != entry->type || found_why(same) != why)
			memory_fail(FINDER_BAD_ADDRESS);
	}
	finder.count = (uint32_t)(kept - finder.entries);
}

void found_check_ram(uint64_t at, uint64_t size)
{
	uint32_t i;

	/* Without a console, there is still the fence. */
	if (finder.console_base - at < size)
		finder.console = SMMU_PLAN_CONSOLE_NONE;
	for (i = 0; i < finder.count; i++) {
		const struct smmu_plan_entry *entry = &finder.entries[i];

		/* It begins in it, or the other way round. */
		if (!(entry->flags & SMMU_PLAN_UNTOUCHED) &&
		    (entry->base - at < size ||
		     (size && at - entry->base < extent(entry))))
			memory_fail(FINDER_BAD_ADDRESS);
	}
}
