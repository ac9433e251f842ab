/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions of PCI are stopped before the fence of an SMMU that translates, and
 * after that of one that was found open; good ones leave nothing to abort, and
 * bad ones cost time, but neither the fence nor each other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/cpu.h"
#include "smmu-plan.h"
#include "stage/expect.h"

#define BASE	UINT64_C(0x09050000)
#define OTHER	UINT64_C(0x0a050000)
#define MANY	UINT64_C(0x100000000)	/* and so on, 16 MiB apart */
#define HERTZ	UINT64_C(62500000)
/* Of the wait for completions; ticks. */
#define COMPLETION	(HERTZ / 20)

enum kind { PLAIN, CONVENTIONAL, BRIDGE, VF, KINDS };

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct pci_model pci;
static struct smmu_v3_model v3[64], other;
static struct smmu_v2_model v2, mirror;

static void set_up(void)
{
	cpu_init(&cpu, stage, stage_size);
	memset(&pci, 0, sizeof(pci));
	cpu.pci = &pci;
	cpu.action = SMMU_DRAIN;
	cpu.access_ticks = 10;
}

static void add_v3(struct smmu_v3_model *model, uint64_t base, bool open)
{
	smmu_v3_model_reset(model);
	if (open)
		smmu_v3_model_shut_down(model);
	else
		smmu_v3_model_translating(model);
	model->closing = true;
	cpu_add(&cpu, model, base);
}

static void add_kinds(unsigned int group)
{
	size_t i;

	for (i = 0; i < KINDS; i++) {
		struct pci_model_function *function =
			pci_model_add(&pci, group);

		function->conventional = i == CONVENTIONAL;
		function->bridge = i == BRIDGE;
		function->vf = i == VF;
		function->pending = i == CONVENTIONAL ? 0 : 3;
	}
}

/* One that translates, with one function of each kind behind it. */
static int set_up_one(void **state)
{
	(void)state;
	set_up();
	add_v3(&v3[0], BASE, false);
	add_kinds(1);
	return 0;
}

static void run(const char *what, size_t at)
{
	size_t i;

	for (i = 0; i < cpu.smmu_count; i++) {
		struct cpu_smmu *smmu = &cpu.smmus[i];

		if (smmu->version == SMMU_VERSION_V3)
			smmu_v3_model_begin(smmu->model);
		else
			smmu_v2_model_begin(smmu->model);
	}
	cpu_run(&cpu);
	expect_arrival(&cpu, what, at);
	if (pci.violation[0])
		fail_msg("%s %zu: %s", what, at, pci.violation);
	assert_int_equal(pci.stopped_early, 0);
	for (i = 0; i < cpu.smmu_count; i++)
		assert_int_equal(cpu.smmus[i].kind->fates(cpu.smmus[i].model),
				 FATE_ABORT);
}

static void expect_text(const char *text)
{
	if (!strstr(cpu.console, text))
		fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

static void expect_stopped(void)
{
	char text[96];
	size_t i;

	for (i = 0; i < pci.count; i++) {
		const struct pci_model_function *function = &pci.functions[i];

		assert_false(pci_model_works(function));
		assert_int_equal(function->msi & 0x10000, 0);
		assert_int_equal(function->msix & 0x80000000, 0);
		assert_true(function->command & 0x400);
		assert_int_equal(!!(function->command & 4), function->bridge);
	}
	snprintf(text, sizeof(text), "kexec-smmu: %zu PCI functions listed at "
		 "load, %zu stopped\r\n", pci.count, pci.count);
	expect_text(text);
	assert_null(strstr(cpu.console, "not stopped"));
	assert_int_equal(pci.aborted, 0);
}

static void before_the_fence(void **state)
{
	(void)state;
	run("drain", 0);
	expect_line(&cpu, "0x9050000", "translate -> abort: done, ");
	expect_stopped();
	/* And by abort alone the fence finds all that can master at work. */
	set_up_one(state);
	cpu.action = SMMU_ABORT;
	run("abort", 0);
	assert_int_equal(pci.aborted, 3);
	assert_int_equal(pci.functions[0].reads, 0);
	assert_null(strstr(cpu.console, "PCI"));
}

static void after_the_fence(void **state)
{
	(void)state;
	set_up();
	add_v3(&v3[0], BASE, true);
	add_kinds(1);
	run("open", 0);
	expect_line(&cpu, "0x9050000", "bypass -> abort: done, ");
	expect_stopped();

	/* What firmware has closed has nothing to settle. */
	set_up();
	add_v3(&v3[0], BASE, true);
	add_kinds(1);
	v3[0].gbpa.target = v3[0].gbpa.effective = 0x100000;
	run("closed", 0);
	expect_line(&cpu, "0x9050000", "abort -> abort: done, ");
	expect_stopped();
}

/* Those behind none are stopped if all is drained, as soon as can be. */
static void behind_no_smmu(void **state)
{
	(void)state;
	add_kinds(0);
	cpu.drains_rest = true;
	run("all", 0);
	expect_stopped();

	set_up_one(state);
	add_kinds(0);
	run("this one", 0);
	assert_int_equal(pci.functions[KINDS].reads, 0);
	expect_text("kexec-smmu: 4 PCI functions listed at load, 4 stopped");
}

/* What is watched is put into abort once more, and not drained again. */
static void then_watched(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		set_up();
		add_v3(&v3[0], BASE, i);
		add_kinds(1);
		cpu.settings.watch_us = 1000;
		cpu.settings.blocks.watch = true;
		run("watched", i);
		expect_line(&cpu, "0x9050000", "abort: done, ");
		expect_stopped();
	}
}

