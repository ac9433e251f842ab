/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The stage: checks the plan, puts every SMMU in it into its state, reports
 * that, and starts the next image. Nothing is touched before both checksums
 * match.
 */
#include "start/entry.h"

#include <stddef.h>

#include "platform/chosen.h"
#include "platform/console.h"
#include "platform/dtb.h"
#include "platform/functions.h"
#include "platform/gic.h"
#include "platform/log.h"
#include "platform/offenders.h"
#include "platform/report.h"
#include "smmu/smmu.h"
#include "smmu-plan.h"
#include "start/check.h"
#include "start/discover.h"
#include "start/drain.h"
#include "start/guarded.h"
#include "start/listen.h"
#include "io.h"
#include "job/cache.h"
#include "job/job.h"

/* entry.S writes both into the stage's information. */
_Static_assert(SMMU_PLAN_VERSION == 1, "entry.S");
_Static_assert(sizeof(struct job) == STAGE_JOB_SIZE, "entry.S");

/*
 * Room for the log's text: the lines of SMMUs and devices leave some of it for the
 * last lines, and zeros end it.
 */
#define LOG_ROOM	(SMMU_PLAN_LOG_SIZE - 4)
#define LOG_ROOM_LINES	(LOG_ROOM - 256)

/* The arguments of a guarded call that reports, besides its console. */
struct reported {
	const struct smmu_plan_header *header;
	const struct job *jobs;
	const struct listen *listen;
};

/* The loader's copy is little-endian, and so is the stage: see entry.S. */
static const struct smmu_plan_header *plan_header(void)
{
	return (const struct smmu_plan_header *)(const void *)stage_plan;
}

/* Those of the loader, but where the stage has made a plan of its own. */
static const struct smmu_plan_entry *
plan_entries(const struct smmu_plan_header *header)
{
	if (STAGE_FINDER)
		return (const struct smmu_plan_entry *)(header + 1);
	return (const struct smmu_plan_entry *)(const void *)
	       (stage_plan + sizeof(struct smmu_plan_header));
}

uint64_t stage_next(void)
{
	return check_next(plan_header(), stage_start);
}

/* The jobs lie behind entries and GIC. */
static struct job *jobs_make(const struct smmu_plan_header *header)
{
	uintptr_t end = (uintptr_t)stage_start + header->body_size;
	struct job *jobs = (struct job *)end;
	uint32_t *word = (uint32_t *)end;
	size_t words = header->count * (sizeof(struct job) / sizeof(*word));
	size_t i;

	/* The memory is not trusted to be zero, and there is no memset(). */
	for (i = 0; i < words; i++)
		((volatile uint32_t *)word)[i] = 0;
	return jobs;
}

struct step_call {
	const struct smmu_plan_entry *entry;
	const struct wait_clock *clock;
};

static void step_guarded(void *job, const void *call)
{
	const struct step_call *step = call;

	if (smmu_plan_is_smmu(step->entry->type))
		smmu_step(job, step->entry, step->clock);
	else if (!STAGE_FINDER && step->entry->type == SMMU_PLAN_COPY_DTB)
		dtb_copy(job, step->entry, (uintptr_t)stage_start,
			 &stage_context.args[0]);
	else if (STAGE_FUNCTIONS && step->entry->type == SMMU_PLAN_FUNCTIONS)
		drain_step(job);
	else
		job_end(job);
}

/* Left alone, and not even read: it may be unclocked. */
static bool is_untouched(const struct smmu_plan_entry *entry)
{
	return entry->action == SMMU_PLAN_KEEP &&
	       (entry->flags & SMMU_PLAN_UNTOUCHED);
}

/* What is proven to be quiet is opened, as by bypass: opened is room for that. */
static const struct smmu_plan_entry *
asked_for(const struct smmu_plan_entry *entry, const struct job *job,
	  struct smmu_plan_entry *opened)
{
	if (!STAGE_FUNCTIONS || !(job->flags & JOB_OPENS))
		return entry;
	opened->base = entry->base;
	opened->size = entry->size;
	opened->type = entry->type;
	opened->action = SMMU_PLAN_BYPASS;
	opened->flags = entry->flags;
	return opened;
}

/*
 * One step of one job. A synchronous exception costs this SMMU, and not the
 * others; after an SError it begins again.
 */
