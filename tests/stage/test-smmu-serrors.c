/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SErrors from outside, at any time and more than once, while SMMUs of all
 * versions become what is asked of them: those that answer do, none is opened,
 * and what comes for ever ends the stage's attempts, not the stage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/cpu.h"
#include "model/regs-v2.h"
#include "model/regs-v3.h"
#include "stage/draw.h"
#include "stage/expect.h"

#define BASE	UINT64_C(0x100000000)
#define STRIDE	UINT64_C(0x100000)
#define SMMUS	8
#define RUNS	100

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v2_model v2[SMMUS];
static struct smmu_v3_model v3[SMMUS];

static bool is_v3(size_t i)
{
	return i % 2;
}

/* As after a panic, with faults that go on. */
static void add_v2(size_t i)
{
	static const struct v2_shape shape = {
		.groups = 4, .banks = 3, .pages = 4,
	};

	smmu_v2_model_reset(&v2[i], &shape);
	smmu_v2_model_translating(&v2[i]);
	v2[i].bank[1].hyp = true;
	v2[i].bank[1].sctlr |= R_CB_SCTLR_CFCFG;
	v2[i].bank[1].fsr = R_CB_FSR_TF;
	v2[i].bank[1].stalled = true;
	v2[i].bank[1].waiting = 1;
	v2[i].sync_delay = 3;
	v2[i].refill = 5;
	cpu_add_v2(&cpu, &v2[i], BASE + i * STRIDE);
	v2[i].closing = cpu.action == SMMU_ABORT;
	smmu_v2_model_begin(&v2[i]);
}

static void add_v3(size_t i)
{
	smmu_v3_model_reset(&v3[i]);
	smmu_v3_model_translating(&v3[i]);
	v3[i].idr0 |= R_IDR0_MSI | R_IDR0_PRI;
	v3[i].idr1 |= R_IDR1_ECMDQ;
	v3[i].idr6 = 1u << R_IDR6_LOG2NUMQ_SHIFT;
	smmu_v3_model_ecmdq(&v3[i], 1, 2, 5);
	v3[i].cr0.target |= R_CR0_PRIQEN | R_CR0_ATSCHK;
	v3[i].cr0.effective = v3[i].cr0.target;
	v3[i].msi_address[1] = 0x8090040;
	v3[i].cr0_delay = v3[i].gbpa_delay = 2;
	v3[i].irq_delay = v3[i].ecmdq_delay = 1;
	v3[i].unrest = 5;
	cpu_add(&cpu, &v3[i], BASE + i * STRIDE);
	v3[i].closing = cpu.action == SMMU_ABORT;
	smmu_v3_model_begin(&v3[i]);
}

static void set_up(enum smmu_action action)
{
	size_t i;

	cpu_init(&cpu, stage, stage_size);
	cpu.action = action;
	for (i = 0; i < SMMUS; i++)
		if (is_v3(i))
			add_v3(i);
		else
			add_v2(i);
}

static const char *violation(size_t i)
{
	return is_v3(i) ? v3[i].violation : v2[i].violation;
}

static const char *wrong(size_t i)
{
	return is_v3(i) ? smmu_v3_model_wrong(&v3[i], cpu.action) :
	       smmu_v2_model_wrong(&v2[i], cpu.action);
}

/* Does the line of that SMMU say so? */
static bool says(size_t i, const char *text)
{
	char base[32];

	snprintf(base, sizeof(base), "0x%llx v",
		 (unsigned long long)(BASE + i * STRIDE));
	return expect_says(&cpu, base, text);
}

static void run(const char *what, size_t number)
{
	size_t i;

	cpu_run(&cpu);
	if (!cpu.arrived)
		fail_msg("%s %zu: %s", what, number, cpu.error);
	assert_int_equal(cpu.vbar, CPU_VBAR);
	assert_int_equal(cpu.daif, CPU_DAIF_ALL);
	assert_int_equal(cpu.ram_changes, 0);
	for (i = 0; i < SMMUS; i++)
		if (violation(i)[0])
			fail_msg("%s %zu: SMMU %zu: %s:\n%s", what, number, i,
				 violation(i), cpu.console);
}

static void expect_all_done(const char *what, size_t number)
{
	size_t i;

	for (i = 0; i < SMMUS; i++)
		if (wrong(i) || !says(i, ": done, "))
			fail_msg("%s %zu: SMMU %zu: %s:\n%s", what, number, i,
				 wrong(i), cpu.console);
	assert_false(cpu.serror_pending);
}

/* One every 200 moments: each attempt has a good chance. */
static void by_chance(void **state)
{
	unsigned long i, runs = draw_seed(RUNS);
	size_t taken = 0;

	(void)state;
	for (i = 0; i < runs; i++) {
		set_up(draw(2) ? SMMU_BYPASS : SMMU_ABORT);
		cpu.serror_mean = 200;
		cpu.serror_seed = 1 + draw(1u << 30);
		cpu.serror_more = draw(4);
		cpu.serror_pending = draw(2);
		run("by chance", i);
		expect_all_done("by chance", i);
		taken += cpu.exceptions;
	}
	print_message("%zu SErrors\n", taken);
	assert_true(taken > runs);
}

/* So often that attempts run out: what is said is what is so. */
static void too_often(void **state)
{
	unsigned long i, runs = draw_seed(RUNS) / 5;
	size_t n, given_up = 0;

	(void)state;
	for (i = 0; i < runs; i++) {
		set_up(draw(2) ? SMMU_BYPASS : SMMU_ABORT);
		cpu.serror_mean = 2 + draw(20);
		cpu.serror_seed = 1 + draw(1u << 30);
		run("too often", i);
		for (n = 0; n < SMMUS; n++) {
			if (says(n, ": done, ") && wrong(n))
				fail_msg("done, but %s", wrong(n));
			if (says(n, ": done, "))
				continue;
			if (!says(n, ": faulted, ") || !says(n, " 64 SErrors"))
				fail_msg("SMMU %zu:\n%s", n, cpu.console);
			given_up++;
		}
	}
	print_message("%zu given up\n", given_up);
}

/* Another one as soon as one is taken; the drain takes 16 in a row. */
static void in_a_row(void **state)
{
	static const size_t more[] = { 1, 14, 15, 16, 17, 40, 100 };
	size_t i, at;

	(void)state;
	for (i = 0; i < sizeof(more) / sizeof(*more); i++) {
		for (at = 1; at < 100; at += 7) {
			set_up(SMMU_ABORT);
			cpu.serror_at = at;
			cpu.serror_late = at % 2;
			cpu.serror_more = more[i];
			run("in a row", more[i]);
			expect_all_done("in a row", more[i]);
			assert_int_equal(cpu.exceptions, 1 + more[i]);
		}
	}
}

/* It never ends: nothing can be done then, and the stage goes on. */
static void for_ever(void **state)
{
	size_t at, i;

	(void)state;
	for (at = 0; at < 40; at += 13) {
		set_up(SMMU_ABORT);
		cpu.serror_pending = at == 0;
		cpu.serror_at = at;
		cpu.serror_more = CPU_SERRORS_FOR_EVER;
		run("for ever", at);
		for (i = 0; i < SMMUS; i++)
			assert_true(says(i, ": faulted, "));
		assert_non_null(strstr(cpu.console, "on to "));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_chance),
		cmocka_unit_test(too_often),
		cmocka_unit_test(in_a_row),
		cmocka_unit_test(for_ever),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
