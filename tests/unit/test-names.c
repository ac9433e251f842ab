/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of devices that a plan has for the stage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/names.h"
#include "report/log.h"
#include "util/macros.h"

#define TEXT(text)	(char[]){ text }

static struct smmu smmus[] = {
	{ .base = 0x9070000, .has_base = true, .group = 0 },
	{ .base = 0x9050000, .has_base = true, .group = 1 },
	{ .base = 0x9060000, .has_base = true, .group = 1 },
	{ .base = 0x9090000, .has_base = true, .group = 2,
	  .status = SMMU_DISABLED },
};

/* Sorted by address and StreamID, names made safe, each case once. */
static void test_lines(void **state)
{
	struct pci_function functions[] = {
		{ .id = 0x100, .vendor = 0x8086, .device = 0x10c9, .group = 1,
		  .has_stream = true, .stream = 0x100, .driver = TEXT("igb") },
		{ .id = 0x28, .vendor = 0x8086, .device = 0x2668, .group = 1,
		  .has_stream = true, .stream = 0x28,
		  .driver = TEXT("snd hda|\033") },
		{ .id = 0x108, .group = 1, .has_stream = true,
		  .stream = 0x100 },
		{ .id = 0x8, .group = 0, .has_stream = true, .stream = 0x8 },
		{ .id = 0x10, .group = 1 },
		{ .id = 0x18, .group = 2, .has_stream = true },
		{ .id = 0x20, .group = MASTER_NO_SMMU, .has_stream = true },
	};
	struct master masters[] = {
		{ .name = TEXT("/pcie"), .kind = MASTER_PCI, .enabled = true },
		{ .name = TEXT("/soc/dma@a000"), .enabled = true,
		  .device = TEXT("a000.dma"), .driver = TEXT("pl330") },
		{ .name = TEXT("/soc/eth@b000"), .enabled = true },
		{ .name = TEXT("/soc/off"), .enabled = false },
		{ .name = TEXT("\\_SB.GPU0"), .enabled = true },
	};
	struct stream streams[] = {
		{ .master = 0, .group = 1, .has_first = true, .first = 1, .count = 1 },
		{ .master = 1, .group = 1, .has_first = true, .first = 0x1, .count = 1 },
		{ .master = 2, .group = 0, .has_first = true, .first = 0x800, .count = 1 },
		{ .master = 2, .group = 0, .has_first = true, .first = 0x900, .count = 2 },
		{ .master = 2, .group = 0, .count = 1 },
		{ .master = 3, .group = 0, .has_first = true, .first = 3, .count = 1 },
		{ .master = 4, .group = 0, .has_first = true, .first = 4, .count = 1 },
	};
	const struct smmu_machine machine = {
		.smmus = smmus, .smmu_count = ARRAY_SIZE(smmus),
		.masters = masters, .master_count = ARRAY_SIZE(masters),
		.streams = streams, .stream_count = ARRAY_SIZE(streams),
		.functions = functions,
		.function_count = ARRAY_SIZE(functions),
	};
	char *text;
	size_t size;

	(void)state;
	assert_int_equal(plan_names_make(&machine, &text, &size), 0);
	assert_string_equal(text,
		"0x9050000 0x1 a000.dma - pl330\n"
		"0x9050000 0x28 0000:00:05.0 8086:2668 snd_hda__\n"
		"0x9050000 0x100 0000:01:00.0 8086:10c9 igb\n"
		"0x9050000 0x100 0000:01:01.0 0000:0000 -\n"
		"0x9070000 0x4 \\_SB.GPU0 - -\n"
		"0x9070000 0x8 0000:00:01.0 0000:0000 -\n"
		"0x9070000 0x800 eth@b000 - -\n");
	assert_int_equal(size, strlen(text));
	free(text);
}

/* How a report reads the end of a line that the stage printed. */
static void test_read(void **state)
{
	struct pci_function function = {
		.id = 0x28, .vendor = 0x8086, .device = 0x2668, .group = 1,
		.has_stream = true, .driver = TEXT("a: b"),
	};
	const struct smmu_machine machine = {
		.smmus = smmus, .smmu_count = ARRAY_SIZE(smmus),
		.functions = &function, .function_count = 1,
	};
	struct log_device device;
	struct log_text names;
	char *text;
	size_t size;

	(void)state;
	assert_int_equal(plan_names_make(&machine, &text, &size), 0);
	names = (struct log_text){ strchr(text, ' ') + 5, size };
	names.size = (size_t)(text + size - 1 - names.at);
	assert_true(log_device_next(&names, &device));
	assert_int_equal(device.name.size, strlen("0000:00:05.0"));
	assert_true(device.has_ids);
	assert_int_equal(device.device, 0x2668);
	assert_memory_equal(device.driver.at, "a:_b", 4);
	free(text);
}

/* Exactly 8 KiB, and one more; names that are too long are truncated. */
static void test_size(void **state)
{
	static const char line[] = "0x9050000 0x10 0000:00:02.0 0000:0000 -\n";
	static struct pci_function functions[PLAN_NAMES_MAX / (sizeof(line) - 1) + 1];
	struct smmu_machine machine = {
		.smmus = smmus, .smmu_count = ARRAY_SIZE(smmus),
		.functions = functions,
		.function_count = ARRAY_SIZE(functions) - 1,
	};
	char driver[100], *text = NULL;
	size_t size, i;

	(void)state;
	memset(driver, 'x', sizeof(driver) - 1);
	driver[sizeof(driver) - 1] = '\0';
	for (i = 0; i < ARRAY_SIZE(functions); i++)
		functions[i] = (struct pci_function){ .id = 0x10,
			.has_stream = true, .stream = 0x10, .group = 1 };
	assert_int_equal(plan_names_make(&machine, &text, &size), 0);
	assert_int_equal(size, (ARRAY_SIZE(functions) - 1) * (sizeof(line) - 1));
	assert_memory_equal(text, line, sizeof(line) - 1);
	free(text);
	text = NULL;
	machine.function_count++;
	assert_int_equal(plan_names_make(&machine, &text, &size),
			 PLAN_NAMES_E_SIZE);
	assert_null(text);
	machine.function_count = 1;
	functions[0].driver = driver;
	assert_int_equal(plan_names_make(&machine, &text, &size), 0);
	assert_int_equal(size, sizeof(line) - 2 + 47);
	free(text);
	machine.function_count = 0;
	assert_int_equal(plan_names_make(&machine, &text, &size), 0);
	assert_int_equal(size, 0);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
