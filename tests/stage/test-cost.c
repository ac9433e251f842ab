/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the stage may cost, counted: nothing here depends on the machine that
 * counts. "make bench" prints the figures themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "model/cpu.h"
#include "model/regs-v3.h"
#include "smmu-plan.h"

#define BASE		UINT64_C(0x100000000)
#define STRIDE		UINT64_C(0x1000000)
#define UPDATE_TICKS	UINT64_C(100000)	/* more than all the work */

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model smmus[CPU_SMMUS_MAX];

/* As Linux leaves them at its shutdown. */
static void run(size_t count, uint32_t features, uint64_t delay)
{
	size_t i;

	cpu_init(&cpu, stage, stage_size);
	cpu.count_instructions = true;
	cpu.counter_step = delay ? 20 : 1;
	cpu.access_ticks = 1;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	for (i = 0; i < count; i++) {
		smmu_v3_model_reset(&smmus[i]);
		smmu_v3_model_shut_down(&smmus[i]);
		smmus[i].closing = true;
		smmus[i].idr0 |= features;
		smmus[i].clock = delay ? &cpu.counter : NULL;
		smmus[i].clock_delay = delay;
		cpu_add(&cpu, &smmus[i], BASE + i * STRIDE);
		smmu_v3_model_begin(&smmus[i]);
	}
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_true(cpu.arrived);
	for (i = 0; i < count; i++)
		assert_int_equal(smmu_v3_model_fates(&smmus[i]), FATE_ABORT);
}

static void accesses(void **state)
{
	(void)state;
	run(1, 0, 0);
	assert_in_range(cpu.accesses, 1, 20);
	run(1, R_IDR0_MSI | R_IDR0_PRI, 0);
	assert_in_range(cpu.accesses, 1, 36);
}

/* Most of them are the checksum's. Unicorn has the instruction for CRC-32. */
static void instructions(void **state)
{
	(void)state;
	run(1, 0, 0);
	assert_in_range(cpu.instructions, 1, 20000);
}

/* As many waits that follow each other as with one. */
static void waits(void **state)
{
	uint64_t one;

	(void)state;
	run(1, 0, UPDATE_TICKS);
	one = cpu.counter / UPDATE_TICKS;
	run(256, 0, UPDATE_TICKS);
	assert_in_range(one, 1, 3);
	assert_int_equal(cpu.counter / UPDATE_TICKS, one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accesses),
		cmocka_unit_test(instructions),
		cmocka_unit_test(waits),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
