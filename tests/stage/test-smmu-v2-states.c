/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage from every state that an SMMUv1 or v2 can be left in: what decides
 * over transactions exhaustively for two groups, the rest by every pair of
 * values, then at random and up to 128 groups and banks ($MODEL_RUNS,
 * $MODEL_SEED).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "stage/draw.h"
#include "model/regs-v2.h"
#include "smmu-plan.h"

#define BASE		UINT64_C(0x10000000)
#define MAPPED		UINT64_C(0x400000)	/* of the largest small one */
#define MAPPED_LARGE	UINT64_C(0x2000000)
#define BATCH		64	/* SMMUs of a run */
#define RUNS		10000

enum parameter {
	CLIENTPD, USFCFG, GFIE, GCFGFIE, GFRE, SMCFCFG, STALLD, EXIDENABLE,
	GROUP_0, GROUP_1,
	EXHAUSTIVE,
	POLICY = EXHAUSTIVE, GCFGFRE, GSE, FIXED, VERSION, INDEXED, PAGES_64K,
	GROUPS, BANKS, PAGES, GFSR, FSR, CFIE, STALL, M, SYNC, REFILL, ALIAS,
	HYP,
	PARAMETERS
};

/* A group: TYPE, valid or not, for GROUP_0 and GROUP_1. */
#define GROUP_STATES	8

static const unsigned int values[PARAMETERS] = {
	[CLIENTPD] = 2, [USFCFG] = 2, [GFIE] = 2, [GCFGFIE] = 2, [GFRE] = 2,
	[SMCFCFG] = 2, [STALLD] = 2, [EXIDENABLE] = 2,
	[GROUP_0] = GROUP_STATES, [GROUP_1] = GROUP_STATES,
	[POLICY] = 2, [GCFGFRE] = 2, [GSE] = 2, [FIXED] = 3, [VERSION] = 2,
	[INDEXED] = 2, [PAGES_64K] = 2, [GROUPS] = 4, [BANKS] = 4,
	[PAGES] = 4, [GFSR] = 3, [FSR] = 3, [CFIE] = 2, [STALL] = 4, [M] = 3,
	[SYNC] = 3, [REFILL] = 3, [ALIAS] = 2,
	[HYP] = 2,
};

typedef unsigned int state_t[PARAMETERS];

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v2_model models[BATCH];
static state_t states[BATCH];
static size_t count;		/* of those that are made */

/* Small ones by number; large ones at random. */
static struct v2_shape make_shape(const state_t state, bool large)
{
	struct v2_shape shape = {
		.groups = 1u << state[GROUPS],
		.banks = state[BANKS],
		.pages = 4u << state[PAGES],
		.indexed = state[INDEXED],
		.extended = !state[INDEXED] && state[EXIDENABLE],
		.pages_64k = state[PAGES_64K],
	};

	if (!large)
		return shape;
	shape.groups = shape.indexed ? 1u << draw(8) : 1 + draw(128);
	shape.banks = draw(129);
	shape.pages = 256;
	return shape;
}

