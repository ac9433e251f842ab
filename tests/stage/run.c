/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "stage/stage-run.h"

uint8_t *stage;
size_t stage_size;
struct cpu cpu;
struct smmu_v3_model smmu;

int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	smmu_v3_model_reset(&smmu);
	smmu_v3_model_translating(&smmu);
	smmu.closing = true;
	cpu_add(&cpu, &smmu, STAGE_RUN_BASE);
	return 0;
}

void start(void)
{
	smmu_v3_model_begin(&smmu);
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.uart_violations, 0);
	assert_string_equal(smmu.violation, "");
}

static void expect_state(void)
{
	assert_int_equal(cpu.vbar, CPU_VBAR);
	assert_int_equal(cpu.daif, cpu.entry_daif);
	assert_int_equal(cpu.sp0, cpu.entry_sp0);
	assert_int_equal(cpu.big_endian, cpu.entry_big_endian);
	assert_int_equal(cpu.sp[0], CPU_SP(0));
	assert_int_equal(cpu.sp[1], CPU_SP(1));
}

void run(void)
{
	int i;

	start();
	assert_true(cpu.arrived);
	for (i = 0; i < 4; i++)
		assert_int_equal(cpu.registers[i],
				 CPU_ARGUMENT((unsigned int)i));
	expect_state();
	assert_false(cpu.serror_pending);
	assert_false(cpu.reset);
}

void expect(const char *text)
{
	if (strstr(cpu.console, text))
		return;
	fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

void expect_abort(void)
{
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
}

uint64_t timeout_ticks(void)
{
	return cpu.settings.timeout_us * (cpu.counter_frequency / 1000000);
}
