/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage on SMMUv2s that misbehave: TLBs that are late or never done,
 * writes that are ignored, aborts and SErrors at every single access, a block
 * that is gone from one access on, counters that lie. In each case the stage
 * arrives, opens nothing, pretends nothing, and a second SMMU is fenced all
 * the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "stage/expect.h"
#include "model/regs-v2.h"

#define BASE	UINT64_C(0x12000000)
#define OTHER	UINT64_C(0x13000000)

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v2_model smmu;
static struct smmu_v2_model other;

/* As after a panic, with all that the old kernel's devices can leave. */
static void make(struct smmu_v2_model *model)
{
	static const struct v2_shape shape = {
		.groups = 3, .banks = 2, .pages = 4,
	};

	smmu_v2_model_reset(model, &shape);
	smmu_v2_model_translating(model);
	model->closing = true;
	model->gfsr = R_sGFSR_USF;
	model->bank[1].sctlr |= R_CB_SCTLR_CFCFG;
	model->bank[1].fsr = R_CB_FSR_TF;
	model->bank[1].stalled = true;
	model->bank[1].waiting = 1;
}

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	make(&smmu);
	make(&other);
	cpu_add_v2(&cpu, &smmu, BASE);
	cpu_add_v2(&cpu, &other, OTHER);
	return 0;
}

/* What holds of every run, whatever the first SMMU does. */
static void run(const char *what, size_t at)
{
	smmu_v2_model_begin(&smmu);
	smmu_v2_model_begin(&other);
	cpu_run(&cpu);
	expect_arrival(&cpu, what, at);
	if (smmu.violation[0])
		fail_msg("%s %zu: %s", what, at, smmu.violation);
	if (other.violation[0])
		fail_msg("%s %zu: other: %s", what, at, other.violation);
}

static void expect_other_fenced(void)
{
	const char *wrong = smmu_v2_model_wrong(&other, SMMU_ABORT);

	if (wrong)
		fail_msg("other: %s", wrong);
	expect_line(&cpu, "0x13000000", "abort: done, ");
}

static size_t count_accesses(void)
{
	set_up(NULL);
	run("plain", 0);
	expect_line(&cpu, "0x12000000", "translate -> abort: done, ");
	expect_other_fenced();
	return cpu.accesses;
}

static void run_late(uint32_t delay)
{
	set_up(NULL);
	cpu.settings.timeout_us = 1000;
	smmu.sync_delay = delay;
	run("TLB", delay);
	assert_int_equal(smmu_v2_model_fates(&smmu), FATE_ABORT);
	expect_other_fenced();
}

/* Not part of the fence: reported, and what may still use a bank can. */
static void tlb_never_done(void **state)
{
	(void)state;
	run_late(ACK_NEVER);
	expect_line(&cpu, "0x12000000",
		    "translate -> abort: fenced, not quiet: TLBGSTATUS, ");
	assert_false(smmu_v2_model_irq_possible(&smmu));
	assert_int_equal(smmu.gfsr, 0);
	assert_true(smmu.bank[0].sctlr & R_CB_SCTLR_M);
}

static void tlb_done_late(void **state)
{
	uint32_t good = 0, bad = 1u << 12;

	(void)state;
	while (bad - good > 1) {
		uint32_t middle = good + (bad - good) / 2;

		run_late(middle);
		if (expect_says(&cpu, "0x12000000", "abort: done, "))
			good = middle;
		else
			bad = middle;
	}
	/* 1 ms at 62.5 MHz; each poll that fails looks at the time once. */
	assert_in_range(good, 600, 630);
	run_late(good);
	assert_null(smmu_v2_model_wrong(&smmu, SMMU_ABORT));
	run_late(bad);
	expect_line(&cpu, "0x12000000", "not quiet: TLBGSTATUS");
}

