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

/*
 * job->step, one after the other: fields of CR0 are changed at its beginning. It
 * ends when CR0ACK says the same as CR0, and no command is left.
 */
enum step {
	STEP_OPEN = WATCH_STEP_OPEN,
	STEP_COMMANDS,		/* the command queue is on */
	STEP_SYNC,		/* nothing of other tables is cached */
	STEP_RECORDS,		/* the event queue is on */
	STEP_ENABLE,
	STEP_CHANGED = WATCH_STEP_CHANGED,
	STEP_TOLD,		/* nothing of the table as it was is cached */
	STEP_LISTEN = WATCH_STEP_LISTEN,
	STEP_CLOSE = WATCH_STEP_CLOSE,
	STEP_DISABLE,
	STEP_OFF,		/* what was to be recorded has been */
};

/* What of CR0 changes; ATSCHK stays as long as there is traffic (6.3.9.2). */
static const uint8_t changes[] = {
	[STEP_RECORDS - STEP_OPEN] = CR0_EVENTQEN,
	[STEP_ENABLE - STEP_OPEN] = CR0_SMMUEN,
	[STEP_DISABLE - STEP_OPEN] = CR0_SMMUEN,
	[STEP_OFF - STEP_OPEN] = CR0_EVENTQEN | CR0_CMDQEN,
};

/* struct watch_page.commands, of which all are given each time. */
#define COMMANDS_LOG2	2u

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
	    FIELD_GET(IDR1_EVENTQS, idr1) < watch->queue_log2) {
		job->watch = WATCH_PRESET;
		return;
	}
	/* Without it Translated transactions would pass unseen (6.3.9.2). */
	if (idr0 & IDR0_ATS)
		cr0 |= CR0_ATSCHK;
	if ((idr0 & IDR0_ATS) && !(entry->flags & SMMU_PLAN_NAMED)) {
		job->watch = WATCH_ATS;
		return;
	}
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
	reg32_write(base, SMMU_CR0, cr0);
	job_begin(job, STEP_COMMANDS);
}

void smmu_v3_watch(struct job *job, struct watch *watch)
{
	uint64_t base = watch->entry->base;
	uint32_t step = job->step;
	uint32_t commands;

	if (step == STEP_OPEN) {
		open(job, watch);
		return;
	}
	if (step == STEP_LISTEN) {
		drain(job, watch);
		return;
	}
	commands = reg32_read(base, SMMU_CMDQ_PROD);
	if (((commands ^ reg32_read(base, SMMU_CMDQ_CONS)) & QUEUE_INDEX) ||
	    reg32_read(base, SMMU_CR0) != reg32_read(base, SMMU_CR0ACK)) {
		if (wait_over(&job->wait, watch->clock))
			job->watch = WATCH_GIVEN_UP;
		return;
	}
	if (step == STEP_OFF) {
		drain(job, watch);
		job->step = WATCH_STEP_CLOSED;
		return;
	}
	job_begin(job, ++step);
	io_barrier();
	/* All commands once more: the queue is full of them. */
	if (step == STEP_SYNC || step == STEP_TOLD)
		reg32_write(base, SMMU_CMDQ_PROD,
			    commands ^ 1u << COMMANDS_LOG2);
	reg32_write(base, SMMU_CR0, reg32_read(base, SMMU_CR0) ^
				    changes[step - STEP_OPEN]);
}
