/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of the stage, built for the host, by themselves:
 * - waits end neither early nor late, and end on a counter that cannot be
 *   trusted;
 * - a job tells its first failure;
 * - the CRC-32 is zlib's;
 * - a watch begins with nothing lost, whatever was in its memory;
 * - barriers and cache maintenance come where they have to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "model/regs-v2.h"
#include "model/regs-v3.h"
#include "platform/dtb.h"
#include "smmu/v2.h"
#include "smmu/v3.h"
#include "smmu/watch.h"
#include "smmu-plan.h"
#include "stage/host/host.h"
#include "util/macros.h"
#include "job/crc32.h"
#include "job/job.h"
#include "job/wait.h"

#define BASE		UINT64_C(0x09050000)
#define FREQUENCY	UINT64_C(62500000)
#define TIMEOUT_US	1000u
#define TICKS		(TIMEOUT_US * FREQUENCY / 1000000)

static struct cpu cpu;
static struct wait_clock waits;
static struct job job;

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, NULL, 0);
	cpu.counter_frequency = FREQUENCY;
	host_start(&cpu);
	wait_clock_make(&waits, TIMEOUT_US);
	memset(&job, 0, sizeof(job));
	return 0;
}

/* Polls until the wait is over, each step ticks after the last; limit: 0. */
static uint32_t polls(uint64_t step, uint32_t limit)
{
	struct wait wait;
	uint32_t count;

	cpu.counter_step = step;
	wait_begin(&wait);
	for (count = 1; count <= limit; count++) {
		if (wait_over(&wait, &waits))
			return count;
	}
	return 0;
}

static void waits_are_as_long_as_said(void **state)
{
	uint64_t begin;

	(void)state;
	/* The first poll begins the time; up to two more ticks, never too few. */
	assert_in_range(polls(1, 1u << 20), TICKS + 2,
			TICKS + 2 + 2 * WAIT_TICK);
	assert_int_equal(polls(100, 1u << 20), TICKS / 100 + 2);
	/* Few samples, each of at most a sixteenth: at least 64 polls. */
	assert_int_equal(polls(TICKS, 1u << 20), WAIT_POLLS_MIN);
	assert_int_equal(polls(INT32_MAX, 1u << 20), WAIT_POLLS_MIN);
	begin = cpu.counter;
	assert_int_equal(polls(TICKS / 64 + 1, 1u << 20), WAIT_POLLS_MIN + 1);
	assert_true(cpu.counter - begin > TICKS);
}

static void waits_on_bad_counters(void **state)
{
	struct wait wait;

	(void)state;
	assert_int_equal(polls(0, 1u << 20), WAIT_STILL_MAX);
	assert_int_equal(polls(UINT64_MAX, 1u << 20), WAIT_STILL_MAX);
	/* So slow that no time passes worth mentioning: the last poll is it. */
	cpu.counter_step = 1;
	waits.timeout = INT32_MAX;
	wait_begin(&wait);
	assert_false(wait_over(&wait, &waits));
	wait.polls = WAIT_POLLS_MAX - 2;
	assert_false(wait_over(&wait, &waits));
	assert_true(wait_over(&wait, &waits));
}

/* What the fence depends on is waited for as long as Linux does, or longer. */
static void waits_of_the_fence(void **state)
{
	struct wait wait;

	(void)state;
	assert_int_equal(waits.fence, FREQUENCY / WAIT_TICK + 2);
	cpu.counter_step = FREQUENCY / 100;
	wait_begin(&wait);
	while (!wait_over_fence(&wait, &waits))
		;
	assert_in_range(wait.polls, 101, 102);
	wait_clock_make(&waits, 3000000);
	assert_int_equal(waits.fence, waits.timeout);
}

/* Of a frequency that cannot be, the fastest is assumed. */
static void odd_frequencies(void **state)
{
	static const uint64_t odd[] = {
		0, 1, 999999, 1000000001, UINT32_MAX, UINT64_MAX,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		cpu.counter_frequency = odd[i];
		wait_clock_make(&waits, 10);
		assert_in_range(polls(1, 1u << 20), 10 * 1000 + 2,
				10 * 1000 + 2 + 2 * WAIT_TICK);
		assert_int_equal(wait_clock_us(&waits), 0);
	}
	/* The longest there may be. */
	cpu.counter_frequency = 1000000000;
	wait_clock_make(&waits, 10000000);
	assert_true(waits.timeout >> 31 == 0);
	assert_true((uint64_t)waits.timeout * WAIT_TICK >=
		    UINT64_C(10000000000));
	cpu.counter += UINT64_C(5000000000);
	assert_int_equal(wait_clock_us(&waits), 5000000);
	cpu.counter = waits.start + UINT64_MAX / 2;
	assert_int_equal(wait_clock_us(&waits), 0);
}

