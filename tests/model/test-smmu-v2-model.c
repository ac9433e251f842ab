/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SMMUv2 model by itself: what becomes of transactions in each state, and
 * that it notices each way of opening a window on the way to abort.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "model/regs-v2.h"
#include "model/smmu-v2-model.h"

#define FAULT	((uint32_t)S2CR_FAULT << R_S2CR_TYPE_SHIFT)
#define BYPASS	((uint32_t)S2CR_BYPASS << R_S2CR_TYPE_SHIFT)
#define BANKS	0x8000u		/* of the shape below */

static struct smmu_v2_model smmu;

static const struct v2_shape shape = {
	.groups = 4, .banks = 2, .extended = true, .pages = 8,
};

static int set_up(void **state)
{
	(void)state;
	smmu_v2_model_reset(&smmu, &shape);
	smmu_v2_model_translating(&smmu);
	smmu.closing = true;
	smmu_v2_model_begin(&smmu);
	return 0;
}

static void put(uint32_t offset, uint32_t value)
{
	smmu_v2_model_write(&smmu, offset, 4, value);
}

static uint32_t get(uint32_t offset)
{
	return (uint32_t)smmu_v2_model_read(&smmu, offset, 4);
}

static void expect_violation(const char *text)
{
	if (!strstr(smmu.violation, text))
		fail_msg("no \"%s\": %s", text, smmu.violation);
}

static void fates(void **state)
{
	(void)state;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_TRANSLATE);
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x7000), FATE_ABORT);
	smmu.bank[0].sctlr &= ~R_CB_SCTLR_M;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_BYPASS);
	smmu.s2cr[0] = BYPASS;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_BYPASS);
	smmu.s2cr[0] = FAULT;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_ABORT);
	smmu.s2cr[0] = 2;	/* no such bank */
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_ABORT);
	smmu.cr0 &= ~R_sCR0_USFCFG;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x7000), FATE_BYPASS);
	smmu.smr[0] |= 1u << R_SMR_MASK_SHIFT;	/* 0x401 as well */
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x401), FATE_ABORT);
	smmu.cr0 &= ~R_sCR0_SMCFCFG;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x401),
			 FATE_ABORT | FATE_TRANSLATE | FATE_BYPASS);
	smmu.cr0 |= R_sCR0_CLIENTPD;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x401), FATE_BYPASS);
}

static void extended_and_indexed(void **state)
{
	struct v2_shape indexed = shape;

	(void)state;
	smmu.cr0 |= R_sCR0_EXIDENABLE;
	smmu.smr[2] = 0x8400;
	smmu.s2cr[2] = R_S2CR_EXIDVALID | 1;
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x8400), FATE_TRANSLATE);
	assert_int_equal(smmu_v2_model_fate(&smmu, 0x400), FATE_ABORT);

	indexed.indexed = true;
	smmu_v2_model_reset(&smmu, &indexed);
	smmu.cr0 &= ~R_sCR0_CLIENTPD;
	smmu.s2cr[3] = FAULT;
	smmu_v2_model_begin(&smmu);
	assert_int_equal(smmu.stream_count, 4);
	assert_int_equal(smmu.streams[3].start, FATE_ABORT);
	put(A_GR0_SMR, 0);
	expect_violation("write of 0x800");
}

static void close_groups(void)
{
	uint32_t i;

	put(A_GR0_sCR0, R_sCR0_USFCFG | R_sCR0_GFRE | R_sCR0_GCFGFRE |
	    R_sCR0_STALLD | R_sCR0_SMCFCFG);
	for (i = 0; i < 4; i++)
		put(A_GR0_S2CR + 4 * i, FAULT);
	for (i = 0; i < 4; i++)
		put(A_GR0_SMR + 4 * i, 0);
}

static void close_all(void)
{
	close_groups();
	put(A_GR0_TLBIALLH, 0);
	put(A_GR0_TLBIALLNSNH, 0);
	put(A_GR0_sTLBGSYNC, 0);
	assert_int_equal(get(A_GR0_sTLBGSTATUS), 0);
}

static void the_good_way(void **state)
{
	(void)state;
	assert_string_equal(smmu_v2_model_wrong(&smmu, SMMU_ABORT),
			    "an interrupt is enabled at the end");
	close_all();
	put(BANKS + A_CB_SCTLR, 0);
	put(BANKS + 0x1000 + A_CB_SCTLR, 0);
	assert_string_equal(smmu.violation, "");
	assert_null(smmu_v2_model_wrong(&smmu, SMMU_ABORT));
	assert_int_equal(smmu_v2_model_fates(&smmu), FATE_ABORT);
}

