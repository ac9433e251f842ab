/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Console and report, built for the host, by themselves:
 * - what the console makes of numbers, texts and newlines;
 * - the report's line on every outcome, place and noise.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "platform/console.h"
#include "platform/report.h"
#include "stage/host/host.h"
#include "util/macros.h"
#include "job/job.h"
#include "job/wait.h"

#define BASE		UINT64_C(0x09050000)
#define TIMEOUT_US	1000u

static struct cpu cpu;
static struct wait_clock waits;
static struct job job;

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, NULL, 0);
	host_start(&cpu);
	wait_clock_make(&waits, TIMEOUT_US);
	memset(&job, 0, sizeof(job));
	return 0;
}

static struct console open_console(uint8_t type, uint64_t base)
{
	struct console console;

	cpu.console_length = 0;
	console_open(&console, type, base, &waits);
	return console;
}

static void expect_console(const char *text)
{
	cpu.console[cpu.console_length] = '\0';
	assert_string_equal(cpu.console, text);
}

static void numbers_and_texts(void **state)
{
	struct console console = open_console(SMMU_PLAN_CONSOLE_PL011,
					      CPU_PL011);
	const uint64_t values[] = {
		0, UINT64_MAX, 0x9050000, (uintptr_t)"", (uintptr_t)"a text",
		0, UINT64_MAX, 10,
	};

	(void)state;
	console_print(&console, "%x %x %x|%s|%s\n%u %u\n\n%u", values);
	expect_console("0x0 0xffffffffffffffff 0x9050000||a text\r\n"
		       "0 18446744073709551615\r\n\r\n10");
	assert_int_equal(cpu.uart_violations, 0);
}

/* A UART that takes nothing is closed, and asked no more. */
static void console_that_is_full(void **state)
{
	struct console console = open_console(SMMU_PLAN_CONSOLE_UART8250,
					      CPU_UART8250);

	(void)state;
	cpu.uart_busy = ACK_NEVER;
	console_print(&console, "text", NULL);
	assert_int_equal(console.type, SMMU_PLAN_CONSOLE_NONE);
	cpu.uart_accesses = 0;
	console_print(&console, "text", NULL);
	assert_int_equal(cpu.uart_accesses, 0);
	expect_console("");
}

/* Memory has whole lines only, and counts what it has not; the UART has all. */
static void memory_that_is_full(void **state)
{
	struct console console = open_console(SMMU_PLAN_CONSOLE_PL011,
					      CPU_PL011);
	char text[17] = "................";

	(void)state;
	console.text = text;
	console.kept = (struct console_kept){ .room = 12 };
	console_print(&console, "first\ntoo long\nsecon\nno\n\n", NULL);
	expect_console("first\r\ntoo long\r\nsecon\r\nno\r\n\r\n");
	assert_int_equal(console.kept.used, 12);
	assert_memory_equal(text, "first\nsecon\n....", 16);
	assert_int_equal(console.kept.left_out, 3);

	/* More room, for the last line. */
	console.kept.room = 16;
	console_print(&console, "end\n", NULL);
	assert_memory_equal(text, "first\nsecon\nend\n", 17);
	assert_int_equal(console.kept.used, 16);
	assert_int_equal(console.kept.left_out, 3);
}

struct line {
	struct smmu_plan_entry entry;
	struct job job;
	const char *text;
};

#define READ	(JOB_BEFORE | JOB_AFTER)