/* One kind of write each is ignored; what is said of it. */
static void writes_ignored(void **state)
{
	(void)state;
	smmu.cr0_fixed = UINT32_MAX;
	run("sCR0", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: sCR0, ");

	set_up(state);
	smmu_v2_model_shut_down(&smmu);
	smmu.cr0_fixed = R_sCR0_CLIENTPD;
	run("CLIENTPD", 0);
	expect_line(&cpu, "0x12000000",
		    "bypass -> bypass: not fenced: cannot at CR0, ");
	expect_other_fenced();

	set_up(state);
	smmu.cr0 &= ~R_sCR0_USFCFG;
	smmu.cr0_fixed = R_sCR0_USFCFG;
	run("USFCFG", 0);
	expect_line(&cpu, "0x12000000",
		    "translate -> translate: not fenced: cannot at CR0, ");
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_ABORT);

	set_up(state);
	smmu.s2crs_stick = true;
	run("S2CR", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: S2CR, ");
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_ABORT);

	set_up(state);
	smmu.smrs_stick = true;
	run("SMR", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: SMR, ");
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_ABORT);

	set_up(state);
	smmu.banks_stick = true;
	smmu.bank[1].stalled = false;
	run("SCTLR", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: SCTLR, ");
	expect_other_fenced();

	/* What waits is held back in its turn, and the sync waits for it. */
	set_up(state);
	smmu.banks_stick = true;
	run("SCTLR of a bank that stalls", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: SCTLR, FSR, TLBGSTATUS, ");
	expect_other_fenced();
}

/* Groups that stay valid may both match; then it is SMCFCFG that closes. */
static void conflicts_that_stay(void **state)
{
	(void)state;
	smmu.cr0 &= ~R_sCR0_SMCFCFG;
	smmu.smr[0] |= 1u << R_SMR_MASK_SHIFT;
	smmu.smrs_stick = true;
	run("SMR", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: SMR, ");
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x401), FATE_ABORT);

	set_up(state);
	smmu.cr0 &= ~R_sCR0_SMCFCFG;
	smmu.cr0_fixed = R_sCR0_SMCFCFG;
	smmu.smr[0] |= 1u << R_SMR_MASK_SHIFT;
	smmu.smrs_stick = true;
	smmu.closing = false;
	run("SMR and SMCFCFG", 0);
	expect_line(&cpu, "0x12000000", ": not fenced: cannot at CR0, ");
}

/* As firmware on Qualcomm's: FAULT is dropped, BYPASS becomes FAULT. */
static void firmware_filters(void **state)
{
	(void)state;
	smmu.firmware_filters = true;
	run("filter", 0);
	expect_line(&cpu, "0x12000000", ": fenced, not quiet: S2CR, ");
	expect_other_fenced();

	set_up(state);
	smmu.firmware_filters = true;
	smmu.smrs_stick = true;
	run("filter of SMRs, too", 0);
	expect_line(&cpu, "0x12000000",
		    "translate -> translate: not fenced: cannot at S2CR, ");
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x402), FATE_ABORT);
}

static void run_sticky(const char *what)
{
	smmu.s2crs_stick = true;
	smmu.smrs_stick = true;
	run(what, 0);
	expect_other_fenced();
}

/* Without CLIENTPD all that passes would follow old tables again. */
static void nothing_can_be_closed(void **state)
{
	size_t i;

	smmu_v2_model_shut_down(&smmu);
	smmu.smr[2] = R_SMR_VALID | 0x402;
	smmu.s2cr[2] = 1;
	run_sticky("all groups");
	expect_line(&cpu, "0x12000000",
		    "bypass -> bypass: not fenced: cannot at S2CR, ");
	assert_true(smmu.cr0 & R_sCR0_CLIENTPD);

	/* Groups that were never open are not closed ones. */
	for (i = 0; i < 3; i++) {
		set_up(state);
		smmu_v2_model_shut_down(&smmu);
		smmu.smr[2] = i == 1 ? R_SMR_VALID | 0x402 : 0;
		if (i == 2)
			smmu.s2cr[2] = 1;
		run_sticky("all groups that are used");
		expect_line(&cpu, "0x12000000",
			    "bypass -> bypass: not fenced: cannot at S2CR, ");
		assert_true(smmu.cr0 & R_sCR0_CLIENTPD);
	}
}

/* Then CLIENTPD goes, for the sake of what is closed. */
static void something_can_be_closed(void **state)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		set_up(state);
		smmu_v2_model_shut_down(&smmu);
		smmu.closing = false;
		smmu.first_sticks = true;
		smmu.smrs_stick = i;
		run("all but the first group", i);
		expect_line(&cpu, "0x12000000", ": not fenced: cannot at S2CR, ");
		assert_false(smmu.cr0 & R_sCR0_CLIENTPD);
		assert_int_equal(smmu_v2_model_fate(&smmu, 0x401), FATE_ABORT);
	}
}

/* Each set of these; bit 6: shut down, else translating. */
static void stick(size_t set)
{
	smmu.cr0_fixed = set & 1 ? R_sCR0_USFCFG : 0;
	if (set & 2)
		smmu.cr0_fixed |= R_sCR0_CLIENTPD;
	if (set & 4)
		smmu.cr0_fixed |= R_sCR0_GFIE | R_sCR0_GCFGFIE;
	smmu.s2crs_stick = set & 8;
	smmu.smrs_stick = set & 16;
	smmu.banks_stick = set & 32;
	if (set & 64)
		smmu_v2_model_shut_down(&smmu);
}

/* Nothing passes that did not, and "done" is said where it is, only. */
static void any_writes_ignored(void **state)
{
	size_t set, done = 0;

	for (set = 0; set < 128; set++) {
		const char *wrong;

		set_up(state);
		cpu.counter_step = 10000;	/* time-outs in few polls */
		stick(set);
		run("ignored", set);
		wrong = smmu_v2_model_wrong(&smmu, SMMU_ABORT);
		if (!wrong != expect_says(&cpu, "0x12000000", "abort: done, "))
			fail_msg("ignored %zu: %s, but:\n%s", set,
				 wrong ? wrong : "nothing wrong", cpu.console);
		done += !wrong;
		expect_other_fenced();
	}
	assert_in_range(done, 2, 32);
}

