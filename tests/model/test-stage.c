/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is the stage's own: consoles, time-outs, what follows a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cpu.h"
#include "regs-v3.h"
#include "smmu-plan.h"

#define BASE	UINT64_C(0x09050000)
#define RESET	UINT32_C(0x84000009)	/* PSCI, Arm DEN 0022: SYSTEM_RESET */
#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model smmu;

static const struct {
	uint8_t type;
	uint64_t base;
} uarts[] = {
	{ SMMU_PLAN_CONSOLE_PL011, CPU_PL011 },
	{ SMMU_PLAN_CONSOLE_UART8250, CPU_UART8250 },
	{ SMMU_PLAN_CONSOLE_UART8250_MMIO32, CPU_UART8250_MMIO32 },
};

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	smmu_v3_model_reset(&smmu);
	smmu_v3_model_translating(&smmu);
	smmu.closing = true;
	cpu_add(&cpu, &smmu, BASE);
	return 0;
}

static void print_on(size_t uart)
{
	set_up(NULL);
	cpu.counter_step = 10000;
	cpu.settings.console = uarts[uart].type;
	cpu.settings.console_base = uarts[uart].base;
}

static void start(void)
{
	smmu_v3_model_begin(&smmu);
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.uart_violations, 0);
	assert_string_equal(smmu.violation, "");
}

static void run(void)
{
	int i;

	start();
	assert_true(cpu.arrived);
	for (i = 0; i < 4; i++)
		assert_int_equal(cpu.registers[i],
				 CPU_ARGUMENT((unsigned int)i));
	assert_int_equal(cpu.vbar, CPU_VBAR);
	assert_int_equal(cpu.daif, cpu.entry_daif);
	assert_false(cpu.serror_pending);
	assert_false(cpu.reset);
}