static void job_step(struct job *job, const struct smmu_plan_entry *entry,
		     const struct wait_clock *clock)
{
	struct step_call call = { .clock = clock };
	unsigned int ended = GUARD_DONE;
	struct smmu_plan_entry opened;

	call.entry = asked_for(entry, job, &opened);
	if (is_untouched(entry)) {
		job_fail(job, OUTCOME_KEPT, AT_NONE);
		job_end(job);
	} else {
		ended = stage_guarded(step_guarded, job, &call);
	}
	if (ended == GUARD_FAULT ||
	    (ended == GUARD_SERROR && !job_restart(job))) {
		job->outcome = OUTCOME_FAULTED;
		job_end(job);
	}
	if (job->flags & JOB_FINISHED)
		job->elapsed_us = wait_clock_us(clock);
}

/*
 * Whether transactions that passed the SMMU before its fence still get time to
 * land. No register is accessed meanwhile, and SErrors belong to no job: they
 * are taken, so that they do not hit the next image.
 */
static bool is_settling(struct job *job, const struct smmu_plan_entry *entry)
{
	struct wait_clock settle;

	if (!(job->flags & JOB_SETTLE))
		return false;
	wait_clock_make(&settle, entry->settle_us);
	if (!wait_over(&job->wait, &settle)) {
		stage_drain();
		return true;
	}
	job->flags ^= JOB_SETTLE | JOB_SETTLED;
	return false;
}

/* All jobs a step at a time: the stage waits for the slowest, not the sum. */
static void jobs_run(const struct smmu_plan_header *header, struct job *jobs,
		     const struct drain *drain,
		     const struct wait_clock *clock)
{
	const struct smmu_plan_entry *entries = plan_entries(header);
	bool working;
	uint32_t i;

	do {
		working = false;
		for (i = 0; i < header->count; i++) {
			if ((jobs[i].flags & JOB_FINISHED) ||
			    (working && !smmu_plan_is_smmu(entries[i].type) &&
			     !drain_is_first(&entries[i], &jobs[i])))
				continue;
			working = true;
			if ((!STAGE_FUNCTIONS ||
			     !drain_holds(drain, &jobs[i], entries, i)) &&
			    !is_settling(&jobs[i], &entries[i]))
				job_step(&jobs[i], &entries[i], clock);
		}
	} while (working);
}

/* Whether an SMMU is neither as asked for, nor fenced but not quiet. */
static bool jobs_failed(const struct smmu_plan_header *header,
			const struct job *jobs)
{
	const struct smmu_plan_entry *entries = plan_entries(header);
	uint32_t i;

	for (i = 0; i < header->count; i++) {
		if (jobs[i].outcome != OUTCOME_DONE &&
		    jobs[i].outcome != OUTCOME_KEPT &&
		    jobs[i].outcome != OUTCOME_NOT_QUIET &&
		    smmu_plan_is_smmu(entries[i].type))
			return true;
	}
	return false;
}

/* They come first. */
static uint32_t count_smmus(const struct smmu_plan_header *header)
{
	const struct smmu_plan_entry *entries = plan_entries(header);
	uint32_t count = 0;

	while (count < header->count && smmu_plan_is_smmu(entries[count].type))
		count++;
	return count;
}

/* What the plan, whose blocks are good, says of the watch and of functions. */
static void listen_make(struct listen *listen,
			const struct smmu_plan_header *header,
			struct job *jobs, const struct wait_clock *clock)
{
	const struct smmu_plan_entry *entry = plan_entries(header);
	struct drain *drain = &listen->drain;
	uint32_t i;

	listen->entries = entry;
	listen->jobs = jobs;
	listen->count = count_smmus(header);
	listen->names.text = listen->names.end = NULL;
	listen->watch.clock = clock;
	listen->records = NULL;
	drain->count = 0;
	for (i = 0; i < header->count; i++, entry++) {
		uintptr_t at = (uintptr_t)stage_start + entry->base;

		if (entry->type == SMMU_PLAN_NAMES) {
			listen->names.text = (const char *)at;
			listen->names.end = listen->names.text + entry->size;
		} else if (entry->type == SMMU_PLAN_WATCH) {
			listen->watch.memory = at;
			watch_make(&listen->watch);
			listen->records = listen->watch.page->records;
		} else if (STAGE_FUNCTIONS &&
			   entry->type == SMMU_PLAN_FUNCTIONS) {
			drain->functions =
				(const struct smmu_plan_function *)at;
			drain->count = (uint32_t)entry->size /
				       (uint32_t)sizeof(*drain->functions);
			drain->provokes = !(entry->flags &
					    SMMU_PLAN_NO_PROVOKE);
		} else if (entry->type == SMMU_PLAN_STATES) {
			drain->records = (struct function_record *)at;
		}
	}
	if (STAGE_FUNCTIONS)
		drain_open(drain);
}