static void set_cr0(struct smmu_v2_model *smmu, const state_t state)
{
	static const uint32_t bits[] = {
		[CLIENTPD] = R_sCR0_CLIENTPD, [USFCFG] = R_sCR0_USFCFG,
		[GFIE] = R_sCR0_GFIE, [GCFGFIE] = R_sCR0_GCFGFIE,
		[GFRE] = R_sCR0_GFRE, [SMCFCFG] = R_sCR0_SMCFCFG,
		[STALLD] = R_sCR0_STALLD, [EXIDENABLE] = R_sCR0_EXIDENABLE,
		[GCFGFRE] = R_sCR0_GCFGFRE, [GSE] = R_sCR0_GSE,
	};
	/* What an MMU-500 and a ThunderX cannot change, and its value. */
	static const uint32_t fixed[3][2] = {
		{ 0, 0 }, { V2_MMU500_FIXED, R_sCR0_SMCFCFG },
		{ V2_MMU500_FIXED, R_sCR0_SMCFCFG | R_sCR0_STALLD },
	};
	size_t i;

	smmu->cr0 = 0x000b1800;	/* VMIDPNE, PTM, MemAttr: to stay */
	for (i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		if (bits[i] && state[i])
			smmu->cr0 |= bits[i];
	if (!smmu->shape.extended)
		smmu->cr0 &= ~R_sCR0_EXIDENABLE;
	smmu->cr0_fixed = fixed[state[FIXED]][0];
	smmu->cr0 = (smmu->cr0 & ~smmu->cr0_fixed) | fixed[state[FIXED]][1];
}

/* The first two groups share a stream, and each has one of its own. */
static void set_group(struct smmu_v2_model *smmu, unsigned int n,
		      unsigned int state, uint32_t smr)
{
	bool valid = state & 1;
	uint32_t type = state >> 1;

	smmu->s2cr[n] = type << R_S2CR_TYPE_SHIFT |
		       (smmu->shape.banks ? n % smmu->shape.banks : 0);
	if (smmu->shape.extended)
		smmu->s2cr[n] |= valid ? R_S2CR_EXIDVALID : 0;
	else
		smr |= valid ? R_SMR_VALID : 0;
	smmu->smr[n] = smr;
}

static void set_groups(struct smmu_v2_model *smmu, const state_t state,
		       bool large)
{
	unsigned int i;

	set_group(smmu, 0, state[GROUP_0], 0x000f0010);
	if (smmu->shape.groups > 1)
		set_group(smmu, 1, state[GROUP_1], 0x00300008);
	for (i = 2; i < smmu->shape.groups; i++) {
		uint32_t id = large ? draw(0x200) : 0x100 + i / 2;

		set_group(smmu, i, draw(GROUP_STATES), id | draw(4) << 16);
	}
}

static void set_banks(struct smmu_v2_model *smmu, const state_t state)
{
	unsigned int i;

	for (i = 0; i < smmu->shape.banks; i++) {
		struct v2_bank *bank = &smmu->bank[i];

		bank->hyp = state[HYP] && i % 2;
		bank->sctlr = R_CB_SCTLR_CFRE | R_CB_SCTLR_HUPCF;
		if (state[M] == 0 || (state[M] == 1 && i % 2 == 0))
			bank->sctlr |= R_CB_SCTLR_M;
		if (state[CFIE])
			bank->sctlr |= R_CB_SCTLR_CFIE;
		if (state[FSR])
			bank->fsr = state[FSR] == 1 ? R_CB_FSR_TF : 0x800001ff;
		if (!state[STALL] || smmu->cr0 & R_sCR0_STALLD)
			continue;
		bank->sctlr |= R_CB_SCTLR_CFCFG | R_CB_SCTLR_M;
		bank->stalled = state[STALL] != 3;
		bank->waiting = state[STALL] == 2 ? 2 : 0;
	}
}

static void set_state(struct smmu_v2_model *smmu, const state_t state,
		      bool large)
{
	static const uint32_t delays[] = { 0, 1, 20 };
	static const uint32_t faults[] = { 0, R_sGFSR_USF, 0x800001ff };
	static const uint32_t refills[] = { 0, 1, 7 };
	struct v2_shape shape = make_shape(state, large);

	smmu_v2_model_reset(smmu, &shape);
	set_cr0(smmu, state);
	set_groups(smmu, state, large);
	set_banks(smmu, state);
	smmu->gfsr = faults[state[GFSR]];
	smmu->sync_delay = delays[state[SYNC]];
	smmu->refill = refills[state[REFILL]];
	smmu->secure_alias = state[ALIAS];
	smmu->closing = !state[POLICY];
}

/* One more SMMU for the next run. */
static void add(const state_t state, bool large)
{
	struct smmu_v2_model *smmu = &models[count];
	struct cpu_smmu *frame;

	if (count == 0) {
		cpu_init(&cpu, stage, stage_size);
		cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	}
	memcpy(states[count], state, sizeof(states[count]));
	set_state(smmu, state, large);
	frame = cpu_add_v2(&cpu, smmu, BASE + count * MAPPED);
	frame->version = state[VERSION] ? SMMU_VERSION_V1 : SMMU_VERSION_V2;
	frame->mapped = large ? MAPPED_LARGE : MAPPED;
	frame->has_action = true;
	frame->action = state[POLICY] ? SMMU_BYPASS : SMMU_ABORT;
	smmu_v2_model_begin(smmu);
	count++;
}

/* What is wrong after the run, NULL if nothing is. */
static const char *wrong(size_t number)
{
	const struct smmu_v2_model *smmu = &models[number];
	size_t goal = 6 * smmu->shape.groups + 8 * smmu->shape.banks + 24;
	const char *problem = smmu_v2_model_wrong(smmu,
						  cpu.smmus[number].action);

	if (problem)
		return problem;
	if (smmu_v2_model_lines(smmu))
		return "a wired interrupt is raised at the end";
	if (smmu->accesses > goal + smmu->sync_delay)
		return "too many accesses";
	if ((smmu->cr0 & 0x000b1800) != 0x000b1800)
		return "attributes of sCR0 are lost";
	return NULL;
}

static void explain(size_t number, const char *what, const char *problem)
{
	const struct smmu_v2_model *smmu = &models[number];
	size_t i;

	print_error("%s:", what);
	for (i = 0; i < PARAMETERS; i++)
		print_error(" %u", states[number][i]);
	print_error("\n");
	for (i = 0; i < smmu->accesses && i < V2_TRACE_MAX; i++)
		print_error("  %s 0x%" PRIx32 " 0x%" PRIx32 "\n",
			    smmu->trace[i].write ? "write" : "read",
			    smmu->trace[i].offset, smmu->trace[i].value);
	fail_msg("%s", problem);
}

static void run(const char *what)
{
	size_t made = count;
	size_t i;

	if (made == 0)
		return;
	count = 0;
	cpu_run(&cpu);
	for (i = 0; i < made; i++) {
		const char *problem = wrong(i);

		if (problem)
			explain(i, what, problem);
	}
	assert_string_equal(cpu.error, "");
	assert_true(cpu.arrived);
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.unfenced_writes, 0);
	assert_int_equal(cpu.vbar, CPU_VBAR);
}

