/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMUs of all versions in one plan: each becomes what is asked of it, their
 * waits overlap, an exception costs one of them, and the plan stays small.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "model/regs-v2.h"
#include "smmu-plan.h"

#define BASE		UINT64_C(0x100000000)
#define STRIDE		UINT64_C(0x100000)
#define SEGMENT_MAX	25600u	/* of 64 SMMUs */

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v2_model v2[CPU_SMMUS_MAX];
static struct smmu_v3_model v3[CPU_SMMUS_MAX];

static bool is_v3(size_t i)
{
	return i % 3 == 2;
}

static void add_v2(size_t i)
{
	static const struct v2_shape shapes[] = {
		{ .groups = 4, .banks = 2, .pages = 4 },
		{ .groups = 2, .banks = 1, .pages = 2, .indexed = true },
		{ .groups = 3, .banks = 3, .pages = 4, .pages_64k = true },
	};

	smmu_v2_model_reset(&v2[i], &shapes[i / 3 % 3]);
	smmu_v2_model_translating(&v2[i]);
	v2[i].closing = true;
	cpu_add_v2(&cpu, &v2[i], BASE + i * STRIDE)->version =
		i % 3 ? SMMU_VERSION_V2 : SMMU_VERSION_V1;
}

static void add_v3(size_t i)
{
	smmu_v3_model_reset(&v3[i]);
	smmu_v3_model_translating(&v3[i]);
	v3[i].closing = true;
	cpu_add(&cpu, &v3[i], BASE + i * STRIDE);
}

static void set_up(size_t count)
{
	size_t i;

	cpu_init(&cpu, stage, stage_size);
	for (i = 0; i < count; i++)
		if (is_v3(i))
			add_v3(i);
		else
			add_v2(i);
}

static enum smmu_action action_of(size_t i)
{
	return cpu.smmus[i].has_action ? cpu.smmus[i].action : cpu.action;
}

static void run(void)
{
	size_t i;

	for (i = 0; i < cpu.smmu_count; i++)
		if (is_v3(i))
			smmu_v3_model_begin(&v3[i]);
		else
			smmu_v2_model_begin(&v2[i]);
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_true(cpu.arrived);
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.unfenced_writes, 0);
}

static unsigned int v3_wanted(enum smmu_action action)
{
	if (action == SMMU_KEEP)
		return FATE_TRANSLATE;
	return action == SMMU_BYPASS ? FATE_BYPASS : FATE_ABORT;
}

/* Is it as its action says? */
static bool is_good(size_t i)
{
	enum smmu_action action = action_of(i);

	if (!is_v3(i))
		return !smmu_v2_model_wrong(&v2[i], action);
	return !v3[i].violation[0] &&
	       smmu_v3_model_fates(&v3[i]) == v3_wanted(action);
}

static void expect_all(void)
{
	size_t i;

	for (i = 0; i < cpu.smmu_count; i++)
		if (!is_good(i))
			fail_msg("SMMU %zu: %s%s:\n%s", i, v2[i].violation,
				 v3[i].violation, cpu.console);
}

static void each_its_action(void **state)
{
	static const enum smmu_action actions[] = {
		SMMU_ABORT, SMMU_BYPASS, SMMU_ABORT, SMMU_KEEP, SMMU_ABORT,
	};
	size_t i;

	(void)state;
	set_up(30);
	for (i = 0; i < 30; i++) {
		cpu.smmus[i].has_action = true;
		cpu.smmus[i].action = actions[i % 5];
		v2[i].closing = v3[i].closing = actions[i % 5] == SMMU_ABORT;
	}
	run();
	expect_all();
}

static void as_many_as_there_can_be(void **state)
{
	(void)state;
	set_up(CPU_SMMUS_MAX);
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	run();
	expect_all();
}

static void small_enough(void **state)
{
	(void)state;
	set_up(64);
	run();
	expect_all();
	print_message("stage and plan of 64 SMMUs: %zu bytes\n",
		      cpu.segment_size);
	assert_in_range(cpu.segment_size, 1, SEGMENT_MAX);
}

/* Acknowledgements that never come, of every version. */
static void never_acknowledged(size_t count)
{
	size_t i;

	set_up(count);
	cpu.settings.timeout_us = 2000;
	cpu.counter_step = 10000;
	for (i = 0; i < count; i++) {
		v2[i].sync_delay = ACK_NEVER;
		v3[i].gbpa_delay = ACK_NEVER;
	}
	run();
}

/* The stage waits for the slowest, not for the sum. */
static void waits_overlap(void **state)
{
	uint64_t three;

	(void)state;
	never_acknowledged(3);
	three = cpu.counter;
	never_acknowledged(63);
	assert_in_range(cpu.counter, three / 2, 2 * three);
	assert_non_null(strstr(cpu.console, "not quiet: TLBGSTATUS"));
	assert_non_null(strstr(cpu.console, "timeout at GBPA"));
}

static void an_exception_costs_one(void **state)
{
	size_t accesses, at, i;

	(void)state;
	set_up(6);
	run();
	accesses = cpu.accesses;
	for (at = 1; at <= accesses; at++) {
		size_t good = 0;

		set_up(6);
		cpu.abort_at = at;
		run();
		assert_int_equal(cpu.exceptions, 1);
		for (i = 0; i < 6; i++)
			good += is_good(i);
		/* It may have come after all was done but the reading back. */
		if (good < 5)
			fail_msg("abort at %zu costs %zu", at, 6 - good);
	}
}

/* Aborted transactions, which the fence itself makes, may raise SErrors. */
static void serrors_cost_nothing(void **state)
{
	(void)state;
	set_up(0);
	for (size_t i = 0; i < 16; i++)
		add_v3(i);
	cpu.serror_every = 25;
	run();
	for (size_t i = 0; i < 16; i++)
		if (smmu_v3_model_fates(&v3[i]) != FATE_ABORT)
			fail_msg("SMMU %zu is open:\n%s", i, cpu.console);
	assert_null(strstr(cpu.console, "faulted"));
	assert_non_null(strstr(cpu.console, " SErrors, 0 of them "));
}

/* A version that the plan has wrong is not touched. */
static void wrong_version(void **state)
{
	(void)state;
	set_up(3);
	cpu.smmus[0].version = SMMU_VERSION_V3;
	cpu.smmus[0].size = 0;
	cpu.smmus[2].version = SMMU_VERSION_V2;
	cpu_run(&cpu);
	assert_true(cpu.arrived);
	assert_int_equal(v2[0].writes, 0);
	assert_true(is_good(1));
	assert_int_equal(v3[2].writes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_its_action),
		cmocka_unit_test(as_many_as_there_can_be),
		cmocka_unit_test(small_enough),
		cmocka_unit_test(waits_overlap),
		cmocka_unit_test(an_exception_costs_one),
		cmocka_unit_test(serrors_cost_nothing),
		cmocka_unit_test(wrong_version),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
