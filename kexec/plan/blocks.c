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
	return blocks->count + blocks->watch + has_log(blocks);
}

static size_t align(size_t size, size_t to)
{
	return (size + to - 1) & ~(to - 1);
}

void plan_blocks_lay(const struct plan_blocks *blocks, uint8_t *segment,
		     uint8_t *entries, size_t *body, size_t *memory)
{
	const struct plan_block line = {
		.type = SMMU_PLAN_LOG,
		.bytes = blocks->log_line,
		.size = strlen(blocks->log_line) + 1,
	};
	const struct plan_block watch = {	/* it has no bytes */
		.type = SMMU_PLAN_WATCH,
		.size = SMMU_PLAN_WATCH_SIZE,
	};
	size_t i;

	for (i = 0; i < plan_blocks_count(blocks); i++) {
		bool is_log = i == blocks->count + blocks->watch;
		const struct plan_block *block =
			i < blocks->count ? &blocks->list[i] :
			is_log ? &line : &watch;
		size_t head = is_log ? sizeof(struct smmu_plan_log) : 0;
		struct smmu_plan_log log = { .word = 0 };
		struct smmu_plan_entry entry = {
			.size = htole64(head + block->size),
			.type = block->type,
			.flags = htole16(block->flags),
		};
		size_t *at = block->bytes ? body : memory;

		if (is_log || !block->bytes)
			*memory = align(*memory, block == &watch ?
					SMMU_PLAN_WATCH_ALIGN : 8);
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
		*at += align(head + block->size, 8);
		if (is_log)
			*memory += SMMU_PLAN_LOG_SIZE + blocks->log_tree_size;
	}
}
