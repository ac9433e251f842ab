/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptions of a console. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "options/console.h"
#include "smmu-plan.h"
#include "util/macros.h"

static void test_good(void **state)
{
	static const struct {
		const char *text;
		bool is_auto;
		uint8_t type;
		uint64_t base;
	} rows[] = {
		{ "none", false, SMMU_PLAN_CONSOLE_NONE, 0 },
		{ "auto", true, SMMU_PLAN_CONSOLE_NONE, 0 },
		{ "pl011@0x9000000", false, SMMU_PLAN_CONSOLE_PL011,
		  0x9000000 },
		{ "uart8250@0x21C0500", false, SMMU_PLAN_CONSOLE_UART8250,
		  0x21c0500 },
		{ "uart8250@0x3f9", false, SMMU_PLAN_CONSOLE_UART8250, 0x3f9 },
		{ "uart8250@0x3100000,mmio32", false,
		  SMMU_PLAN_CONSOLE_UART8250_MMIO32, 0x3100000 },
		{ "pl011@0xfffffffffffffffc", false, SMMU_PLAN_CONSOLE_PL011,
		  UINT64_MAX - 3 },
	};
	struct console_choice choice;
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&choice, 0xa5, sizeof(choice));
		if (console_parse(rows[i].text, &choice, &why))
			fail_msg("%s: %s", rows[i].text, why.text);
		assert_int_equal(choice.is_auto, rows[i].is_auto);
		assert_int_equal(choice.serial.type, rows[i].type);
		assert_true(choice.serial.base == rows[i].base);
	}
}

static void test_bad(void **state)
{
	static const char kind[] = "neither none, auto, pl011@ADDRESS nor "
				   "uart8250@ADDRESS[,mmio32]";
	static const char digits[] = "not 0x and hex digits";
	static const char odd[] = "not a multiple of 4";
	static const struct {
		const char *text;
		const char *part;
	} rows[] = {
		{ "x", kind }, { "None", kind }, { "automatic", kind },
		{ "pl011", kind }, { "uart8250", kind }, { "serial0", kind },
		{ "pl011,0x9000000", kind }, { "pl011@0x9000000,mmio32", kind },
		{ "uart8250@0x1000,mmio", kind },
		{ "uart8250@0x1000,mmio16", kind },
		{ "uart8250@0x1000,", kind },
		{ "uart8250@0x1000,mmio32,115200n8", kind },
		{ "uart8250,mmio32,0x1000", kind },
		{ "pl011@", digits }, { "pl011@0x", digits },
		{ "pl011@9000000", digits }, { "pl011@0x90g", digits },
		{ "pl011@0x9000000 ", digits },
		{ "uart8250@0x10000000000000000", digits },
		{ "uart8250@,mmio32", digits },
		{ "uart8250@-1,mmio32", digits },
		{ "pl011@0x9000002", odd }, { "uart8250@0x1001,mmio32", odd },
	};
	struct console_choice choice = { true, { 77, 777 } };
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!console_parse(rows[i].text, &choice, &why))
			fail_msg("%s: taken", rows[i].text);
		if (!strstr(why.text, rows[i].part) ||
		    strncmp(why.text, rows[i].text, strlen(rows[i].text)))
			fail_msg("%s: %s", rows[i].text, why.text);
		assert_true(choice.is_auto && choice.serial.base == 777);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