static const struct line lines[] = {
	{ { .base = BASE, .type = SMMU_PLAN_V3, .action = SMMU_PLAN_ABORT },
	  { .before.v3 = { .cr0 = 0xd, .gbpa = 0x1000, .irq_ctrl = 5,
			   .gerror = 4 },
	    .after.v3 = { .gbpa = 0x101000 },
	    .elapsed_us = 14, .outcome = OUTCOME_DONE, .flags = READ },
	  "0x9050000 v3 translate -> abort: done, 14 us (CR0 0xd -> 0x0, "
	  "GBPA 0x1000 -> 0x101000, IRQ_CTRL 0x5 -> 0x0, "
	  "GERROR 0x4 -> 0x0)" },
	{ { .base = BASE, .type = SMMU_PLAN_V3, .action = SMMU_PLAN_ABORT },
	  { .before.v3 = { .gbpa = 0x100000 }, .outcome = OUTCOME_FAULTED,
	    .flags = JOB_BEFORE },
	  "0x9050000 v3 abort -> unknown: not fenced: faulted, 0 us" },
	{ { .base = BASE, .type = SMMU_PLAN_V3, .action = SMMU_PLAN_BYPASS },
	  { .outcome = OUTCOME_REFUSED },
	  "0x9050000 v3 unknown -> unknown: refused, 0 us" },
	{ { .base = BASE, .type = SMMU_PLAN_V3, .action = SMMU_PLAN_BYPASS },
	  { .before.v3 = { .cr0 = 1 }, .after.v3 = { .cr0 = 1 },
	    .outcome = OUTCOME_TIMEOUT, .place = AT_CR0, .flags = READ },
	  "0x9050000 v3 translate -> translate: timeout at CR0, 0 us "
	  "(CR0 0x1 -> 0x1, GBPA 0x0 -> 0x0, IRQ_CTRL 0x0 -> 0x0, "
	  "GERROR 0x0 -> 0x0)" },
	{ { .base = BASE, .type = SMMU_PLAN_V2, .action = SMMU_PLAN_ABORT },
	  { .before.v2 = { .cr0 = 0x1c36 },
	    .after.v2 = { .cr0 = 0x201d12, .gfsr = 2, .stream = 0x412 },
	    .elapsed_us = 61, .outcome = OUTCOME_DONE, .flags = READ },
	  "0x9050000 v2 translate -> abort: done, 61 us (CR0 0x1c36 -> "
	  "0x201d12, GFSR 0x0 -> 0x2, StreamID 0x412)" },
	{ { .base = BASE, .type = SMMU_PLAN_V1, .action = SMMU_PLAN_ABORT },
	  { .before.v2 = { .cr0 = 1 }, .outcome = OUTCOME_CANNOT,
	    .place = AT_S2CR, .flags = READ },
	  "0x9050000 v1 bypass -> translate: not fenced: cannot at S2CR, 0 us "
	  "(CR0 0x1 -> 0x0, GFSR 0x0 -> 0x0)" },
	{ { .base = BASE, .type = SMMU_PLAN_V2 },
	  { .outcome = OUTCOME_KEPT },
	  "0x9050000 v2 unknown -> unknown: kept, 0 us" },
	{ { .base = BASE, .type = SMMU_PLAN_COPY_DTB },
	  { .outcome = OUTCOME_DONE }, "0x9050000 device tree: done" },
};

static void a_line_for_each_outcome(void **state)
{
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct console console =
			open_console(SMMU_PLAN_CONSOLE_PL011, CPU_PL011);

		report_job(&console, &lines[i].entry, &lines[i].job);
		snprintf(text, sizeof(text), "kexec-smmu: %s\r\n",
			 lines[i].text);
		expect_console(text);
	}
}

static void expect_report(const char *text)
{
	struct console console = open_console(SMMU_PLAN_CONSOLE_PL011,
					      CPU_PL011);
	char line[512];

	report_job(&console, &lines[0].entry, &job);
	snprintf(line, sizeof(line), "kexec-smmu: 0x9050000 v3 unknown -> "
		 "unknown: %s, 0 us\r\n", text);
	expect_console(line);
}

static void every_place_has_a_name(void **state)
{
	(void)state;
	job.outcome = OUTCOME_CANNOT;
	expect_report("not fenced: cannot");
	job.place = AT_GBPA;
	expect_report("not fenced: cannot at GBPA");
	job.place = AT_CR0;
	expect_report("not fenced: cannot at CR0");
	job.place = AT_S2CR;
	expect_report("not fenced: cannot at S2CR");
}

static void every_noise_has_a_name(void **state)
{
	static const char *const names[NOISES] = {
		"IRQ_CTRL", "PRIQEN", "EVENTQEN", "CMDQEN", "CR0", "ECMDQ",
		"S2CR", "SMR", "SCTLR", "FSR", "TLBGSTATUS", "sCR0",
		"banks beyond its frame",
	};
	char text[128];
	size_t i;

	(void)state;
	job.outcome = OUTCOME_NOT_QUIET;
	for (i = 0; i < NOISES; i++) {
		job.noise = (uint16_t)(1u << i);
		snprintf(text, sizeof(text), "fenced, not quiet: %s%s",
			 names[i], i == 1 || i == 2 ?
			 " (it may still write its queue)" : "");
		expect_report(text);
	}
	job.noise = NOISE_IRQ_CTRL | NOISE_EVENTQEN | NOISE_sCR0;
	expect_report("fenced, not quiet: IRQ_CTRL, EVENTQEN, sCR0 "
		      "(it may still write its queue)");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(numbers_and_texts),
		TEST(console_that_is_full),
		TEST(memory_that_is_full),
		TEST(a_line_for_each_outcome),
		TEST(every_place_has_a_name),
		TEST(every_noise_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
