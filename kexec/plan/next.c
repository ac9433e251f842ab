/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/next.h"

#include <stddef.h>

#include "image/crc32.h"
#include "smmu-plan.h"
#include "util/little-endian.h"

void plan_next_set(uint8_t *plan, uint64_t next)
{
	le64_st(plan + offsetof(struct smmu_plan_header, next), next);
	le64_st(plan + offsetof(struct smmu_plan_header, next_check), ~next);
}

#define INFO(field)	(SMMU_STAGE_INFO_OFFSET + \
			 offsetof(struct smmu_stage_info, field))
#define HEADER(field)	offsetof(struct smmu_plan_header, field)
#define ENTRY(field)	offsetof(struct smmu_plan_entry, field)
#define LOG(field)	offsetof(struct smmu_plan_log, field)

uint32_t plan_next_log(uint8_t *segment, uint8_t *plan, uint64_t word,
		       uint32_t tree_size)
{
	uint8_t *entries = plan + sizeof(struct smmu_plan_header);
	uint32_t body_size = le32_ld(plan + HEADER(body_size));
	uint32_t memory_size = le32_ld(plan + HEADER(memory_size));
	size_t i = le16_ld(plan + HEADER(count));
	uint8_t *entry, *log;
	uint32_t crc;

	do {
		if (i == 0)
			return memory_size;
		entry = entries + --i * sizeof(struct smmu_plan_entry);
	} while (entry[ENTRY(type)] != SMMU_PLAN_LOG);
	log = segment + le64_ld(entry + ENTRY(base));
	memory_size += tree_size - le32_ld(log + LOG(tree_size));
	le64_st(log + LOG(word), word);
	le32_st(log + LOG(tree_size), tree_size);
	crc = image_crc32(0, segment, le32_ld(segment + INFO(ro_size)));
	crc = image_crc32(crc, entries,
			  body_size - (size_t)(entries - segment));
	le32_st(plan + HEADER(body_crc), crc);
	le32_st(plan + HEADER(memory_size), memory_size);
	le32_st(plan + HEADER(header_crc),
		image_crc32(0, plan, HEADER(header_crc)));
	return memory_size;
}