static void jobs_tell_the_first_failure(void **state)
{
	(void)state;
	job_end(&job);
	assert_int_equal(job.outcome, OUTCOME_DONE);
	assert_true(job.flags & JOB_FINISHED);

	set_up(state);
	job.noise = NOISE_CMDQEN;
	job_end(&job);
	assert_int_equal(job.outcome, OUTCOME_NOT_QUIET);

	set_up(state);
	job.noise = NOISE_CMDQEN;
	job_fail(&job, OUTCOME_TIMEOUT, AT_GBPA);
	job_fail(&job, OUTCOME_CANNOT, AT_CR0);
	job_end(&job);
	assert_int_equal(job.outcome, OUTCOME_TIMEOUT);
	assert_int_equal(job.place, AT_GBPA);

	set_up(state);
	job.found.v3.gbpa = 0x1234;
	assert_false(job_identified(&job, SMMU_PLAN_KEEP, true));
	assert_int_equal(job.outcome, OUTCOME_KEPT);
	assert_int_equal(job.after.v3.gbpa, 0x1234);
	assert_true(job.flags & JOB_AFTER);
	assert_true(job_is_off(0) && job_is_off(UINT32_MAX) && !job_is_off(1));
}

/* What the first attempt found is what is reported; the rest is forgotten. */
static void jobs_begin_again(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i <= JOB_SERRORS_MAX; i++) {
		job.found.v3.gbpa = i + 1;
		assert_true(job_identified(&job, SMMU_PLAN_ABORT, true));
		assert_int_equal(job.before.v3.gbpa, 1);
		job.flags |= JOB_FINISHED | JOB_DRIVER(0);
		job_fail(&job, OUTCOME_CANNOT, AT_CR0);
		job.note = 1;
		job.noise = 1;
		if (job_restart(&job))
			assert_true(job.flags == JOB_BEFORE && !job.outcome &&
				    !job.place && !job.note && !job.noise);
		else
			assert_int_equal(i, JOB_SERRORS_MAX);
	}
}

static void checksums(void **state)
{
	static uint8_t __attribute__((aligned(8))) bytes[600];
	size_t i;

	(void)state;
	host.has_crc32 = !host.has_crc32;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 + i / 251);
	for (i = 0; i <= sizeof(bytes); i++) {
		uint32_t crc = crc32_update(0, bytes, i);

		assert_int_equal(crc, crc32(0, bytes, (uInt)i));
		crc = crc32_update(crc, bytes + i, sizeof(bytes) - i);
		assert_int_equal(crc, crc32(0, bytes, sizeof(bytes)));
	}
}

/* The number of the next such event from number at on; fails without one. */
static size_t next_event(size_t at, enum host_kind kind, uint64_t address)
{
	for (; at < host.event_count; at++) {
		const struct host_event *event = &host.events[at];

		if (event->kind == kind &&
		    (kind == HOST_BARRIER || event->address == address))
			return at;
	}
	fail_msg("no event of kind %u at 0x%llx", (unsigned int)kind,
		 (unsigned long long)address);
	return at;
}

/* What is written last opens nothing before all of it is complete. */
static void barrier_before_reading_back(void **state)
{
	static struct smmu_v2_model model;
	const struct v2_shape shape = { .groups = 4, .banks = 2, .pages = 4 };
	const struct smmu_plan_entry entry = {
		.base = BASE, .type = SMMU_PLAN_V2, .action = SMMU_PLAN_ABORT,
	};
	size_t first, at;

	(void)state;
	smmu_v2_model_reset(&model, &shape);
	smmu_v2_model_translating(&model);
	smmu_v2_model_begin(&model);
	cpu_add_v2(&cpu, &model, BASE);
	while (!(job.flags & JOB_FINISHED))
		smmu_v2_step(&job, &entry, &waits);
	assert_int_equal(job.outcome, OUTCOME_DONE);
	assert_int_equal(smmu_v2_model_fates(&model), FATE_ABORT);

	first = next_event(0, HOST_WRITE, BASE + A_GR0_sCR0);
	at = next_event(first + 1, HOST_WRITE, BASE + A_GR0_sCR0);
	assert_int_equal(host.events[at + 1].kind, HOST_BARRIER);
	next_event(at + 2, HOST_READ, BASE + A_GR0_sCR0);
}