static void report_guarded(void *console, const void *argument)
{
	const struct reported *reported = argument;
	const struct smmu_plan_entry *entries = plan_entries(reported->header);
	uint32_t smmus = count_smmus(reported->header);
	const uint64_t values[] = {
		(uintptr_t)stage_start, stage_context.el, smmus,
		(uintptr_t)(smmus == 1 ? "" : "s"),
		stage_context.serrors, stage_context.serrors_found,
	};
	struct smmu_plan_entry opened;
	uint32_t i;

	console_line(console, "stage at %x, EL%u, %u SMMU%s\n", values);
	if (stage_context.serrors)
		console_line(console, "%u SErrors, "
			      "%u of them before the first SMMU\n",
			      values + 4);
	for (i = 0; i < reported->header->count; i++) {
		const struct job *job = &reported->jobs[i];

		if (i >= smmus && (STAGE_FINDER ||
				   entries[i].type != SMMU_PLAN_COPY_DTB))
			continue;
		report_job(console, asked_for(&entries[i], job, &opened), job);
		if (STAGE_FUNCTIONS)
			functions_held(console, &entries[i], job->held,
				       reported->listen->drain.functions);
	}
	if (!STAGE_FINDER && reported->listen->records)
		offenders_report(console, entries, reported->jobs, smmus,
				 reported->listen->records,
				 &reported->listen->names);
	if (STAGE_FUNCTIONS)
		functions_report(console, reported->listen->drain.functions,
				 reported->listen->drain.records,
				 reported->listen->drain.count);
}

static void say_guarded(void *console, const void *text)
{
	const uint64_t values[] = { (uintptr_t)text };

	console_line(console, "%s\n", values);
}

/* What does not fit into memory is known by now, and there is room for these. */
static void on_to_guarded(void *printed, const void *next)
{
	struct console *console = printed;
	const uint64_t values[] = {
		console->kept.left_out, *(const uint64_t *)next, io_time(),
		io_frequency(),
	};

	console->kept.room = LOG_ROOM;
	if (console->text && console->kept.left_out)
		console_line(console, "%u lines left out\n", values);
	console_line(console, "on to %x, CNTVCT %u of %u Hz\n",
		     values + 1);
}

/*
 * A console that raises exceptions is not tried again, but what it was to print
 * is kept all the same. SErrors wait.
 */
static void print(struct console *console,
		  void (*call)(void *console, const void *what),
		  const void *what)
{
	const struct console_kept before = console->kept;

	if (console->type == SMMU_PLAN_CONSOLE_NONE && !console->text)
		return;
	if (stage_guarded_masked(call, console, what)) {
		console->kept = before;
		console->type = SMMU_PLAN_CONSOLE_NONE;
		call(console, what);
	}
}

/* From here on all that is printed is kept, too. */
static void open_log(struct console *console, const struct smmu_plan_log *log)
{
	console->text = (char *)(uintptr_t)stage_start + log->memory;
	console->kept = (struct console_kept){ .room = LOG_ROOM_LINES };
	print(console, say_guarded, log->line);
}

/*
 * The log goes into a copy of the next image's tree, and the copy's address to
 * where that image, or kexec-tools' purgatory, looks for it: until all is in
 * place, the tree is the one that it was. Closes the text if it is.
 */