static void expect(const char *text)
{
	if (strstr(cpu.console, text))
		return;
	fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

static void expect_abort(void)
{
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
}

static void each_uart_prints(void **state)
{
	static const uint32_t slow[] = { 0, 1, 9 };
	char text[sizeof(cpu.console)] = "";
	size_t uart, i;

	(void)state;
	for (uart = 0; uart < COUNT(uarts); uart++) {
		for (i = 0; i < COUNT(slow); i++) {
			print_on(uart);
			cpu.uart_slow = slow[i];
			run();
			if (!text[0])
				strcpy(text, cpu.console);
			assert_string_equal(cpu.console, text);
		}
	}
	expect("kexec-smmu: stage at 0x40100000, EL1, 1 SMMU\r\n"
	       "kexec-smmu: 0x9050000 v3 translate -> abort: done, ");
	expect("\r\nkexec-smmu: on to 0x40200000\r\n");
}

static void no_console(void **state)
{
	(void)state;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	run();
	assert_int_equal(cpu.uart_accesses, 0);
	expect_abort();
}

/* Ticks of the counter in the plan's time-out. */
static uint64_t timeout_ticks(void)
{
	return cpu.settings.timeout_us * (cpu.counter_frequency / 1000000);
}

/* One wait and no more: from the first poll, or after some characters. */
static void uart_that_is_full(void **state)
{
	size_t uart;

	(void)state;
	for (uart = 0; uart < COUNT(uarts); uart++) {
		print_on(uart);
		cpu.uart_busy = ACK_NEVER;
		run();
		assert_int_equal(cpu.console_length, 0);
		assert_true(cpu.counter > timeout_ticks());
		assert_true(cpu.counter < timeout_ticks() * 5 / 4);
		expect_abort();

		print_on(uart);
		cpu.uart_slow = ACK_NEVER;
		run();
		assert_string_equal(cpu.console, "k");
		assert_true(cpu.counter > timeout_ticks());
		assert_true(cpu.counter < timeout_ticks() * 5 / 4);
		expect_abort();
	}
}

/* And with a counter that stands still. */
static void uart_without_time(void **state)
{
	(void)state;
	print_on(1);
	cpu.uart_busy = ACK_NEVER;
	cpu.counter_step = 0;
	run();
	assert_int_equal(cpu.console_length, 0);
	assert_true(cpu.uart_polls <= 1u << 18);
	expect_abort();
}

/* An exception costs the console, not the boot, and it is not tried again. */
static void uart_that_faults(void **state)
{
	static const size_t at[] = { 1, 2, 3, 60, 61 };
	size_t uart, i;

	(void)state;
	for (uart = 0; uart < COUNT(uarts); uart++) {
		for (i = 0; i < COUNT(at); i++) {
			print_on(uart);
			cpu.uart_abort_at = at[i];
			run();
			assert_int_equal(cpu.exceptions, 1);
			assert_int_equal(cpu.uart_accesses, at[i]);
			assert_int_equal(cpu.console_length, (at[i] - 1) / 2);
			expect_abort();
		}
	}
	set_up(state);
	cpu.settings.console_base = 0x0a000000;	/* nothing there */
	run();
	assert_int_equal(cpu.exceptions, 1);
	expect_abort();
}

/* An SError is taken before the text ends, and is not left to the payload. */
static void uart_with_serrors(void **state)
{
	static const size_t at[] = { 1, 2, 100 };
	size_t uart, i;

	(void)state;
	for (uart = 0; uart < COUNT(uarts); uart++) {
		for (i = 0; i < COUNT(at); i++) {
			print_on(uart);
			cpu.uart_serror_at = at[i];
			run();
			assert_int_equal(cpu.exceptions, 1);
			assert_null(strstr(cpu.console, "on to"));
			expect_abort();
		}
	}
}

/* How an SMMU can fail: what the report then says. */
static void refuse(void)
{
	smmu.idr0 = 0;
}

static void time_out(void)
{
	smmu.gbpa_delay = ACK_NEVER;
}

static void not_stick(void)
{
	smmu.gbpa_sticks = true;
}

static void fault(void)
{
	cpu.abort_at = 5;
}

static const struct {
	void (*set)(void);
	const char *said;
} failures[] = {
	{ refuse, ": refused, " },
	{ time_out, ": timeout at GBPA, " },
	{ not_stick, ": cannot at GBPA, " },
	{ fault, ": faulted, " },
};

static void want_reset(uint8_t conduit, enum cpu_psci psci)
{
	set_up(NULL);
	cpu.settings.on_failure = SMMU_PLAN_RESET;
	cpu.settings.conduit = conduit;
	cpu.psci = psci;
}

static void expect_reset(void)
{
	bool smc = cpu.settings.conduit == SMMU_PLAN_CONDUIT_SMC;

	assert_true(cpu.reset);
	assert_false(cpu.arrived);
	assert_int_equal(cpu.calls[smc], RESET);
	assert_int_equal(cpu.calls[!smc], 0);
	assert_int_equal(cpu.call_count, 1);
	expect("kexec-smmu: failed, resetting the machine\r\n");
	assert_null(strstr(cpu.console, "on to"));
}

static void failure_resets(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT(failures); i++) {
		want_reset(i % 2 ? SMMU_PLAN_CONDUIT_HVC :
				   SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		failures[i / 2].set();
		start();
		expect(failures[i / 2].said);
		expect_reset();
	}
}

/* One that is not there, beside a real one that is done. */
static void absent_smmu_resets(void **state)
{
	(void)state;
	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	cpu_add(&cpu, NULL, 0x0b000000);
	start();
	expect_abort();
	expect_reset();
}

static void failure_continues(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT(failures); i++) {
		want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
		if (i % 2)
			cpu.settings.on_failure = SMMU_PLAN_CONTINUE;
		else
			cpu.settings.conduit = SMMU_PLAN_CONDUIT_NONE;
		failures[i / 2].set();
		run();
		assert_int_equal(cpu.call_count, 0);
		expect(failures[i / 2].said);
		expect("on to 0x40200000");
	}
}

