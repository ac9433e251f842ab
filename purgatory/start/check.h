/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What of a plan is to be believed; nothing is touched before. Pure: the
 * segment is read, and nothing else. Inline, since calls take 136 bytes more.
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
	       header->count != 0 && header->count <= SMMU_PLAN_ENTRIES_MAX &&
	       header->body_size == end &&
	       (header->memory_size == end +
				       header->count * sizeof(struct job) ||
		(STAGE_FINDER && header->memory_size > end));
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

/* The address to go on to, 0 if unknown; whatever the rest of the header is. */
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