/* In which order what is looked up, and where that leads, may go. */
static void what_the_tlb_has(void **state)
{
	static const uint32_t orders[][4] = {
		{ A_GR0_sTLBGSYNC, A_GR0_TLBIALLNSNH, A_GR0_TLBIALLH, 0 },
		{ A_GR0_TLBIALLNSNH, A_GR0_sTLBGSYNC, A_GR0_TLBIALLH, 1 },
		{ A_GR0_TLBIALLH, A_GR0_sTLBGSYNC, A_GR0_TLBIALLNSNH, 0 },
	};
	size_t i, n;

	for (i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		set_up(state);
		smmu.bank[1].hyp = true;
		close_groups();
		for (n = 0; n < 3; n++)
			put(orders[i][n], 0);
		get(A_GR0_sTLBGSTATUS);
		put(BANKS + 0x1000 * orders[i][3] + A_CB_SCTLR, 0);
		expect_violation("goes off before a sync of the TLB covers");
	}
	set_up(state);
	put(A_GR0_TLBIALLNSNH, 0);
	put(A_GR0_sTLBGSYNC, 0);
	get(A_GR0_sTLBGSTATUS);
	close_groups();
	put(BANKS + A_CB_SCTLR, 0);
	expect_violation("bank 0 goes off before");

	set_up(state);
	close_groups();
	put(A_GR0_TLBIALLNSNH, 0);
	put(A_GR0_sTLBGSYNC, 0);
	put(BANKS + A_CB_SCTLR, 0);	/* nobody has seen it end */
	expect_violation("bank 0 goes off before");

	set_up(state);
	close_all();
	put(BANKS + A_CB_SCTLR, 0);
	put(BANKS + A_CB_SCTLR, R_CB_SCTLR_M);
	expect_violation("bank 0 goes on");
}

static void a_barrier_before_sCR0_is_read(void **state)
{
	size_t barriers = 1;

	(void)state;
	smmu.closing = false;
	smmu.barriers = &barriers;
	put(A_GR0_sCR0, R_sCR0_CLIENTPD);
	get(A_GR0_sCR0);
	assert_string_equal(smmu_v2_model_wrong(&smmu, SMMU_BYPASS),
			    "an interrupt is enabled at the end");
	smmu.bank[0].sctlr = smmu.bank[1].sctlr = 0;
	assert_string_equal(smmu_v2_model_wrong(&smmu, SMMU_BYPASS),
			    "sCR0 is read back in front of a barrier");
	barriers++;
	get(A_GR0_sCR0);
	assert_null(smmu_v2_model_wrong(&smmu, SMMU_BYPASS));
}

/* Of those that are on their way through a bank, until a sync covers it. */
static void faults_by_themselves(void **state)
{
	(void)state;
	smmu.refill = 1;
	smmu.bank[1].sctlr |= R_CB_SCTLR_CFCFG;
	get(A_GR0_sCR0);
	get(A_GR0_sCR0);
	assert_true(smmu.bank[0].fsr && smmu.bank[1].fsr && smmu.gfsr);
	assert_false(smmu.bank[0].stalled);
	assert_true(smmu.bank[1].stalled);
	put(BANKS + 0x1000 + A_CB_SCTLR, R_CB_SCTLR_M);
	put(BANKS + 0x1000 + A_CB_FSR, UINT32_MAX);
	put(BANKS + 0x1000 + A_CB_RESUME, 1);
	close_all();
	put(BANKS + A_CB_FSR, UINT32_MAX);
	assert_int_equal(smmu.bank[0].fsr, 0);
	assert_string_equal(smmu.violation, "");
}

static void ways_of_opening(void **state)
{
	(void)state;
	put(A_GR0_sCR0, smmu.cr0 & ~R_sCR0_USFCFG);
	put(A_GR0_SMR, 0);
	expect_violation("access 1 opens stream 0x0");

	set_up(state);
	put(A_GR0_S2CR, BYPASS);
	expect_violation("access 1 opens stream 0x400");

	set_up(state);
	close_all();
	put(A_GR0_sCR0, smmu.cr0 | R_sCR0_CLIENTPD);
	expect_violation("opens stream");
}

/* A conflict ends with one group, and the other is what it leads to then. */
static void a_conflict_opens(void **state)
{
	(void)state;
	smmu.smr[0] |= 1u << R_SMR_MASK_SHIFT;
	smmu_v2_model_begin(&smmu);
	put(A_GR0_S2CR, FAULT);
	assert_string_equal(smmu.violation, "");
	put(A_GR0_SMR, 0);
	expect_violation("access 2 opens stream 0x401");
}

