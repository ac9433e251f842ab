/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/listen.h"

#include <stddef.h>

#include "start/entry.h"
#include "start/quiesce.h"

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
		if (stage_guarded_masked(step_guarded, job, watch)) {
			job->watch = WATCH_GIVEN_UP;
			job_hold(job, HELD_LOST);
		}
	}
	stage_drain();
}

/* The jobs of those that are watched begin again; returns for how long, 0: none. */
static uint32_t choose(struct listen *listen, bool *ret_quiesces)
{
	uint32_t watch_us = 0, i;

	for (i = listen->count; i-- > 0;) {
		const struct smmu_plan_entry *entry = &listen->entries[i];
		struct job *job = &listen->jobs[i];
		bool quiesces = entry->action == SMMU_PLAN_QUIESCE;

		if (job->outcome != OUTCOME_DONE)
			job_hold(job, job->outcome == OUTCOME_NOT_QUIET ?
				      HELD_NOISE : HELD_FENCE);
		if (entry->flags & SMMU_PLAN_STRANGERS)
			job_hold(job, HELD_STRANGERS);
		if (entry->flags & SMMU_PLAN_MIRROR)
			job_hold(job - 1, job->held);
		if (job->outcome != OUTCOME_DONE || !entry->watch_us)
			continue;
		if (!listen->records || i >= WATCH_SMMUS) {
			if (!quiesces)
				continue;
			job->watch = WATCH_GIVEN_UP;
			/* Faults are in a register, which nobody reads. */
			if (entry->type != SMMU_PLAN_V3)
				job_hold(job, HELD_LOST);
		}
		*ret_quiesces |= quiesces;
		if (entry->watch_us > watch_us)
			watch_us = entry->watch_us;
		job_again(job);
	}
	return watch_us;
}

/* The watch goes on for so long, or until there is nothing more to wait for. */
static void listen_for(struct listen *listen, enum quiesce_phase phase,
		       uint32_t watch_us)
{
	struct wait_clock clock;
	uint32_t part = 0;
	struct wait wait;

	wait_clock_make(&clock, watch_us);
	wait_begin(&wait);
	while (!wait_over(&wait, &clock)) {
		each(listen, WATCH_LISTEN);
		if (STAGE_FUNCTIONS && !quiesce_goes_on(listen, phase))
			break;
		if (!listen->records || phase < QUIESCE_PROVOKE ||
		    wait.elapsed < part)
			continue;
		part += clock.timeout / PARTS;
		watch_silence(&listen->watch, listen->watch.lost);
		listen->watch.lost = false;
		each(listen, WATCH_CHANGED);
	}
}

bool listen_run(struct listen *listen)
{
	uint32_t watched = listen->count, watch_us, phase;
	bool quiesces = false;

	watch_us = choose(listen, &quiesces);
	if (watch_us) {
		/* They share what there is by the next power of two. */
		if (watched > WATCH_SMMUS)
			watched = WATCH_SMMUS;
		listen->watch.queue_log2 = WATCH_EVENTS_LOG2 - 31 +
			(uint32_t)__builtin_clz(2 * watched - 1);
		each(listen, WATCH_OPEN);
		for (phase = quiesces ? QUIESCE_RESET : QUIESCE_SILENCE;
		     phase < QUIESCE_PHASES; phase++)
			listen_for(listen, phase,
				   STAGE_FUNCTIONS ?
				   quiesce_begin(listen, phase, watch_us) :
				   watch_us);
		each(listen, WATCH_CLOSE);
	}
	if (STAGE_FUNCTIONS)
		quiesce_judge(listen);
	listen->count = 0;
	return watch_us;
}
