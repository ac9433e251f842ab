/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Section numbers are those of Arm IHI 0070 G.b. Only an SMMU that is enabled
 * records whom it refuses (6.3.9.6): for a while it is, with GBPA as it is.
 */
#include "io.h"
#include "job/field.h"
#include "job/reg.h"
#include "smmu/v3-regs.h"
#include "smmu/watch.h"

/* struct watch_page.commands fill their queue, and are given all at a time. */
#define COMMANDS_LOG2	2u
#define COMMANDS	(1u << COMMANDS_LOG2)

/* Event records, 7.3: four words. */
#define EVENT_WORDS	4u
#define EVENT_NUMBER	0xffu			/* of word 0 */
#define EVENT_RnW	(UINT64_C(1) << 35)	/* of word 1 */
#define F_TRANSLATION	0x10u

/* From where SMMU_EVENTQ_PROD(0) and _CONS(0) are. */
static uint64_t page_of(const struct smmu_plan_entry *entry)
{
	return entry->flags & SMMU_PLAN_PAGE0_ONLY ? entry->base :
						     entry->base + SMMU_PAGE1;
}

/*
 * A queue that is full has lost some, or will: that is not told alike by its
 * overflow flag and by GERROR.
 */
static void drain(struct job *job, struct watch *watch)
{
	uint64_t page = page_of(watch->entry);
	uint64_t queue = watch->queue;
	uint32_t size = 1u << watch->queue_log2;
	uint32_t prod = reg32_read(page, SMMU_EVENTQ_PROD(0));
	uint32_t cons = reg32_read(page, SMMU_EVENTQ_CONS(0));

	/* Records are there before their index is. */
	io_barrier();
	if (((prod ^ cons) & (2 * size - 1)) == size)
		watch_lost(watch, job);
	for (; (prod ^ cons) & (2 * size - 1); cons++) {
		const volatile uint64_t *event =
			(const volatile uint64_t *)(uintptr_t)queue +
			EVENT_WORDS * (cons & (size - 1));
		uint64_t word0 = event[0];

		watch_note(watch, job, word0 >> 32,
			   (word0 & EVENT_NUMBER) != F_TRANSLATION ? WATCH_USED :
			   event[1] & EVENT_RnW ? WATCH_READ : WATCH_WROTE,
			   event[2]);
	}
	reg32_write(page, SMMU_EVENTQ_CONS(0), prod);
	page = watch->entry->base;
	reg32_write(page, SMMU_GERRORN, reg32_read(page, SMMU_GERROR));
}

/*
 * Write CR0 or CMDQ_PROD, and wait until CR0ACK says the same as CR0 and no
 * command is left. Nothing, where that has failed before.
 */
static void settle(struct job *job, const struct watch *watch,
		   struct reg32 reg, uint32_t value)
{
	uint64_t base = watch->entry->base;
	struct wait wait;

	if (job->watch)
		return;
	io_barrier();
	reg32_write(base, reg, value);
	wait_begin(&wait);
	while (reg32_read(base, SMMU_CR0ACK) != reg32_read(base, SMMU_CR0) ||
	       reg32_read(base, SMMU_CMDQ_CONS) !=
	       reg32_read(base, SMMU_CMDQ_PROD)) {
		if (wait_over(&wait, watch->clock)) {
			job->watch = WATCH_GIVEN_UP;
			return;
		}
	}
}

/* CR0 is 0: its abort was done. */
static void open(struct job *job, const struct watch *watch)
{
	const struct smmu_plan_entry *entry = watch->entry;
	uint64_t base = entry->base, page = page_of(entry);
	uint32_t idr0 = reg32_read(base, SMMU_IDR0);
	uint32_t idr1 = reg32_read(base, SMMU_IDR1);
	uint64_t table = (uintptr_t)watch->page->invalid;
	uint32_t form = 0, cr0 = CR0_CMDQEN;

	if ((idr1 & (IDR1_TABLES_PRESET | IDR1_QUEUES_PRESET)) ||
	    FIELD_GET(IDR1_EVENTQS, idr1) < watch->queue_log2)
		job->watch = WATCH_PRESET;
	if (idr0 & IDR0_ATS) {
		/* Else Translated transactions would pass unseen (6.3.9.2). */
		cr0 |= CR0_ATSCHK;
		if (!(entry->flags & SMMU_PLAN_NAMED))
			job->watch = WATCH_ATS;
	}
	if (job->watch)
		return;
	if ((idr0 & IDR0_ST_LEVEL) && (idr0 & IDR0_TTF_AARCH64) &&
	    (idr0 & IDR0_S1P)) {
		table = watch->levels;
		form = FIELD_PREP(STRTAB_BASE_CFG_FMT, 1) |
		       FIELD_PREP(STRTAB_BASE_CFG_SPLIT, WATCH_SPLIT) |
		       FIELD_PREP(STRTAB_BASE_CFG_LOG2SIZE,
				  WATCH_STREAMS_LOG2);
	}
	reg32_write(base, SMMU_CR1, 0);
	reg32_write(base, SMMU_CR2, CR2_RECINVSID);
	reg64_write(base, SMMU_STRTAB_BASE, table);
	reg32_write(base, SMMU_STRTAB_BASE_CFG, form);
	reg64_write(base, SMMU_CMDQ_BASE,
		    (uintptr_t)watch->page->commands | COMMANDS_LOG2);
	reg32_write(base, SMMU_CMDQ_PROD, 0);
	reg32_write(base, SMMU_CMDQ_CONS, 0);
	reg64_write(base, SMMU_EVENTQ_BASE, watch->queue | watch->queue_log2);
	reg32_write(page, SMMU_EVENTQ_PROD(0), 0);
	reg32_write(page, SMMU_EVENTQ_CONS(0), 0);
	settle(job, watch, SMMU_CR0, cr0);
	/* Nothing of other tables is cached behind this. */
	settle(job, watch, SMMU_CMDQ_PROD, COMMANDS);
	cr0 |= CR0_EVENTQEN;
	settle(job, watch, SMMU_CR0, cr0);
	settle(job, watch, SMMU_CR0, cr0 | CR0_SMMUEN);
}

void smmu_v3_watch(struct job *job, struct watch *watch)
{
	uint64_t base = watch->entry->base;

	switch ((enum watch_task)watch->task) {
	case WATCH_OPEN:
		open(job, watch);
		break;
	case WATCH_CHANGED:
		settle(job, watch, SMMU_CMDQ_PROD,
		       reg32_read(base, SMMU_CMDQ_PROD) ^ COMMANDS);
		break;
	case WATCH_CLOSE:
		/* ATSCHK stays as long as there is traffic (6.3.9.2). */
		settle(job, watch, SMMU_CR0,
		       reg32_read(base, SMMU_CR0) & ~CR0_SMMUEN);
		settle(job, watch, SMMU_CR0, 0);
		/* What was to be recorded has been. */
		drain(job, watch);
		break;
	default:	/* WATCH_LISTEN */
		drain(job, watch);
	}
}