static void v2_with_two_frames(void **state)
{
	static const struct v2_shape shape = {
		.groups = 4, .banks = 2, .pages = 4,
	};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		set_up();
		smmu_v2_model_reset(&v2, &shape);
		smmu_v2_model_reset(&mirror, &shape);
		if (i) {
			smmu_v2_model_shut_down(&v2);
			smmu_v2_model_shut_down(&mirror);
		} else {
			smmu_v2_model_translating(&v2);
			smmu_v2_model_translating(&mirror);
		}
		v2.closing = mirror.closing = true;
		cpu_add_v2(&cpu, &v2, BASE);
		cpu_add_v2(&cpu, &mirror, OTHER)->mirror = true;
		add_kinds(1);
		pci.functions[PLAIN].pending = 1000;
		run("v2", i);
		expect_line(&cpu, "0x9050000", "abort: done, ");
		expect_line(&cpu, "0xa050000", "abort: done, ");
		expect_stopped();
	}
}

/* One each is bad: what is said of it, and whether it was left at work. */
static void bad_functions(void **state)
{
	static const char *const said[] = {
		"transactions are pending", "writes are ignored",
		"writes are ignored", "gone", "another device", "faulted",
	};
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct pci_model_function *bad = &pci.functions[PLAIN];
		char text[96];

		set_up_one(state);
		bad->pending = i == 0 ? PCI_MODEL_NEVER : 0;
		bad->ignores_master = i == 1;
		bad->ignores_msi = i == 2;
		bad->gone = i == 3;
		bad->aborts = i == 5;
		if (i == 4)	/* the loader knew one that is not there now */
			bad->changed = true;
		run("bad", i);
		snprintf(text, sizeof(text), "kexec-smmu: 0000:00:01.0 not "
			 "stopped: %s\r\n", said[i]);
		expect_text(text);
		expect_text("kexec-smmu: 4 PCI functions listed at load, 3 "
			    "stopped\r\n");
		expect_line(&cpu, "0x9050000", "translate -> abort: done, ");
		if (i >= 3)
			assert_int_equal(bad->writes, 0);
		assert_in_range(pci.aborted, 0, i != 2 && i != 3);
	}
}

/* Not for longer than completions take, and nobody else waits for it. */
static void pending_for_ever(void **state)
{
	(void)state;
	pci.functions[PLAIN].pending = PCI_MODEL_NEVER;
	pci.functions[VF].pending = PCI_MODEL_NEVER;
	add_v3(&other, OTHER, false);
	cpu.smmus[1].has_action = true;
	cpu.smmus[1].action = SMMU_ABORT;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	cpu.settings.settle_us = 0;
	run("for ever", 0);
	/* The first list's wait, and what the last one takes. */
	assert_in_range(cpu.counter, COMPLETION, 2 * COMPLETION + HERTZ / 100);
}

/* Whatever an access ends in: the fence comes, and the others are stopped. */
static void exceptions_at_every_access(void **state)
{
	size_t accesses, at, kind;

	run("plain", 0);
	accesses = cpu.accesses;
	for (at = 1; at <= accesses; at++) {
		for (kind = 0; kind < 3; kind++) {
			bool faulted;
			size_t i, stopped = 0;

			set_up_one(state);
			cpu.abort_at = kind ? 0 : at;
			cpu.serror_at = kind ? at : 0;
			cpu.serror_late = kind == 2;
			for (i = 0; i < cpu.smmu_count; i++)
				smmu_v3_model_begin(cpu.smmus[i].model);
			cpu_run(&cpu);
			expect_arrival(&cpu, "exception", at);
			assert_string_equal(pci.violation, "");
			for (i = 0; i < pci.count; i++)
				stopped += !pci_model_works(&pci.functions[i]);
			faulted = strstr(cpu.console, "faulted") != NULL;
			assert_int_equal(faulted, kind == 0);
			assert_true(stopped >= KINDS - (kind == 0));
			if (kind || !strstr(cpu.console, "v3 "))
				assert_int_equal(v3[0].fates_seen & FATE_BYPASS,
						 0);
			if (kind)
				expect_stopped();
		}
	}
}

/* An SMMU that cannot be fenced is one more reason. */
static void refused_smmu(void **state)
{
	(void)state;
	v3[0].idr0 = 0;
	smmu_v3_model_begin(&v3[0]);
	cpu_run(&cpu);
	expect_arrival(&cpu, "refused", 0);
	expect_line(&cpu, "0x9050000", ": refused, ");
	expect_stopped();
}

/* Waits overlap: 100 functions, 64 SMMUs, half of them open. */
static void many(void **state)
{
	size_t i;

	(void)state;
	set_up();
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	cpu.access_ticks = HERTZ / 1000000;	/* 1 us each */
	for (i = 0; i < 64; i++)
		add_v3(&v3[i], MANY + (i << 24), i % 2);
	for (i = 0; i < 100; i++)
		pci_model_add(&pci, (unsigned int)(1 + i % 64));
	run("many", 0);
	for (i = 0; i < pci.count; i++)
		assert_false(pci_model_works(&pci.functions[i]));
	assert_in_range(cpu.counter, 1, HERTZ * 4 / 10);
	assert_int_equal(pci.aborted, 0);
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up_one)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(before_the_fence),
		TEST(after_the_fence),
		TEST(behind_no_smmu),
		TEST(then_watched),
		TEST(v2_with_two_frames),
		TEST(bad_functions),
		TEST(pending_for_ever),
		TEST(exceptions_at_every_access),
		TEST(refused_smmu),
		TEST(many),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
