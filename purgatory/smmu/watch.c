/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Section numbers are those of Arm IHI 0070 G.b. */
#include "smmu/watch.h"

#include "job/cache.h"

#define PAGE		4096u
#define LEVEL1_SIZE	(2 * PAGE)
#define LOUD		(3 * PAGE)
#define SILENT		(4 * PAGE)
#define STE_WORDS	8u

_Static_assert((8u << WATCH_STREAMS_LOG2 >> WATCH_SPLIT) == LEVEL1_SIZE,
	       "the first level");
_Static_assert((STE_WORDS * 8u << WATCH_SPLIT) == PAGE, "the second level");

/* STE, 5.2: word 0. Valid, stage 1 alone, one Context descriptor. */
#define STE_STAGE1	(UINT64_C(5) << 1 | 1)
/* Valid, and aborts without a record. */
#define STE_ABORT	UINT64_C(1)

/* 5.1: all of the second level, SPLIT + 1. */
#define LEVEL1_SPAN	(WATCH_SPLIT + 1)

/*
 * Context descriptor, 5.4, word 0: valid, AArch64, ranges of 48 bits in which
 * no table is walked (EPD0, EPD1), so that every address faults and is recorded
 * (R, and A: not answered by zeros).
 */
#define CD_TRANSLATES_NOTHING						\
	(UINT64_C(1) << 46 | UINT64_C(1) << 45 | UINT64_C(1) << 41 |	\
	 UINT64_C(1) << 31 | UINT64_C(1) << 30 | UINT64_C(2) << 22 |	\
	 UINT64_C(16) << 16 | UINT64_C(1) << 14 | 16)

/* Commands, 4.3.5, 4.4, 4.7.3: two words each. */
#define CMD_CFGI_ALL_0		UINT64_C(0x04)
#define CMD_CFGI_ALL_1		UINT64_C(31)
#define CMD_TLBI_NSNH_ALL	UINT64_C(0x30)
#define CMD_SYNC		UINT64_C(0x46)

static void fill(uint64_t at, uint32_t words, uint32_t step, uint64_t value)
{
	for (; words; words--, at += 8 * step)
		*(volatile uint64_t *)(uintptr_t)at = value;
}

void watch_silence(const struct watch *watch, bool silent)
{
	const struct watch_record *record = watch->page->records;
	uint64_t level2 = watch->memory + (silent ? SILENT : LOUD);

	for (; record->count; record++)
		if (!(record->stream >> WATCH_STREAMS_LOG2))
			fill(watch->levels +
			     8 * (record->stream >> WATCH_SPLIT), 1, 1,
			     level2 | LEVEL1_SPAN);
}

/*
 * TLB entries of the old kernel's might be used where no table is walked: they
 * go as well. Entries of other regimes than ours, NS-EL1, are not looked up.
 */
void watch_make(struct watch *watch)
{
	uint64_t memory = watch->memory;
	uint64_t levels = (memory + PAGE) & ~(uint64_t)(LEVEL1_SIZE - 1);
	struct watch_page *page = (struct watch_page *)(uintptr_t)
		(levels == memory ? memory + LEVEL1_SIZE : memory);
	volatile uint64_t *commands = page->commands;

	watch->levels = levels;
	watch->page = page;
	watch->lost = false;
	/* SMMUs and we look past the caches, and what they still have of it. */
	cache_invalidate(memory, SMMU_PLAN_WATCH_SIZE, false);
	fill(memory, SMMU_PLAN_WATCH_SIZE / 8, 1, 0);
	fill(levels, LEVEL1_SIZE / 8, 1, (memory + LOUD) | LEVEL1_SPAN);
	fill(memory + LOUD, 1u << WATCH_SPLIT, STE_WORDS,
	     (uintptr_t)page->context | STE_STAGE1);
	fill(memory + SILENT, 1u << WATCH_SPLIT, STE_WORDS, STE_ABORT);
	page->context[0] = CD_TRANSLATES_NOTHING;
	commands[0] = CMD_CFGI_ALL_0;
	commands[1] = CMD_CFGI_ALL_1;
	commands[2] = CMD_TLBI_NSNH_ALL;
	commands[4] = CMD_SYNC;
	commands[6] = CMD_SYNC;
}

void watch_note(struct watch *watch, struct job *job, uint64_t stream,
		enum watch_way way, uint64_t address)
{
	struct watch_record *record = watch->page->records;
	unsigned int free = WATCH_RECORDS_EACH;

	job_hold(job, HELD_USED);
	for (; record->count; record++) {
		if (record->smmu != watch->index)
			continue;
		if (record->stream == stream && record->way == way)
			break;
		free--;
	}
	if (!record->count) {
		/* The last one stays free. */
		if (!free ||
		    record == &watch->page->records[WATCH_RECORDS - 1]) {
			watch_lost(watch, job);
			return;
		}
		record->stream = stream;
		record->smmu = watch->index;
		record->way = way;
		record->first = record->last = address;
	}
	record->count++;
	if (address < record->first)
		record->first = address;
	if (address > record->last)
		record->last = address;
}
