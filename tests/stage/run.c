/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "stage/run.h"

uint8_t *run_stage;
size_t run_stage_size;
struct cpu run_cpu;
struct smmu_v3_model run_smmu;

int run_set_up(void **state)
{
	(void)state;
	cpu_init(&run_cpu, run_stage, run_stage_size);
	smmu_v3_model_reset(&run_smmu);
	smmu_v3_model_translating(&run_smmu);
	run_smmu.closing = true;
	cpu_add(&run_cpu, &run_smmu, RUN_BASE);
	return 0;
}

void run_start(void)
{
	smmu_v3_model_begin(&run_smmu);
	cpu_run(&run_cpu);
	assert_string_equal(run_cpu.error, "");
	assert_int_equal(run_cpu.ram_changes, 0);
	assert_int_equal(run_cpu.uart_violations, 0);
	assert_string_equal(run_smmu.violation, "");
}

static void expect_state(void)
{
	assert_int_equal(run_cpu.vbar, CPU_VBAR);
	assert_int_equal(run_cpu.daif, run_cpu.entry_daif);
	assert_int_equal(run_cpu.sp0, run_cpu.entry_sp0);
	assert_int_equal(run_cpu.big_endian, run_cpu.entry_big_endian);
	assert_int_equal(run_cpu.icache, run_cpu.entry_icache);
	assert_int_equal(run_cpu.sp[0], CPU_SP(0));
	assert_int_equal(run_cpu.sp[1], CPU_SP(1));
}

void run(void)
{
	int i;

	run_start();
	assert_true(run_cpu.arrived);
	for (i = 0; i < 4; i++)
		assert_int_equal(run_cpu.registers[i],
				 CPU_ARGUMENT((unsigned int)i));
	expect_state();
	assert_false(run_cpu.serror_pending);
	assert_false(run_cpu.reset);
}

void run_expect(const char *text)
{
	if (strstr(run_cpu.console, text))
		return;
	fail_msg("no \"%s\" in:\n%s", text, run_cpu.console);
}

void run_expect_abort(void)
{
	assert_int_equal(smmu_v3_model_fates(&run_smmu), FATE_ABORT);
}

uint64_t run_timeout_ticks(void)
{
	return run_cpu.settings.timeout_us *
	       (run_cpu.counter_frequency / 1000000);
}
