// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stage's own watch, over and over, while sound controllers write: abort,
 * SMMUEN, abort. No word of what they write to may change meanwhile. Afterwards
 * the SMMU is opened, to see that they still do.
 */
#include "bare.h"
#include "hdas.h"
#include "job/job.h"
#include "job/wait.h"
#include "smmu-plan.h"
#include "smmu/v3.h"
#include "smmu/watch.h"

/* How often, in a word there; 0: so many. */
#define REQUEST		0x4f000000ul
#define SWITCHES	3000
#define MEMORY		0x4a000000ul	/* of the watch */
#define LISTENS		4
#define LIVE_MS		50

#define PATTERN		UINT64_C(0x5aa5f00ddeadc0de)
#define WORDS		(4096 / 8)

static volatile uint64_t *page_of(const struct hdas *hdas, unsigned int i)
{
	return (volatile uint64_t *)hdas->found[i].samples;
}

static void fill(const struct hdas *hdas)
{
	unsigned int i, n;

	for (i = 0; i < hdas->count; i++)
		for (n = 0; n < WORDS; n++)
			page_of(hdas, i)[n] = PATTERN;
}

/* Words, or pages, that are not as fill() left them. */
static unsigned int changed(const struct hdas *hdas, unsigned int *ret_pages)
{
	unsigned int i, n, words = 0;

	*ret_pages = 0;
	for (i = 0; i < hdas->count; i++) {
		unsigned int before = words;

		for (n = 0; n < WORDS; n++)
			words += page_of(hdas, i)[n] != PATTERN;
		*ret_pages += words != before;
	}
	return words;
}

static void fence(struct job *job, const struct smmu_plan_entry *entry,
		  const struct wait_clock *clock)
{
	while (!(job->flags & JOB_FINISHED))
		smmu_v3_step(job, entry, clock);
}

/* One switch; false if it did not succeed. */
static bool watch_once(struct job *job, struct watch *watch)
{
	unsigned int i;

	watch->task = WATCH_OPEN;
	smmu_v3_watch(job, watch);
	watch->task = WATCH_LISTEN;
	for (i = 0; i < LISTENS; i++)
		smmu_v3_watch(job, watch);
	watch->task = WATCH_CLOSE;
	smmu_v3_watch(job, watch);
	job_again(job);
	fence(job, watch->entry, watch->clock);
	return !job->watch && job->outcome == OUTCOME_DONE;
}

static uint64_t records(const struct watch *watch)
{
	const struct watch_record *record = watch->page->records;
	uint64_t sum = 0;

	for (; record->count; record++)
		sum += record->count;
	return sum;
}

static void run(const struct hdas *hdas)
{
	const struct smmu_plan_entry entry = {
		.base = SMMU, .type = SMMU_PLAN_V3, .action = SMMU_PLAN_ABORT,
	};
	uint32_t wanted = bare_read32(REQUEST), done, words = 0, pages;
	struct wait_clock clock;
	struct job job = { .flags = 0 };
	struct watch watch = {
		.memory = MEMORY, .clock = &clock, .entry = &entry,
		.queue_log2 = WATCH_EVENTS_LOG2,
		.queue = MEMORY + WATCH_QUEUES,
	};

	wait_clock_make(&clock, 100000);
	fence(&job, &entry, &clock);
	watch_make(&watch);
	fill(hdas);
	for (done = 0; done < (wanted ? wanted : SWITCHES); done++) {
		if (!watch_once(&job, &watch))
			break;
		words += changed(hdas, &pages);
		if (words)
			break;
	}
	bare_put_value("switches: ", done);
	bare_put_value(" changed=", words);
	bare_put_value(" outcome=", job.outcome);
	bare_put_value(" watch=", job.watch);
	bare_put_value(" records=", records(&watch));
	bare_write32(SMMU + SMMU_GBPA, 1u << 31);
	for (uint64_t start = bare_ticks();
	     bare_ticks() - start < bare_ticks_of(LIVE_MS);)
		;
	changed(hdas, &pages);
	bare_put_value(" live=", pages);
	bare_put_text(" end\r\n");
}

void bare_payload(uint64_t x0, uint64_t daif)
{
	struct hdas hdas;
	const char *error;

	(void)x0;
	(void)daif;
	bare_console_open();
	error = hdas_start(&hdas);
	if (error)
		bare_put_text(error);
	else
		run(&hdas);
	bare_system_off();
}