/* Every write of the way to abort from translation, in this order. */
static void writes_of_an_abort(void **state)
{
	static const struct {
		uint32_t offset, value;
	} writes[] = {
		{ A_IRQ_CTRL, 0 },
		{ A_GBPA, R_GBPA_UPDATE | R_GBPA_ABORT | 0x1000 },
		{ A_CR0, R_CR0_EVENTQEN | R_CR0_CMDQEN },
		{ A_CR0, 0 },
		{ PAGE1 + A_EVENTQ_CONS, 0 },
	};
	static struct smmu_v3_model model;
	const struct smmu_plan_entry entry = {
		.base = BASE, .type = SMMU_PLAN_V3, .action = SMMU_PLAN_ABORT,
	};
	size_t i, at = 0;

	(void)state;
	smmu_v3_model_reset(&model);
	smmu_v3_model_translating(&model);
	model.closing = true;
	smmu_v3_model_begin(&model);
	cpu_add(&cpu, &model, BASE);
	while (!(job.flags & JOB_FINISHED))
		smmu_v3_step(&job, &entry, &waits);
	assert_int_equal(job.outcome, OUTCOME_DONE);
	assert_int_equal(smmu_v3_model_fates(&model), FATE_ABORT);
	assert_string_equal(model.violation, "");
	assert_int_equal(model.writes, ARRAY_SIZE(writes));
	for (i = 0; i < ARRAY_SIZE(writes); i++) {
		at = next_event(at, HOST_WRITE, BASE + writes[i].offset);
		assert_int_equal(host.events[at++].value, writes[i].value);
	}
}

#define TREE_SIZE	1000u
#define TREE_ROOM	(TREE_SIZE + 2 * HOST_LINE)

/* Two trees of TREE_SIZE bytes in one block, which ends with the second. */
static uint8_t *make_trees(void)
{
	static const uint8_t head[8] = {
		0xd0, 0x0d, 0xfe, 0xed, 0, 0, TREE_SIZE >> 8, TREE_SIZE & 0xff,
	};
	uint8_t *trees = NULL;
	size_t i;

	assert_int_equal(posix_memalign((void **)&trees, HOST_LINE,
					TREE_ROOM + TREE_SIZE), 0);
	for (i = 0; i < TREE_ROOM + TREE_SIZE; i++)
		trees[i] = (uint8_t)(i * 5 + i / 253);
	memcpy(trees, head, sizeof(head));
	host_memory(trees, TREE_ROOM + TREE_SIZE);
	return trees;
}

/* Each line of the copy is cleaned before the first store, dropped after. */
static void expect_maintenance(uint64_t to)
{
	size_t stores = next_event(0, HOST_WRITE, to);
	size_t last = next_event(stores, HOST_WRITE, to + TREE_SIZE - 8);
	size_t before = next_event(0, HOST_BARRIER, 0);
	size_t after = next_event(last, HOST_BARRIER, 0);
	uint64_t line;

	for (line = to & ~(uint64_t)(HOST_LINE - 1); line < to + TREE_SIZE;
	     line += HOST_LINE) {
		size_t clean = next_event(0, HOST_CLEAN, line);

		assert_true(next_event(clean, HOST_BARRIER, 0) < stores);
		assert_true(next_event(0, HOST_DROP, line) > after);
	}
	assert_true(before < stores);
	assert_int_equal(host.events[host.event_count - 1].kind, HOST_BARRIER);
}

static void tree_is_copied(void **state)
{
	uint8_t *trees = make_trees();
	struct smmu_plan_entry entry = {
		.base = (uintptr_t)trees + TREE_ROOM,
		.type = SMMU_PLAN_COPY_DTB,
	};
	uint64_t tree = (uintptr_t)trees;

	(void)state;
	dtb_copy(&job, &entry, UINT64_MAX / 2, &tree);
	assert_int_equal(job.outcome, OUTCOME_DONE);
	assert_int_equal(tree, entry.base);
	assert_memory_equal(trees + TREE_ROOM, trees, TREE_SIZE);
	expect_maintenance(entry.base);

	/* Not down over itself from above, and not into the image. */
	host.event_count = 0;
	tree = (uintptr_t)trees;
	entry.base = tree + TREE_SIZE - 8;
	dtb_copy(&job, &entry, UINT64_MAX / 2, &tree);
	assert_int_equal(job.outcome, OUTCOME_REFUSED);
	entry.base = tree + TREE_ROOM;
	entry.size = 8;
	dtb_copy(&job, &entry, entry.base, &tree);
	assert_int_equal(job.outcome, OUTCOME_REFUSED);
	assert_int_equal(tree, (uintptr_t)trees);
	free(trees);
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

static void watch_begins(void **state)
{
	static _Alignas(8192) uint8_t memory[SMMU_PLAN_WATCH_SIZE];
	struct watch watch;

	(void)state;
	memset(&watch, 0xa5, sizeof(watch));
	memset(memory, 0xa5, sizeof(memory));
	watch.memory = (uintptr_t)memory;
	watch_make(&watch);
	assert_int_equal(*(const uint8_t *)&watch.lost, false);
	assert_int_equal(watch.page->records[0].count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(waits_are_as_long_as_said),
		TEST(waits_on_bad_counters),
		TEST(waits_of_the_fence),
		TEST(odd_frequencies),
		TEST(jobs_tell_the_first_failure),
		TEST(jobs_begin_again),
		TEST(checksums),
		TEST(checksums),	/* by instruction, and without */
		TEST(barrier_before_reading_back),
		TEST(writes_of_an_abort),
		TEST(watch_begins),
		TEST(tree_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
