/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Validation of a plan, before anything is touched. Pure: reads only the
 * segment. Inline, since calls take 136 bytes more.
 */
#ifndef START_CHECK_H
#define START_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "smmu-plan.h"
#include "job/crc32.h"
#include "job/job.h"
#include "start/entry.h"

/* Blocks and memory begin at such a multiple. */
#define CHECK_ALIGN(size)	(((size) + 7) & ~UINT64_C(7))

/* Where in the segment entries and GIC end, by what the header counts. */
static inline size_t check_end(const struct smmu_plan_header *header,
			       const uint8_t *segment)
{
	const uint8_t *entries = (const uint8_t *)(header + 1);
	size_t end = (size_t)(entries - segment) +
		     header->count * sizeof(struct smmu_plan_entry) +
		     header->interrupts * sizeof(struct smmu_plan_interrupts);

	if (header->gic != SMMU_PLAN_GIC_NONE)
		end += sizeof(struct smmu_plan_gic);
	return end;
}

/*
 * Is the header, which follows the stage's own memory in the segment, whole, of
 * this version, and are its sizes those of what it counts? Reads no more.
 */
static inline bool check_header(const struct smmu_plan_header *header,
				const uint8_t *segment)
{
	size_t end = check_end(header, segment);

	return header->header_crc ==
	       crc32_update(0, (const uint8_t *)header,
			    offsetof(struct smmu_plan_header, header_crc)) &&
	       header->magic == SMMU_PLAN_MAGIC &&
	       header->version == SMMU_PLAN_VERSION &&
	       header->header_size == sizeof(*header) &&
	       header->count != 0 && header->count <= SMMU_PLAN_COUNT_MAX &&
	       header->body_size >= end &&
	       header->memory_size >= header->body_size;
}

/*
 * Are code and constants, the first ro_size bytes, and what lies between the
 * header and body_size as the loader made them? The header is good.
 */
static inline bool check_body(const struct smmu_plan_header *header,
			      const uint8_t *segment, size_t ro_size)
{
	const uint8_t *entries = (const uint8_t *)(header + 1);
	const uint8_t *end = segment + header->body_size;
	uint32_t crc = crc32_update(0, segment, ro_size);

	crc = crc32_update(crc, entries, (size_t)(end - entries));
	return crc == header->body_crc;
}

/*
 * Do blocks and memory lie where they belong, and fill body and segment? The
 * header and the body's checksum are good. *ret_log is NULL where the plan has
 * no log.
 */
static inline bool check_blocks(const struct smmu_plan_header *header,
				const uint8_t *segment,
				const struct smmu_plan_log **ret_log)
{
	const struct smmu_plan_entry *entry =
		(const struct smmu_plan_entry *)(header + 1);
	uint64_t body = check_end(header, segment);
	uint64_t memory = header->body_size +
			  header->count * sizeof(struct job);
	uint64_t states = 0;
	uint32_t i;

	*ret_log = NULL;
	if (STAGE_FINDER != (entry->type == SMMU_PLAN_DISCOVER))
		return false;
	if (STAGE_FINDER)
		memory += sizeof(*header) + header->count * sizeof(*entry) +
			  (entry->size & UINT16_MAX) *
			  (sizeof(*entry) + sizeof(struct job));
	for (i = 0; i < header->count; i++, entry++) {
		const struct smmu_plan_log *log =
			(const struct smmu_plan_log *)(segment + body);
		uint64_t *at = &body;

		if (entry->type < SMMU_PLAN_LOG)
			continue;
		if (entry->type == SMMU_PLAN_LOG ||
		    entry->type == SMMU_PLAN_STATES)
			memory = CHECK_ALIGN(memory);
		if (STAGE_FUNCTIONS && entry->type == SMMU_PLAN_FUNCTIONS)
			states = entry->size /
				 sizeof(struct smmu_plan_function) *
				 SMMU_PLAN_STATE_SIZE;
		if (STAGE_FUNCTIONS && entry->type == SMMU_PLAN_STATES) {
			if (entry->size != states)
				return false;
			states = 0;
			at = &memory;
		}
		if (!STAGE_FINDER && entry->type == SMMU_PLAN_WATCH) {
			if (entry->size != SMMU_PLAN_WATCH_SIZE)
				return false;
			memory = (memory + SMMU_PLAN_WATCH_ALIGN - 1) &
				 ~(uint64_t)(SMMU_PLAN_WATCH_ALIGN - 1);
			at = &memory;
		}
		if (entry->base != *at || entry->size > header->memory_size)
			return false;
		*at += CHECK_ALIGN(entry->size);
		if (entry->type != SMMU_PLAN_LOG)
			continue;
		if (entry->size <= sizeof(*log) ||
		    body > header->body_size || log->memory != memory)
			return false;
		memory += SMMU_PLAN_LOG_SIZE + log->tree_size;
		*ret_log = log;
	}
	return body == header->body_size && memory == header->memory_size &&
	       !states;
}

/*
 * The address to continue at, 0 if unknown, whatever the rest of the header is.
 */
static inline uint64_t check_next(const struct smmu_plan_header *header,
				  const uint8_t *segment)
{
	uint64_t next = header->next;

	if (header->next_check != ~next)
		return 0;
	if (next & SMMU_PLAN_NEXT_RELATIVE)
		return (uint64_t)(uintptr_t)segment +
		       (next & ~SMMU_PLAN_NEXT_RELATIVE);
	return next;
}

#endif
