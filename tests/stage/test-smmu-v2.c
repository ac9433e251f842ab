/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shipped stage binary against the SMMUv1 and SMMUv2 model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "model/regs-v2.h"

#define BASE	UINT64_C(0x12000000)
#define MIRROR	UINT64_C(0x11000000)	/* below it, as on a Tegra234 */

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v2_model smmu;
static bool passed;	/* everything did, before the run */

static const struct v2_shape usual = {
	.groups = 16, .banks = 8, .pages = 16,
};

static void add(const struct v2_shape *shape)
{
	cpu_init(&cpu, stage, stage_size);
	smmu_v2_model_reset(&smmu, shape);
	smmu_v2_model_translating(&smmu);
	smmu.closing = true;
	cpu_add_v2(&cpu, &smmu, BASE);
}

static int set_up(void **state)
{
	(void)state;
	add(&usual);
	return 0;
}

static void run(void)
{
	smmu_v2_model_begin(&smmu);
	passed = smmu.cr0 & R_sCR0_CLIENTPD;
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_true(cpu.arrived);
	assert_int_equal(cpu.registers[0], CPU_ARGUMENT(0));
	assert_int_equal(cpu.vbar, CPU_VBAR);
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.unfenced_writes, 0);
	assert_string_equal(smmu.violation, "");
}