static void stalled_transactions(void **state)
{
	(void)state;
	smmu.bank[1].sctlr |= R_CB_SCTLR_CFCFG;
	smmu.bank[1].stalled = true;
	smmu.bank[1].fsr = R_CB_FSR_TF;
	smmu.bank[1].waiting = 1;
	assert_true(smmu_v2_model_fates(&smmu) & FATE_STALL);
	close_groups();
	put(A_GR0_sTLBGSYNC, 0);
	assert_int_equal(get(A_GR0_sTLBGSTATUS), R_sTLBGSTATUS_GSACTIVE);
	assert_string_equal(smmu_v2_model_wrong(&smmu, SMMU_ABORT),
			    "an interrupt is enabled at the end");
	put(BANKS + 0x1000 + A_CB_FSR, UINT32_MAX);
	assert_int_equal(get(BANKS + 0x1000 + A_CB_FSR), R_CB_FSR_SS);
	put(BANKS + 0x1000 + A_CB_RESUME, 1);	/* STALLD: both are ended */
	assert_int_equal(smmu.bank[1].waiting, 0);
	assert_int_equal(get(BANKS + 0x1000 + A_CB_FSR), R_CB_FSR_TF);
	assert_int_equal(get(A_GR0_sTLBGSTATUS), 0);
	assert_string_equal(smmu.violation, "");

	set_up(state);
	smmu.bank[0].stalled = true;
	smmu.bank[0].fsr = R_CB_FSR_TF;
	put(BANKS + A_CB_RESUME, 1);
	expect_violation("RESUME in front of FSR");

	set_up(state);
	smmu.bank[0].stalled = true;
	put(BANKS + A_CB_RESUME, 0);
	expect_violation("a stalled transaction is retried");

	set_up(state);
	smmu.bank[0].stalled = true;
	smmu.s2cr[0] = FAULT;
	smmu_v2_model_begin(&smmu);
	smmu.bank[0].sctlr &= ~R_CB_SCTLR_M;
	put(A_GR0_sGFSR, 0);
	expect_violation("lets a stalled transaction of bank 0 pass");
}

static void interrupt_lines(void **state)
{
	(void)state;
	assert_int_equal(smmu_v2_model_lines(&smmu), 0);
	smmu.gfsr = R_sGFSR_USF;
	smmu.bank[1].stalled = true;
	assert_int_equal(smmu_v2_model_lines(&smmu), 2);
	put(A_GR0_sGFSR, R_sGFSR_ICF);
	put(BANKS + 0x1000 + A_CB_FSR, UINT32_MAX);
	assert_int_equal(smmu_v2_model_lines(&smmu), 2);
	put(A_GR0_sGFSR, R_sGFSR_USF);
	put(BANKS + 0x1000 + A_CB_RESUME, 1);
	assert_int_equal(smmu_v2_model_lines(&smmu), 0);
	assert_true(smmu_v2_model_irq_possible(&smmu));
}

static void what_is_no_register(void **state)
{
	static const uint32_t offsets[] = {
		A_GR0_SMR + 4 * 4, A_GR0_S2CR + 4 * 4, BANKS + 0x2000,
		A_GR0_sCR0 + 1, 0x1000 + A_GR1_CBAR, A_GR0_sIDR0, 0x7000,
	};
	size_t i;

	for (i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		set_up(state);
		put(offsets[i], FAULT);
		if (!smmu.violation[0])
			fail_msg("0x%x is written", offsets[i]);
	}
	set_up(state);
	smmu_v2_model_write(&smmu, A_GR0_S2CR, 8, FAULT);
	expect_violation("bad write of 0xc00");
	set_up(state);
	put(A_GR0_S2CR, (uint32_t)S2CR_RESERVED << R_S2CR_TYPE_SHIFT);
	expect_violation("reserved TYPE");
	set_up(state);
	put(A_GR0_sCR0, smmu.cr0 | R_sCR0_EXIDENABLE);
	expect_violation("EXIDENABLE changes while group 0 is valid");
	set_up(state);
	smmu.secure_alias = true;
	put(A_GR0_sCR0 + NS_ALIAS, smmu.cr0);
	assert_string_equal(smmu.violation, "");
	put(A_GR0_sCR0, smmu.cr0);
	expect_violation("is of the Secure side");
}

static void writes_that_do_not_stick(void **state)
{
	(void)state;
	smmu.cr0_fixed = V2_MMU500_FIXED;
	put(A_GR0_sCR0, R_sCR0_USFCFG | R_sCR0_STALLD);
	assert_int_equal(get(A_GR0_sCR0), R_sCR0_USFCFG | R_sCR0_SMCFCFG |
			 R_sCR0_GCFGFRE | R_sCR0_GCFGFIE);
	smmu.firmware_filters = true;
	put(A_GR0_S2CR, FAULT);
	assert_int_equal(get(A_GR0_S2CR), 0);
	put(A_GR0_S2CR, BYPASS);
	assert_int_equal(get(A_GR0_S2CR), FAULT);
	smmu.smrs_stick = true;
	put(A_GR0_SMR, 0);
	assert_int_not_equal(get(A_GR0_SMR), 0);
	smmu.raz_wi = true;
	assert_int_equal(get(A_GR0_sIDR0), 0);
	assert_string_equal(smmu.violation, "");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fates),
		TEST(extended_and_indexed),
		TEST(the_good_way),
		TEST(what_the_tlb_has),
		TEST(a_barrier_before_sCR0_is_read),
		TEST(faults_by_themselves),
		TEST(ways_of_opening),
		TEST(a_conflict_opens),
		TEST(stalled_transactions),
		TEST(interrupt_lines),
		TEST(what_is_no_register),
		TEST(writes_that_do_not_stick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