static void success_does_not_reset(void **state)
{
	static const enum smmu_action actions[] = {
		SMMU_ABORT, SMMU_BYPASS, SMMU_KEEP,
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(actions); i++) {
		want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		cpu.action = actions[i];
		smmu.closing = actions[i] == SMMU_ABORT;
		run();
		assert_int_equal(cpu.call_count, 0);
		expect("on to 0x40200000");
	}
}

/* Firmware that does not know the call, and none at all. */
static void reset_that_returns(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		want_reset(i % 2 ? SMMU_PLAN_CONDUIT_HVC :
				   SMMU_PLAN_CONDUIT_SMC,
			   i < 2 ? CPU_PSCI_REFUSES : CPU_PSCI_NONE);
		refuse();
		run();
		assert_int_equal(cpu.call_count, 1);
		assert_int_equal(cpu.exceptions, i < 2 ? 0 : 1);
		expect("kexec-smmu: failed, resetting the machine\r\n"
		       "kexec-smmu: PSCI did not reset it\r\n"
		       "kexec-smmu: on to 0x40200000\r\n");
	}
}

static void reset_without_console(void **state)
{
	(void)state;
	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	refuse();
	start();
	assert_true(cpu.reset);

	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	cpu.uart_abort_at = 1;
	refuse();
	start();
	assert_true(cpu.reset);
}

static void damage_code(uint8_t *segment, const struct plan_image *image)
{
	(void)image;
	/* In its magic: that is not run. */
	segment[SMMU_STAGE_INFO_OFFSET] ^= 1;
}

static void damage_entry(uint8_t *segment, const struct plan_image *image)
{
	segment[image->size - 32 + 17] ^= 3;
}

static void damage_on_failure(uint8_t *segment,
			      const struct plan_image *image)
{
	segment[image->plan_offset + 33] ^= 2;
}

/* A damaged body is a failure; of a damaged header nothing is believed. */
static void damage_resets(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		cpu.damage = i ? damage_code : damage_entry;
		start();
		assert_int_equal(smmu.accesses, 0);
		expect("kexec-smmu: damaged, no SMMU was touched\r\n");
		expect_reset();
	}
	want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
	cpu.damage = damage_on_failure;
	run();
	assert_int_equal(smmu.accesses, 0);
	assert_int_equal(cpu.call_count, 0);
	assert_int_equal(cpu.console_length, 0);
}

/* Every wait lasts for the plan's time-out, and hardly longer. */
static void timeouts(void **state)
{
	static const uint32_t us[] = { 1000, 100000, PLAN_TIMEOUT_MAX_US };
	uint32_t *const delays[] = {
		&smmu.irq_delay, &smmu.gbpa_delay, &smmu.cr0_delay,
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(us) * COUNT(delays); i++) {
		set_up(NULL);
		cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
		cpu.settings.timeout_us = us[i / COUNT(delays)];
		cpu.counter_step = timeout_ticks() / 1000;
		*delays[i % COUNT(delays)] = ACK_NEVER;
		run();
		assert_true(cpu.counter > timeout_ticks());
		assert_true(cpu.counter < timeout_ticks() * 21 / 20);
	}
}

/* However short it is, and however fast the counter: 64 polls are made. */
static void shortest_timeout(void **state)
{
	(void)state;
	cpu.settings.timeout_us = 1;
	cpu.counter_step = 1000;
	smmu.gbpa_delay = 63;
	run();
	expect("translate -> abort: done, ");

	set_up(state);
	cpu.settings.timeout_us = 1;
	cpu.counter_step = 1000;
	smmu.gbpa_delay = 65;
	run();
	expect("timeout at GBPA, ");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_uart_prints),
		TEST(no_console),
		TEST(uart_that_is_full),
		TEST(uart_without_time),
		TEST(uart_that_faults),
		TEST(uart_with_serrors),
		TEST(failure_resets),
		TEST(absent_smmu_resets),
		TEST(failure_continues),
		TEST(success_does_not_reset),
		TEST(reset_that_returns),
		TEST(reset_without_console),
		TEST(damage_resets),
		TEST(timeouts),
		TEST(shortest_timeout),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