static void hand_over_guarded(void *printed, const void *argument)
{
	const struct smmu_plan_header *header = plan_header();
	const struct smmu_plan_entry *last =
		(const struct smmu_plan_entry *)(header + 1) +
		header->count - 1;
	const struct smmu_plan_log *log = argument;
	struct console *console = printed;
	uint64_t text = (uintptr_t)console->text;
	uint64_t to = text + SMMU_PLAN_LOG_SIZE;
	uint64_t tree = stage_context.args[0];
	struct chosen chosen;
	struct job job;
	uint32_t i;

	for (i = 0; i < 4; i++)
		console->text[console->kept.used + i] = 0;
	if (!STAGE_FINDER && log->word) {
		cache_invalidate(log->word, sizeof(tree), false);
		tree = io_read64(log->word);
	}
	if (!(STAGE_FINDER ? log_find(&chosen) : chosen_find(tree, &chosen)) ||
	    !chosen_insert(&chosen, to, log->tree_size, text,
			   console->kept.used))
		return;
	/* A wrapped Image for any machine has it in x0. */
	if (!STAGE_FINDER && log->word) {
		io_write64(log->word, to);
	} else {
		/* Where it was copied to a place before, it is again. */
		job.outcome = OUTCOME_DONE;
		if (!STAGE_FINDER && last->type == SMMU_PLAN_COPY_DTB)
			dtb_copy(&job, last, (uintptr_t)stage_start, &to);
		if (job.outcome != OUTCOME_DONE)
			return;
		stage_context.args[0] = to;
	}
	console->text = NULL;
}

/* How to reset the machine after a failure; 0 to continue. */
static unsigned int reset_conduit(const struct smmu_plan_header *header)
{
	if (header->on_failure != SMMU_PLAN_RESET)
		return SMMU_PLAN_CONDUIT_NONE;
	/* An HVC at EL2 would be taken to EL2 itself. */
	return header->conduit != SMMU_PLAN_CONDUIT_NONE &&
	       stage_context.el == 2 ? SMMU_PLAN_CONDUIT_SMC : header->conduit;
}

/* Do what the plan says about failures. Returns if it says to continue. */
static void on_failure(struct console *console)
{
	uintptr_t conduit = stage_context.conduit;

	if (!conduit)
		return;
	print(console, say_guarded, "failed, resetting the machine");
	guarded_again(stage_psci_reset, (void *)conduit, NULL);
	print(console, say_guarded, "PSCI did not reset it");
}

/* failed: that something was not even found. */
static void run(const struct smmu_plan_header *header, struct console *console,
		const struct wait_clock *clock, bool failed)
{
	struct job *jobs = jobs_make(header);
	uint64_t next = stage_next();
	struct listen listen;
	struct reported reported = { header, jobs, &listen };

	stage_context.serrors_found = stage_context.serrors;
	if (!STAGE_FINDER)
		listen_make(&listen, header, jobs, clock);
	do {
		jobs_run(header, jobs, &listen.drain, clock);
	} while (!STAGE_FINDER && listen_run(&listen));
	stage_drain();
	if (!STAGE_FINDER && header->gic != SMMU_PLAN_GIC_NONE &&
	    guarded_again(gic_clear, jobs, header))
		print(console, say_guarded, "GIC: faulted");

	print(console, report_guarded, &reported);
	if (failed || jobs_failed(header, jobs))
		on_failure(console);
	print(console, on_to_guarded, &next);
}

uint64_t stage_main(void)
{
	const struct smmu_plan_header *header = plan_header();
	const struct smmu_plan_log *log;
	struct wait_clock clock;
	struct console console;

	if (!check_header(header, stage_start))
		return stage_next();

	stage_context.conduit = reset_conduit(header);
	wait_clock_make(&clock, header->timeout_us);
	console_open(&console, header->console, header->console_base, &clock);
	if (check_body(header, stage_start,
		       (size_t)(stage_ro_end - stage_start)) &&
	    check_blocks(header, stage_start, &log)) {
		if (STAGE_FINDER) {
			header = discover(header);
			stage_context.conduit = reset_conduit(header);
			console_open(&console, header->console,
				     header->console_base, &clock);
		}
		if (log)
			open_log(&console, log);
		if (STAGE_FINDER)
			print(&console, discover_say, NULL);
		run(header, &console, &clock, STAGE_FINDER && finder.failure);
		if (log)
			stage_guarded_masked(hand_over_guarded, &console, log);
		if (console.text)
			print(&console, say_guarded, "no tree takes the log");
	} else {
		print(&console, say_guarded, "corrupt, no SMMU was touched");
		on_failure(&console);
	}
	return stage_next();
}
