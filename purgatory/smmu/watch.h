/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Who still uses an SMMU that is fenced: what the watch keeps of it in memory,
 * and the tables that it lets SMMUv3s look into, which let nothing pass.
 *
 * The memory is SMMU_PLAN_WATCH_SIZE bytes, at a multiple of 4 KiB: the first
 * level of a stream table at the first multiple of 8 KiB, struct watch_page
 * before or behind it, and then
 *
 *	12 KiB	a second level whose streams are recorded
 *	16 KiB	one whose streams are not
 *	20 KiB	event queues
 *
 * Both levels are for all StreamIDs, and all SMMUs.
 */
#ifndef SMMU_WATCH_H
#define SMMU_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "job/job.h"
#include "smmu-plan.h"

#define WATCH_QUEUES		(20u * 1024)	/* where they are */
#define WATCH_STREAMS_LOG2	16u	/* StreamIDs of the table */
#define WATCH_SPLIT		6u	/* of these, in the second level */
#define WATCH_EVENTS_LOG2	7u	/* records of all queues */
#define WATCH_SMMUS		(1u << WATCH_EVENTS_LOG2)	/* the first */

/* What a stream did. */
enum watch_way {
	WATCH_USED,		/* this is all that is known */
	WATCH_READ,
	WATCH_WROTE,
};

struct watch_record {
	uint64_t first, last;	/* lowest and highest address; not of USED */
	uint64_t count;		/* 0: no record here, nor after it */
	uint64_t stream;
	uint32_t smmu;		/* index of the entry */
	uint32_t way;		/* enum watch_way */
};

#define WATCH_RECORDS		97u
/* Of one SMMU, so that it does not take all. */
#define WATCH_RECORDS_EACH	16u

struct watch_page {
	uint64_t context[8];	/* a Context descriptor, 5.4 */
	uint64_t commands[8];
	uint64_t invalid[8];	/* a stream table of one entry */
	struct watch_record records[WATCH_RECORDS];
};
_Static_assert(sizeof(struct watch_page) <= 4096, "it is a page");

/* What is to be done with each SMMU that is watched. */
enum watch_task {
	WATCH_OPEN,
	WATCH_LISTEN,		/* record what came */
	WATCH_CHANGED,		/* the table was: the SMMU is to know */
	WATCH_CLOSE,
};

struct watch {
	uint64_t memory;
	uint64_t levels;	/* address of the first level */
	struct watch_page *page;
	const struct wait_clock *clock;
	uint32_t queue_log2;	/* records of one SMMU's queue */
	bool lost;		/* some of any SMMU, in this part of the watch */

	/* What it is, and for whom. */
	uint8_t task;
	uint32_t index;
	const struct smmu_plan_entry *entry;
	uint64_t queue;		/* address of its event queue */
};

/* Make tables and queues in watch->memory; nothing is recorded yet. */
void watch_make(struct watch *watch);

/*
 * For the streams that have been recorded the SMMUs record nothing more, so
 * that others find room in a queue that these fill; or all do again.
 */
void watch_silence(const struct watch *watch, bool silent);

/* That stream did something, at address if it is not WATCH_USED. */
void watch_note(struct watch *watch, struct job *job, uint64_t stream,
		enum watch_way way, uint64_t address);

/* There were more of this SMMU. */
static inline void watch_lost(struct watch *watch, struct job *job)
{
	watch->lost = true;
	job->lost = true;
	job_hold(job, HELD_LOST);
}

/*
 * Do watch->task for one SMMU, whose abort is done. Where that fails job->watch
 * says so, and nothing more is to be done for this SMMU. Afterwards its driver is
 * to put it into abort again.
 */
void smmu_v3_watch(struct job *job, struct watch *watch);
void smmu_v2_watch(struct job *job, struct watch *watch);

#endif