/* Which of the two it hits is a matter of the order; the other is fenced. */
static void expect_one_faulted(size_t at)
{
	bool first = expect_says(&cpu, "0x12000000", ": faulted, ");
	bool second = expect_says(&cpu, "0x13000000", ": faulted, ");

	if (first == second)
		fail_msg("access %zu:\n%s", at, cpu.console);
	expect_line(&cpu, first ? "0x13000000" : "0x12000000", "abort: done, ");
	assert_null(smmu_v2_model_wrong(first ? &other : &smmu, SMMU_ABORT));
}

static void abort_at_every_access(void **state)
{
	size_t accesses = count_accesses();
	size_t at;

	for (at = 1; at <= accesses; at++) {
		set_up(state);
		cpu.abort_at = at;
		run("abort at", at);
		assert_int_equal(cpu.exceptions, 1);
		expect_one_faulted(at);
	}
}

static void expect_serrors_counted(unsigned int count)
{
	char text[64];

	snprintf(text, sizeof(text), "kexec-smmu: %u SErrors, 0 of them "
		 "before the first SMMU\r\n", count);
	assert_non_null(strstr(cpu.console, text));
}

/*
 * At once, or only when a barrier waits for it: whose it is cannot be told, and
 * it costs nobody anything.
 */
static void serror_at_every_access(void **state)
{
	size_t accesses = count_accesses();
	size_t at;

	for (at = 1; at <= 2 * accesses; at++) {
		set_up(state);
		cpu.serror_at = (at + 1) / 2;
		cpu.serror_late = at % 2;
		run("SError at", cpu.serror_at);
		assert_int_equal(cpu.exceptions, 1);
		expect_line(&cpu, "0x12000000", "abort: done, ");
		expect_serrors_counted(1);
		assert_null(smmu_v2_model_wrong(&smmu, SMMU_ABORT));
		expect_other_fenced();
	}
}

/* One that raises SErrors on every access ends, and costs nobody else. */
static void serror_at_an_address(void **state)
{
	(void)state;
	cpu.serror_address = BASE;
	run("SErrors of", 0);
	expect_line(&cpu, "0x12000000", ": faulted, ");
	expect_line(&cpu, "0x12000000", ", 64 SErrors");
	assert_int_equal(cpu.exceptions, 65);
	expect_serrors_counted(65);
	expect_other_fenced();
}

/* The block loses its clock: reads are all ones, and nothing is believed. */
static void gone_from_every_access(void **state)
{
	size_t accesses = count_accesses();
	size_t at;

	for (at = 1; at <= accesses; at++) {
		set_up(state);
		cpu.ones_from = at;
		cpu.settings.timeout_us = 1000;
		smmu_v2_model_begin(&smmu);
		smmu_v2_model_begin(&other);
		cpu_run(&cpu);
		assert_true(cpu.arrived);
		if (expect_says(&cpu, "0x12000000", "done") &&
		    expect_says(&cpu, "0x13000000", "done"))
			fail_msg("gone from %zu on, and believed:\n%s", at,
				 cpu.console);
		if (smmu.opened || other.opened)
			fail_msg("gone from %zu on: opened", at);
	}
}

/* Jumping ahead once must not end a wait early, wherever it comes. */
static void counter_jumps(void **state)
{
	size_t at;

	for (at = 1; at < 130; at++) {
		set_up(state);
		smmu.sync_delay = 100;
		cpu.counter_jump_at = at;
		run("jump at", at);
		expect_line(&cpu, "0x12000000", "abort: done, ");
		expect_other_fenced();
	}
}

static void counter_is_useless(void **state)
{
	(void)state;
	cpu.counter_frequency = 0;
	smmu.sync_delay = 1000;
	run("no frequency", 0);
	expect_line(&cpu, "0x12000000", "abort: done, 0 us");

	set_up(state);
	cpu.counter_step = 0;
	smmu.sync_delay = ACK_NEVER;
	run("frozen", 0);
	expect_line(&cpu, "0x12000000", "not quiet: TLBGSTATUS, ");
	expect_other_fenced();
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tlb_never_done),
		TEST(tlb_done_late),
		TEST(writes_ignored),
		TEST(conflicts_that_stay),
		TEST(firmware_filters),
		TEST(nothing_can_be_closed),
		TEST(something_can_be_closed),
		TEST(any_writes_ignored),
		TEST(abort_at_every_access),
		TEST(serror_at_every_access),
		TEST(serror_at_an_address),
		TEST(gone_from_every_access),
		TEST(counter_jumps),
		TEST(counter_is_useless),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