static void run_state(const state_t state, const char *what)
{
	add(state, false);
	if (count == BATCH)
		run(what);
}

/*
 * 256 states of sCR0, times type and validity of two groups that share a
 * stream; TYPE 3 is reserved.
 */
static void exhaustive(void **unused)
{
	state_t state = {
		[GROUPS] = 1, [BANKS] = 2, [CFIE] = 1, [STALL] = 2, [GFSR] = 1,
	};
	unsigned int runs = 0;
	size_t at;

	(void)unused;
	for (;;) {
		run_state(state, "state");
		runs++;
		for (at = 0; at < EXHAUSTIVE; at++) {
			unsigned int end = at < GROUP_0 ? 2 : 6;

			if (++state[at] < end)
				break;
			state[at] = 0;
		}
		if (at == EXHAUSTIVE)
			break;
	}
	run("the last");
	print_message("%u states\n", runs);
	assert_int_equal(runs, 256 * 36);
}

static const struct draw draws = { values, PARAMETERS, run_state };

static void every_pair(void **unused)
{
	(void)unused;
	draw_every_pair(&draws);
	run("the last");
}

static void at_random(void **unused)
{
	(void)unused;
	draw_at_random(&draws, RUNS);
	run("random");
}

static void at_random_large(void **unused)
{
	unsigned long i, number = draw_seed(RUNS) / 50;
	state_t state;

	(void)unused;
	for (i = 0; i < number; i++) {
		draw_state(&draws, state);
		add(state, true);
		run("large");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair),
		cmocka_unit_test(at_random),
		cmocka_unit_test(at_random_large),
		cmocka_unit_test(exhaustive),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
