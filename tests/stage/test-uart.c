/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The UARTs that the stage prints on: working, slow and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "smmu-plan.h"
#include "stage/run.h"
#include "util/macros.h"

static const struct {
	uint8_t type;
	uint64_t base;
} uarts[] = {
	{ SMMU_PLAN_CONSOLE_PL011, CPU_PL011 },
	{ SMMU_PLAN_CONSOLE_UART8250, CPU_UART8250 },
	{ SMMU_PLAN_CONSOLE_UART8250_MMIO32, CPU_UART8250_MMIO32 },
};

static void print_on(size_t uart)
{
	run_set_up(NULL);
	run_cpu.counter_step = 10000;
	run_cpu.settings.console = uarts[uart].type;
	run_cpu.settings.console_base = uarts[uart].base;
}

static void each_uart_prints(void **state)
{
	static const uint32_t slow[] = { 0, 1, 9 };
	char text[sizeof(run_cpu.console)] = "";
	size_t uart, i;

	(void)state;
	for (uart = 0; uart < ARRAY_SIZE(uarts); uart++) {
		for (i = 0; i < ARRAY_SIZE(slow); i++) {
			print_on(uart);
			run_cpu.uart_slow = slow[i];
			run();
			/* The counter differs. */
			*strstr(run_cpu.console, ", CNTVCT") = '\0';
			if (!text[0])
				strcpy(text, run_cpu.console);
			assert_string_equal(run_cpu.console, text);
		}
	}
	snprintf(text, sizeof(text),
		 "kexec-smmu: stage at 0x%llx, EL1, 1 SMMU\r\n"
		 "kexec-smmu: 0x9050000 v3 translate -> abort: done, ",
		 (unsigned long long)run_cpu.segment);
	run_expect(text);
	run_expect("\r\nkexec-smmu: on to 0x40200000");
}

static void no_console(void **state)
{
	(void)state;
	run_cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	run();
	assert_int_equal(run_cpu.uart_accesses, 0);
	run_expect_abort();
}

/* One wait and no more: from the first poll, or after some characters. */
static void uart_that_is_full(void **state)
{
	size_t uart;

	(void)state;
	for (uart = 0; uart < ARRAY_SIZE(uarts); uart++) {
		print_on(uart);
		run_cpu.uart_busy = ACK_NEVER;
		run();
		assert_int_equal(run_cpu.console_length, 0);
		assert_true(run_cpu.counter > run_timeout_ticks());
		assert_true(run_cpu.counter < run_timeout_ticks() * 5 / 4);
		run_expect_abort();

		print_on(uart);
		run_cpu.uart_slow = ACK_NEVER;
		run();
		assert_string_equal(run_cpu.console, "k");
		assert_true(run_cpu.counter > run_timeout_ticks());
		assert_true(run_cpu.counter < run_timeout_ticks() * 5 / 4);
		run_expect_abort();
	}
}

/* And with a counter that stands still. */
static void uart_without_time(void **state)
{
	(void)state;
	print_on(1);
	run_cpu.uart_busy = ACK_NEVER;
	run_cpu.counter_step = 0;
	run();
	assert_int_equal(run_cpu.console_length, 0);
	assert_true(run_cpu.uart_polls <= 1u << 18);
	run_expect_abort();
}

/* An exception costs the console, not the boot, and it is not tried again. */
static void uart_that_faults(void **state)
{
	static const size_t at[] = { 1, 2, 3, 60, 61 };
	size_t uart, i;

	(void)state;
	for (uart = 0; uart < ARRAY_SIZE(uarts); uart++) {
		for (i = 0; i < ARRAY_SIZE(at); i++) {
			print_on(uart);
			run_cpu.uart_abort_at = at[i];
			run();
			assert_int_equal(run_cpu.exceptions, 1);
			assert_int_equal(run_cpu.uart_accesses, at[i]);
			assert_int_equal(run_cpu.console_length,
					 (at[i] - 1) / 2);
			run_expect_abort();
		}
	}
	run_set_up(state);
	run_cpu.settings.console_base = 0x0a000000;	/* nothing there */
	run();
	assert_int_equal(run_cpu.exceptions, 1);
	run_expect_abort();
}

/* An SError costs no text, and is not left to the payload. */
static void uart_with_serrors(void **state)
{
	static const size_t at[] = { 1, 2, 100 };
	size_t uart, i;

	(void)state;
	for (uart = 0; uart < ARRAY_SIZE(uarts); uart++) {
		for (i = 0; i < ARRAY_SIZE(at); i++) {
			print_on(uart);
			run_cpu.uart_serror_at = at[i];
			run();
			assert_int_equal(run_cpu.exceptions, 1);
			run_expect("kexec-smmu: on to 0x40200000, CNTVCT ");
			run_expect_abort();
		}
	}
}

#define TEST(name)	cmocka_unit_test_setup(name, run_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_uart_prints),
		TEST(no_console),
		TEST(uart_that_is_full),
		TEST(uart_without_time),
		TEST(uart_that_faults),
		TEST(uart_with_serrors),
	};

	run_stage = cpu_stage_load(&run_stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
