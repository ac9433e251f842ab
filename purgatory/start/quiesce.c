/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/quiesce.h"

#include "pci/function.h"

/*
 * How long a bus is reset: 1 ms at least (Trst, Conventional PCI 3.0, 4.3.2);
 * how long nobody below it, or that has begun a reset of its own, may be asked;
 * and until when it has to be ready (PCI Express 5.0, 6.6.1, 6.6.2). 0: as long
 * as the watch.
 */
static const uint32_t phase_us[QUIESCE_PHASES] = {
	[QUIESCE_RESET] = 2000,
	[QUIESCE_SETTLE] = 100000,
	[QUIESCE_READY] = 1000000,
};

/*
 * All are saved before any is reset. VFs are so by their PF, behind whichever
 * SMMU, and are not asked after that: they are what it is in the end.
 */
static void reset_all(const struct listen *listen)
{
	const struct drain *drain = &listen->drain;
	uint32_t i;

	for (i = 0; i < listen->count; i++)
		if (listen->entries[i].action == SMMU_PLAN_QUIESCE &&
		    listen->jobs[i].held == HELD_NOT)
			drain_call(drain, i, DRAIN(STOPPED) | DRAIN(PENDING),
				   function_save);
	for (i = 0; i < drain->count; i++) {
		const struct smmu_plan_function *function =
			&drain->functions[i];
		uint32_t n = function->parent;

		if (drain->records[i].state != FUNCTION_SAVED ||
		    n >= drain->count)
			continue;
		if (function->flags & SMMU_PLAN_FUNCTION_VF) {
			if (drain->records[n].state == FUNCTION_SAVED)
				drain->records[i].state = FUNCTION_FOLLOWS;
		} else if (function->reset == SMMU_PLAN_RESET_BUS &&
			   drain->records[n].state == FUNCTION_STOPPED) {
			drain->records[n].state = FUNCTION_RESETS;
		}
	}
	drain_call(drain, DRAIN_ALL, DRAIN(SAVED), function_reset);
	drain_call(drain, DRAIN_ALL, DRAIN(RESETS), function_bus_reset);
}

uint32_t quiesce_begin(const struct listen *listen, enum quiesce_phase phase,
		       uint32_t wait_us)
{
	const struct drain *drain = &listen->drain;

	if (phase == QUIESCE_RESET)
		reset_all(listen);
	if (phase == QUIESCE_SETTLE)
		drain_call(drain, DRAIN_ALL, DRAIN(RESETS), function_bus_end);
	if (phase == QUIESCE_PROVOKE && drain->provokes)
		drain_call(drain, DRAIN_ALL, DRAIN(RESET) | DRAIN(SILENT),
			   function_provoke);
	if (phase == QUIESCE_SILENCE)
		drain_call(drain, DRAIN_ALL, DRAIN(RESET) | DRAIN(SILENT),
			   function_calm);
	return phase_us[phase] ? phase_us[phase] : wait_us;
}

/* Whoever has written is no longer a master: others may be heard. */
static void peel(const struct drain *drain, const struct watch_record *record)
{
	bool found = false;
	uint32_t i;

	for (i = 0; i < drain->count; i++) {
		struct function_record *writer = &drain->records[i];

		if (drain->functions[i].entry != record->smmu ||
		    drain->functions[i].stream != record->stream ||
		    !((DRAIN(RESET) | DRAIN(SILENT)) >> writer->state & 1))
			continue;
		writer->state = FUNCTION_WRITES;
		found = true;
	}
	if (found)
		drain_call(drain, DRAIN_ALL, DRAIN(WRITES), function_calm);
}

bool quiesce_goes_on(const struct listen *listen, enum quiesce_phase phase)
{
	const struct watch_record *record = listen->records;

	for (; record && record->count; record++)
		peel(&listen->drain, record);
	return phase != QUIESCE_READY ||
	       drain_call(&listen->drain, DRAIN_ALL, DRAIN(SAVED),
			  function_ready);
}

/* Whether it cannot write when its SMMU is open. */
static bool is_calm(const struct smmu_plan_function *function, uint32_t state,
		    bool watched)
{
	uint32_t calm = DRAIN(RESET) | DRAIN(GONE);

	if (function->flags & SMMU_PLAN_FUNCTION_BRIDGE)
		calm |= DRAIN(STOPPED);
	if (watched && (function->flags & SMMU_PLAN_FUNCTION_SILENT_OK))
		calm |= DRAIN(SILENT);
	return calm >> state & 1;
}

void quiesce_judge(const struct listen *listen)
{
	const struct smmu_plan_entry *entries = listen->entries;
	const struct drain *drain = &listen->drain;
	struct job *jobs = listen->jobs;
	uint32_t i;

	for (i = 0; i < drain->count; i++) {
		const struct smmu_plan_function *function =
			&drain->functions[i];
		struct function_record *record = &drain->records[i];
		uint32_t n = function->entry;

		if (record->state == FUNCTION_FOLLOWS)
			record->state = drain->records[function->parent].state;
		if (n < listen->count && jobs[n].held < HELD_FENCE &&
		    !is_calm(function, record->state,
			     entries[n].type == SMMU_PLAN_V3 &&
			     !jobs[n].watch))
			jobs[n].held = (uint16_t)(HELD_FUNCTION + i);
	}
	/* What holds one frame holds the others of its SMMU. */
	for (i = listen->count; i-- > 0;)
		if (entries[i].flags & SMMU_PLAN_MIRROR)
			job_hold(&jobs[i - 1], jobs[i].held);
	for (i = 0; i < listen->count; i++) {
		if (entries[i].flags & SMMU_PLAN_MIRROR)
			jobs[i].held = jobs[i - 1].held;
		if (entries[i].action != SMMU_PLAN_QUIESCE)
			jobs[i].held = HELD_NOT;
		else if (jobs[i].held == HELD_NOT)
			jobs[i].flags |= JOB_OPENS;
	}
}
