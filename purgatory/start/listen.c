/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/listen.h"

#include "start/entry.h"

/*
 * At the end of each part of the watch: where records were lost, the next one
 * is for streams that were not seen before.
 */
#define PARTS		16u

static void step_guarded(void *job, const void *argument)
{
	struct watch *watch = (struct watch *)(uintptr_t)argument;

	if (watch->entry->type == SMMU_PLAN_V3)
		smmu_v3_watch(job, watch);
	else
		smmu_v2_watch(job, watch);
}

/*
 * A task, for each that is watched, which are those whose jobs are to begin
 * again. SErrors wait, and are nobody's: those that come here are of
 * transactions that are refused.
 */
static void each(struct listen *listen, enum watch_task task)
{
	struct watch *watch = &listen->watch;
	uint32_t i;

	watch->task = (uint8_t)task;
	for (i = 0; i < listen->count; i++) {
		struct job *job = &listen->jobs[i];

		if ((job->flags & JOB_FINISHED) || job->watch)
			continue;
		watch->entry = &listen->entries[i];
		watch->index = i;
		watch->queue = watch->memory + WATCH_QUEUES +
			       ((uint64_t)i * 32 << watch->queue_log2);
		if (stage_guarded_masked(step_guarded, job, watch))
			job->watch = WATCH_GIVEN_UP;
	}
	stage_drain();
}

bool listen_run(struct listen *listen)
{
	uint32_t watch_us = 0, part = 0, i;
	struct wait_clock clock;
	struct wait wait;

	if (!listen->watch.memory)
		return false;
	for (i = 0; i < listen->count; i++) {
		if (!listen->entries[i].watch_us ||
		    listen->jobs[i].outcome != OUTCOME_DONE)
			continue;
		watch_us = listen->entries[i].watch_us;
		job_again(&listen->jobs[i]);
	}
	if (!watch_us)
		return false;
	/* They share what there is by the next power of two. */
	listen->watch.queue_log2 = WATCH_EVENTS_LOG2 - 31 +
				   (uint32_t)__builtin_clz(2 * i - 1);
	each(listen, WATCH_OPEN);
	wait_clock_make(&clock, watch_us);
	wait_begin(&wait);
	while (!wait_over(&wait, &clock)) {
		each(listen, WATCH_LISTEN);
		if (wait.elapsed < part)
			continue;
		part += clock.timeout / PARTS;
		watch_silence(&listen->watch, listen->watch.lost);
		listen->watch.lost = false;
		each(listen, WATCH_CHANGED);
	}
	each(listen, WATCH_CLOSE);
	listen->count = 0;
	return true;
}
