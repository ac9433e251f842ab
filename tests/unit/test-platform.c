/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the machine's tables describes its console and PSCI. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/fixture.h"
#include "host/platform.h"
#include "smmu-plan.h"

/* A temporary directory in place of /sys/firmware. */
static char firmware[] = "/tmp/test-platform-XXXXXX";
static struct {
	struct source source;
	struct plan_settings plan;
} settings;

static const char *in_firmware(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", firmware, name);
	return path;
}

static void make_file(const char *name, uint8_t *bytes, size_t size)
{
	FILE *file = fopen(in_firmware(name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	free(bytes);
}

static void make_tree(const char *name, const char *fixture)
{
	size_t size;
	uint8_t *blob = fixture_blob(fixture, &size);

	make_file(name, blob, size);
}

/* The table is the fixture, except for one byte. */
static void make_table(const char *name, const char *fixture, size_t at,
		       uint8_t value)
{
	size_t size;
	uint8_t *blob = fixture_table(fixture, &size);

	blob[at] = value;
	make_file(name, blob, size);
}

static void make_acpi(void)
{
	assert_int_equal(mkdir(in_firmware("acpi"), 0700), 0);
	assert_int_equal(mkdir(in_firmware("acpi/tables"), 0700), 0);
}

static int set_up(void **state)
{
	(void)state;
	memset(&settings, 0, sizeof(settings));
	settings.source.kind = SOURCE_AUTO;
	settings.plan.timeout_us = PLAN_TIMEOUT_DEFAULT_US;
	strcpy(firmware + strlen(firmware) - 6, "XXXXXX");
	return mkdtemp(firmware) ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = {
		"fdt", "file", "acpi/tables/SPCR", "acpi/tables/FACP",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(in_firmware(names[i]));
	rmdir(in_firmware("acpi/tables"));
	rmdir(in_firmware("acpi"));
	return rmdir(firmware);
}

static int look_up(struct plan_settings *ret_plan,
		   struct message *warning, struct message *why)
{
	return platform_settings_in(firmware, &settings.source, &settings.plan,
				    ret_plan, warning, why);
}

static void expect(uint8_t type, uint64_t base, uint8_t conduit)
{
	struct message warning, why = { "" };
	struct plan_settings plan;

	if (look_up(&plan, &warning, &why))
		fail_msg("%s", why.text);
	assert_string_equal(warning.text, "");
	assert_int_equal(plan.console, type);
	assert_true(plan.console_base == base);
	assert_int_equal(plan.conduit, conduit);
	assert_int_equal(plan.on_failure, settings.plan.on_failure);
	assert_int_equal(plan.timeout_us, settings.plan.timeout_us);
}

static void expect_warning(const char *part)
{
	struct message warning, why = { "" };
	struct plan_settings plan;

	if (look_up(&plan, &warning, &why))
		fail_msg("%s", why.text);
	if (!strstr(warning.text, part) ||
	    !strstr(warning.text, "console=auto: "))
		fail_msg("'%s' instead of '%s'", warning.text, part);
	assert_int_equal(plan.console, SMMU_PLAN_CONSOLE_NONE);
	assert_true(plan.console_base == 0);
}

static void expect_error(const char *part)
{
	struct plan_settings plan = { .timeout_us = 12345 };
	struct message warning, why = { "" };

	assert_int_equal(look_up(&plan, &warning, &why), -1);
	if (!strstr(why.text, part))
		fail_msg("'%s' instead of '%s'", why.text, part);
	assert_int_equal(plan.timeout_us, 12345);
}

/* If nothing is asked for, nothing is read, and no table is needed. */
static void test_nothing_asked(void **state)
{
	(void)state;
	expect(SMMU_PLAN_CONSOLE_NONE, 0, SMMU_PLAN_CONDUIT_NONE);
	settings.plan.console = SMMU_PLAN_CONSOLE_UART8250;
	settings.plan.console_base = 0x3f8;
	settings.plan.timeout_us = 7;
	settings.source.kind = SOURCE_FILE;
	settings.source.file = "/nonexistent";
	expect(SMMU_PLAN_CONSOLE_UART8250, 0x3f8, SMMU_PLAN_CONDUIT_NONE);
}

static void ask_both(void)
{
	settings.plan.console_auto = true;
	settings.plan.on_failure = SMMU_PLAN_RESET;
}

static void test_tree(void **state)
{
	(void)state;
	make_tree("fdt", "consoles");
	ask_both();
	expect(SMMU_PLAN_CONSOLE_PL011, 0x120001000, SMMU_PLAN_CONDUIT_SMC);
	settings.source.kind = SOURCE_FDT;
	expect(SMMU_PLAN_CONSOLE_PL011, 0x120001000, SMMU_PLAN_CONDUIT_SMC);
	settings.source.kind = SOURCE_IORT;
	expect_error("on-failure=reset: ");
}

/* On a machine with ACPI the tree is a stub, and not looked at. */
static void test_acpi(void **state)
{
	(void)state;
	make_tree("fdt", "consoles");
	make_acpi();
	make_table("acpi/tables/SPCR", "spcr", 36, 0);
	make_table("acpi/tables/FACP", "fadt", 129, 3);
	ask_both();
	expect(SMMU_PLAN_CONSOLE_UART8250_MMIO32, 0x9000000,
	       SMMU_PLAN_CONDUIT_HVC);
	settings.source.kind = SOURCE_IORT;
	expect(SMMU_PLAN_CONSOLE_UART8250_MMIO32, 0x9000000,
	       SMMU_PLAN_CONDUIT_HVC);
	settings.source.kind = SOURCE_FDT;
	expect(SMMU_PLAN_CONSOLE_PL011, 0x120001000, SMMU_PLAN_CONDUIT_SMC);
}

/* A console that is not found costs a warning, a conduit the load. */
static void test_not_found(void **state)
{
	(void)state;
	settings.plan.console_auto = true;
	expect_warning("fdt: No such file");
	make_tree("fdt", "no-smmu");
	expect_warning("/fdt: /chosen has no stdout-path; the stage will");
	make_acpi();
	expect_warning("SPCR: No such file");
	make_table("acpi/tables/SPCR", "spcr", 36, 0x15);
	expect_warning("interface of type 0x15");
	make_table("acpi/tables/SPCR", "spcr", 4, 0xff);
	expect_warning("SPCR is truncated");

	settings.plan.on_failure = SMMU_PLAN_RESET;
	expect_error("on-failure=reset: ");
	make_table("acpi/tables/FACP", "fadt", 129, 0);
	expect_error("/FACP: FADT: the machine has no PSCI");
}

static void test_file(void **state)
{
	(void)state;
	make_tree("fdt", "no-smmu");
	make_tree("file", "consoles");
	settings.source.kind = SOURCE_FILE;
	settings.source.file = in_firmware("file");
	ask_both();
	expect(SMMU_PLAN_CONSOLE_PL011, 0x120001000, SMMU_PLAN_CONDUIT_SMC);

	make_table("file", "spcr", 0, 'S');
	expect_error("console=auto: ");
	expect_error("/file: not a device tree");
	settings.plan.console_auto = false;
	expect_error("on-failure=reset: ");
	expect_error("/file: not a device tree");

	settings.source.file = "/dev/null";
	expect_error("cannot be read a second time");
	settings.source.file = "/nonexistent/file";
	expect_error("No such file");
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_nothing_asked),
		TEST(test_tree),
		TEST(test_acpi),
		TEST(test_not_found),
		TEST(test_file),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