static void expect(const char *text)
{
	if (!strstr(cpu.console, text))
		fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

/*
 * 4 accesses for each group, and 2 more to find out which were open, if all
 * passes at first; 8 for each bank, 24 for the rest.
 */
static size_t goal(const struct smmu_v2_model *model)
{
	return (passed ? 6u : 4u) * model->shape.groups +
	       8 * model->shape.banks + 24;
}

static void expect_end(void)
{
	const char *wrong = smmu_v2_model_wrong(&smmu, cpu.action);

	if (wrong)
		fail_msg("%s:\n%s", wrong, cpu.console);
	assert_int_equal(smmu_v2_model_lines(&smmu), 0);
	if (smmu.accesses > goal(&smmu))
		fail_msg("%zu accesses for %u groups and %u banks",
			 smmu.accesses, smmu.shape.groups, smmu.shape.banks);
}

/* Everything that the old kernel's devices can leave behind. */
static void leave_faults(void)
{
	unsigned int i;

	smmu.gfsr = R_sGFSR_USF | R_sGFSR_MULTI;
	for (i = 0; i < smmu.shape.banks; i++) {
		struct v2_bank *bank = &smmu.bank[i];

		bank->sctlr |= R_CB_SCTLR_CFCFG;
		bank->fsr = R_CB_FSR_TF;
		bank->stalled = i % 2;
		bank->waiting = i % 4 == 3 ? 3 : 0;
	}
}

static void abort_from_panic(void **state)
{
	(void)state;
	run();
	expect_end();
	expect("kexec-smmu: 0x12000000 v2 translate -> abort: done, ");
	expect("kexec-smmu: on to 0x40200000, CNTVCT ");

	set_up(state);
	leave_faults();
	run();
	expect_end();
	expect("v2 translate -> abort: done, ");
}

static void abort_from_shutdown(void **state)
{
	(void)state;
	smmu_v2_model_shut_down(&smmu);
	leave_faults();
	run();
	expect_end();
	expect("v2 bypass -> abort: done, ");
}

/* What reset leaves undefined is anything. */
static void abort_from_reset(void **state)
{
	struct v2_shape extended = usual;

	(void)state;
	smmu_v2_model_reset(&smmu, &usual);
	smmu.closing = true;
	run();
	expect_end();

	extended.extended = true;
	add(&extended);
	smmu_v2_model_reset(&smmu, &extended);
	smmu.closing = true;
	run();
	expect_end();
}

/* U-Boot on a Layerscape: CLIENTPD set, USFCFG clear, on an MMU-500. */
static void abort_from_u_boot(void **state)
{
	static const struct v2_shape lx2160a = {
		.groups = 128, .banks = 64, .pages = 64, .pages_64k = true,
	};

	(void)state;
	add(&lx2160a);
	smmu_v2_model_reset(&smmu, &lx2160a);
	smmu.cr0_fixed = V2_MMU500_FIXED;
	smmu.cr0 = (smmu.cr0 | R_sCR0_CLIENTPD) & ~R_sCR0_USFCFG;
	smmu.closing = true;
	run();
	expect_end();
	assert_true(smmu.cr0 & R_sCR0_GFRE);
	assert_false(smmu.cr0 & (R_sCR0_GCFGFRE | R_sCR0_STALLD));
	expect("v2 bypass -> abort: done, ");
}

static void bypass_from_anything(void **state)
{
	int i;

	for (i = 0; i < 3; i++) {
		set_up(state);
		if (i == 1)
			smmu_v2_model_shut_down(&smmu);
		if (i == 2)
			smmu_v2_model_reset(&smmu, &usual);
		leave_faults();
		smmu.closing = false;
		cpu.action = SMMU_BYPASS;
		run();
		expect_end();
		expect("-> bypass: done, ");
	}
}

static void keep_touches_nothing(void **state)
{
	(void)state;
	leave_faults();
	cpu.action = SMMU_KEEP;
	run();
	assert_int_equal(smmu.writes, 0);
	expect("v2 translate -> translate: kept, ");
}

static void all_geometries(void **state)
{
	static const struct v2_shape shapes[] = {
		{ .groups = 1, .banks = 0, .pages = 4 },
		{ .groups = 1, .banks = 1, .pages = 2 },
		{ .groups = 128, .banks = 128, .pages = 128 },
		{ .groups = 127, .banks = 3, .pages = 256, .pages_64k = true },
		{ .groups = 1, .indexed = true, .banks = 2, .pages = 2 },
		{ .groups = 128, .indexed = true, .banks = 2, .pages = 16 },
		{ .groups = 16, .indexed = true, .banks = 16, .pages = 16,
		  .pages_64k = true },
		{ .groups = 32, .extended = true, .banks = 8, .pages = 8 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		add(&shapes[i]);
		leave_faults();
		run();
		expect_end();
		expect("v2 translate -> abort: done, ");
	}
}

/* As an SMMUv1, and one of stage 2 only, as MMU-400 and MMU-401 are. */
static void version_1(void **state)
{
	int i;

	for (i = 0; i < 2; i++) {
		set_up(state);
		cpu.smmus[0].version = SMMU_VERSION_V1;
		if (i == 1)
			smmu.idr0 &= ~R_sIDR0_S1TS;
		run();
		expect_end();
		expect("0x12000000 v1 translate -> abort: done, ");
	}
}

static void set_extended(void)
{
	unsigned int i;

	smmu.cr0 |= R_sCR0_EXIDENABLE;
	for (i = 0; i < smmu.shape.groups; i++) {
		if (smmu.smr[i] & R_SMR_VALID)
			smmu.s2cr[i] |= R_S2CR_EXIDVALID;
		/* The highest mask bit stands where VALID was. */
		smmu.smr[i] = 0x8400 + i;
	}
}

static void extended_stream_ids(void **state)
{
	struct v2_shape extended = usual;

	(void)state;
	extended.extended = true;
	add(&extended);
	set_extended();
	run();
	expect_end();

	/* Where streams conflict, too: group 0 and 1 are of one stream. */
	add(&extended);
	set_extended();
	smmu.smr[0] |= 1u << R_SMR_MASK_SHIFT;
	run();
	expect_end();
}

static void conflicting_groups(void **state)
{
	static const uint32_t changes[] = { 0, R_sCR0_SMCFCFG };
	size_t i;

	for (i = 0; i < 2; i++) {
		set_up(state);
		smmu.cr0 ^= changes[i];
		smmu.smr[0] |= 3u << R_SMR_MASK_SHIFT;
		smmu.smr[2] |= 7u << R_SMR_MASK_SHIFT;
		smmu.s2cr[3] |= (uint32_t)S2CR_BYPASS << R_S2CR_TYPE_SHIFT;
		run();
		expect_end();
	}
}

/* Offenders go on: USF is set again and again, and that is no failure. */
static void faults_go_on(void **state)
{
	uint32_t refill;

	for (refill = 1; refill < 8; refill++) {
		set_up(state);
		smmu.refill = refill;
		run();
		assert_null(smmu_v2_model_wrong(&smmu, SMMU_ABORT));
		assert_int_equal(smmu_v2_model_lines(&smmu), 0);
		expect("translate -> abort: done, ");
		/* The offender is named. */
		if (refill == 1)
			expect("StreamID 0x111)");
	}
}

/* Of Calxeda's: the CPU is on the Secure side. */
static void secure_alias(void **state)
{
	struct v2_shape small = { .groups = 4, .banks = 4, .pages = 8 };

	(void)state;
	add(&small);
	smmu.secure_alias = true;
	cpu.smmus[0].version = SMMU_VERSION_V1;
	leave_faults();
	run();
	expect_end();
	expect("v1 translate -> abort: done, ");
}

/* Tegra's: one SMMU of two frames, each in the way of some of the traffic. */
static void mirrored_frames(void **state)
{
	static const enum smmu_action actions[] = {
		SMMU_ABORT, SMMU_BYPASS, SMMU_KEEP
	};
	static struct smmu_v2_model second;
	size_t i;

	for (i = 0; i < 3; i++) {
		set_up(state);
		second = smmu;
		cpu_add_v2(&cpu, &second, MIRROR)->mirror = true;
		smmu.closing = second.closing = actions[i] == SMMU_ABORT;
		second.sync_delay = 20;
		cpu.action = actions[i];
		smmu_v2_model_begin(&second);
		run();
		assert_null(smmu_v2_model_wrong(&smmu, actions[i]));
		assert_null(smmu_v2_model_wrong(&second, actions[i]));
		expect("0x12000000 v2 translate -> ");
		expect("0x11000000 v2 translate -> ");
	}
}

static void expect_refused(void)
{
	run();
	assert_int_equal(smmu.writes, 0);
	expect("v2 unknown -> unknown: not fenced: refused, ");
}

/* Firmware's tables have the frame too small: what is in it closes the rest. */
static void frame_too_small(void **state)
{
	static const enum smmu_action actions[] = { SMMU_ABORT, SMMU_BYPASS };
	size_t i;

	for (i = 0; i < 2; i++) {
		set_up(state);
		cpu.action = actions[i];
		smmu.closing = i == 0;
		cpu.smmus[0].size = cpu.smmus[0].mapped = (16 + 5) * 0x1000;
		run();
		assert_int_equal(cpu.exceptions, 0);
		expect(i ? "bypass: open, not quiet: banks beyond its frame, " :
		       "abort: fenced, not quiet: banks beyond its frame, ");
		assert_int_equal(smmu_v2_model_fates(&smmu),
				 i ? FATE_BYPASS : FATE_ABORT);
		assert_int_equal(smmu.bank[4].sctlr & R_CB_SCTLR_CFIE, 0);
	}
	set_up(state);
	cpu.smmus[0].size = cpu.smmus[0].mapped = 0x4000;
	run();
	assert_int_equal(cpu.exceptions, 0);
	expect("abort: fenced, not quiet: banks beyond its frame, ");
}

static void not_an_smmu(void **state)
{
	static const uint32_t ids[][2] = {
		{ 0, 0 }, { UINT32_MAX, UINT32_MAX }, { 0, 0x30000008 },
		{ UINT32_MAX, 0x30000008 }, { 0x7c001e10, 0 },
		{ 0x7c001e10, UINT32_MAX },
		{ 0x7c001e10, 0x30000011 },	/* more banks than pages */
		{ 0x74001e00, 0x30000008 },	/* 2 to the 15th indices */
	};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		set_up(state);
		smmu.idr0 = ids[i][0];
		smmu.idr1 = ids[i][1];
		expect_refused();
	}
	set_up(state);
	smmu.raz_wi = true;
	expect_refused();
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(abort_from_panic),
		TEST(abort_from_shutdown),
		TEST(abort_from_reset),
		TEST(abort_from_u_boot),
		TEST(bypass_from_anything),
		TEST(keep_touches_nothing),
		TEST(all_geometries),
		TEST(version_1),
		TEST(extended_stream_ids),
		TEST(conflicting_groups),
		TEST(faults_go_on),
		TEST(secure_alias),
		TEST(mirrored_frames),
		TEST(frame_too_small),
		TEST(not_an_smmu),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
