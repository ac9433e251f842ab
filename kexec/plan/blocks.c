/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/blocks.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "smmu-plan.h"

static bool has_log(const struct plan_blocks *blocks)
{
	return blocks->log_line[0] != '\0';
}

size_t plan_blocks_count(const struct plan_blocks *blocks)
{
	return blocks->count + has_log(blocks);
}

static size_t align(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

void plan_blocks_lay(const struct plan_blocks *blocks, uint8_t *segment,
		     uint8_t *entries, size_t *body, size_t *memory)
{
	const struct plan_block line = {
		.type = SMMU_PLAN_LOG,
		.bytes = blocks->log_line,
		.size = strlen(blocks->log_line) + 1,
	};
	size_t i;

	for (i = 0; i < plan_blocks_count(blocks); i++) {
		bool is_log = i == blocks->count;
		const struct plan_block *block =
			is_log ? &line : &blocks->list[i];
		size_t head = is_log ? sizeof(struct smmu_plan_log) : 0;
		struct smmu_plan_log log = { .word = 0 };
		struct smmu_plan_entry entry = {
			.size = htole64(head + block->size),
			.type = block->type,
		};
		size_t *at = block->bytes ? body : memory;

		if (is_log || !block->bytes)
			*memory = align(*memory);
		if (segment) {
			entry.base = htole64(*at);
			memcpy(entries + i * sizeof(entry), &entry,
			       sizeof(entry));
			log.memory = htole32((uint32_t)*memory);
			log.tree_size = htole32(blocks->log_tree_size);
			memcpy(segment + *body, &log, head);
		}
		if (segment && block->bytes)
			memcpy(segment + *body + head, block->bytes,
			       block->size);
		*at += align(head + block->size);
		if (is_log)
			*memory += SMMU_PLAN_LOG_SIZE + blocks->log_tree_size;
	}
}
