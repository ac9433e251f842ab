/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settle time: after the fence of an SMMU that was open or translating, at
 * the same time for all; no register is accessed, SErrors are taken, and what
 * the fence itself made of faults is cleared behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "model/cpu.h"
#include "model/regs-v2.h"
#include "model/regs-v3.h"
#include "smmu-plan.h"
#include "stage/expect.h"

#define BASE	UINT64_C(0x09050000)
#define STRIDE	UINT64_C(0x100000)
#define TICKS	UINT64_C(3125000)	/* 50 ms at 62.5 MHz */
#define SMMUS	64

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model v3[SMMUS];
static struct smmu_v2_model v2;

static void add(size_t i)
{
	smmu_v3_model_reset(&v3[i]);
	smmu_v3_model_translating(&v3[i]);
	v3[i].closing = true;
	cpu_add(&cpu, &v3[i], BASE + i * STRIDE);
	smmu_v3_model_begin(&v3[i]);
}

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	cpu.settings.settle_us = 50000;
	cpu.counter_step = 10000;
	add(0);
	return 0;
}

static void run(const char *what)
{
	cpu_run(&cpu);
	expect_arrival(&cpu, what, 0);
	assert_string_equal(v3[0].violation, "");
}

static void expect_settled(void)
{
	assert_in_range(cpu.counter, TICKS, TICKS * 5 / 4);
}

static void expect_no_time(void)
{
	assert_in_range(cpu.counter, 0, TICKS / 2);
}

static void open_or_translating(void **state)
{
	size_t accesses;

	(void)state;
	run("translating");
	expect_settled();
	expect_line(&cpu, "0x9050000", "translate -> abort: done, 5");
	accesses = cpu.accesses;

	set_up(state);
	cpu.settings.settle_us = 0;
	run("no settle time");
	expect_no_time();
	assert_int_equal(cpu.accesses, accesses);

	set_up(state);
	smmu_v3_model_shut_down(&v3[0]);
	smmu_v3_model_begin(&v3[0]);
	run("open");
	expect_settled();
}

/* What was fenced at the start has nothing under way. */
static void nothing_to_wait_for(void **state)
{
	(void)state;
	smmu_v3_model_shut_down(&v3[0]);
	v3[0].gbpa.target = v3[0].gbpa.effective = R_GBPA_ABORT;
	smmu_v3_model_begin(&v3[0]);
	run("fenced");
	expect_no_time();
	expect_line(&cpu, "0x9050000", "abort -> abort: done, ");

	set_up(state);
	cpu.action = SMMU_BYPASS;
	v3[0].closing = false;
	run("bypass");
	expect_no_time();

	set_up(state);
	cpu.action = SMMU_KEEP;
	v3[0].closing = false;
	run("keep");
	expect_no_time();

	/* Not fenced, and nothing to hope for. */
	set_up(state);
	v3[0].gbpa_sticks = true;
	run("stuck");
	expect_no_time();
	expect_line(&cpu, "0x9050000", "not fenced: cannot at GBPA, ");
}

static void all_at_once(void **state)
{
	size_t i;

	(void)state;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	cpu.counter_step = 100;
	for (i = 1; i < SMMUS; i++)
		add(i);
	run("many");
	expect_settled();
	for (i = 0; i < SMMUS; i++)
		assert_int_equal(smmu_v3_model_fates(&v3[i]), FATE_ABORT);
}

/* They are counted, and cost the time no second beginning. */
static void serrors_meanwhile(void **state)
{
	(void)state;
	cpu.counter_step = 1000;
	cpu.serror_mean = 50;
	cpu.serror_seed = 1;
	run("SErrors");
	expect_settled();
	assert_non_null(strstr(cpu.console, " SErrors, "));
	expect_line(&cpu, "0x9050000", "translate -> abort: done, ");
}

/* A stream that goes on is refused before, and its fault cleared behind. */
static void faults_are_cleared_behind(void **state)
{
	static const struct v2_shape shape = {
		.groups = 4, .banks = 2, .pages = 4,
	};

	(void)state;
	cpu.smmu_count = 0;
	smmu_v2_model_reset(&v2, &shape);
	smmu_v2_model_translating(&v2);
	v2.closing = true;
	cpu_add_v2(&cpu, &v2, BASE);
	smmu_v2_model_begin(&v2);
	run("v2");
	expect_settled();
	assert_string_equal(v2.violation, "");
	expect_line(&cpu, "0x9050000", "translate -> abort: done, 5");
	assert_int_equal(v2.gfsr, 0);
	assert_null(smmu_v2_model_wrong(&v2, SMMU_ABORT));
}

/* The counter may stand still, or be useless. */
static void bounded(void **state)
{
	(void)state;
	cpu.counter_step = 0;
	run("frozen");
	expect_line(&cpu, "0x9050000", "translate -> abort: done, ");

	set_up(state);
	cpu.counter_step = UINT64_MAX;
	run("backwards");
	expect_line(&cpu, "0x9050000", "translate -> abort: done, ");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(open_or_translating),
		TEST(nothing_to_wait_for),
		TEST(all_at_once),
		TEST(serrors_meanwhile),
		TEST(faults_are_cleared_behind),
		TEST(bounded),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
