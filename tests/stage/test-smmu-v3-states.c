/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage from every state that an SMMUv3 can be left in: the registers that
 * matter exhaustively, the others by every pair of values, then at random
 * ($MODEL_RUNS, $MODEL_SEED).
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
#include "model/regs-v3.h"
#include "smmu-plan.h"

#define BASE		UINT64_C(0x10000000)
#define STRIDE		UINT64_C(0x100000)
#define BATCH		64	/* SMMUs of a run */
#define IN_FLIGHT	3	/* polls until an update is acknowledged */
#define RUNS		10000

enum parameter {
	SMMUEN, EVENTQEN, PRIQEN, CMDQEN, ATSCHK, ABORT, GBPA_IN_FLIGHT,
	CR0_IN_FLIGHT, IRQ_CTRL,
	EXHAUSTIVE,
	CMDQ_ERR = EXHAUSTIVE, EVENTQ_ABT, PRIQ_ABT, MSI_CMDQ, MSI_EVENTQ,
	MSI_PRIQ, MSI_GERROR, SFM, CMDQP, DPT, EVENTQ, PRIQ, MSI_SET,
	HAS_PRI, HAS_ATS, HAS_MSI, HAS_HYP, HAS_ECMDQ, PAGE0_ONLY, AIDR_0,
	DELAY, POLICY, VMW, DPT_WALK_EN, UNREST,
	/* Fields of CR0 that are acknowledged later than the rest. */
	LATE, LATE_SMMUEN = LATE, LATE_PRIQEN, LATE_EVENTQEN, LATE_CMDQEN,
	LATE_ATSCHK, LATE_VMW,
	PARAMETERS
};

static const unsigned int values[PARAMETERS] = {
	[SMMUEN] = 2, [EVENTQEN] = 2, [PRIQEN] = 2, [CMDQEN] = 2,
	[ATSCHK] = 2, [ABORT] = 2, [GBPA_IN_FLIGHT] = 2, [CR0_IN_FLIGHT] = 2,
	[IRQ_CTRL] = 8, [CMDQ_ERR] = 2, [EVENTQ_ABT] = 2, [PRIQ_ABT] = 2,
	[MSI_CMDQ] = 2, [MSI_EVENTQ] = 2, [MSI_PRIQ] = 2, [MSI_GERROR] = 2,
	[SFM] = 2, [CMDQP] = 2, [DPT] = 2, [EVENTQ] = 4, [PRIQ] = 4,
	[MSI_SET] = 2, [HAS_PRI] = 2, [HAS_ATS] = 2, [HAS_MSI] = 2,
	[HAS_HYP] = 2, [HAS_ECMDQ] = 3, [PAGE0_ONLY] = 2, [AIDR_0] = 2,
	[DELAY] = 3, [POLICY] = 2, [VMW] = 2, [DPT_WALK_EN] = 2, [UNREST] = 3,
	[LATE_SMMUEN] = 2, [LATE_PRIQEN] = 2, [LATE_EVENTQEN] = 2,
	[LATE_CMDQEN] = 2, [LATE_ATSCHK] = 2, [LATE_VMW] = 2,
};

typedef unsigned int state_t[PARAMETERS];

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model models[BATCH];
static state_t states[BATCH];
static size_t count;		/* of those that are made */

/* Producer of a queue: empty, filled, wrapped, overflowed; consumer is 0. */
static uint32_t producer(unsigned int value)
{
	static const uint32_t prod[] = { 0, 0x7f, 0x80, 0x800000ff };

	return prod[value];
}

static void set_features(struct smmu_v3_model *smmu, const state_t state)
{
	smmu->idr0 &= ~(R_IDR0_MSI | R_IDR0_PRI);
	if (state[HAS_PRI])
		smmu->idr0 |= R_IDR0_PRI;
	if (state[HAS_MSI])
		smmu->idr0 |= R_IDR0_MSI;
	if (state[HAS_ATS])
		smmu->idr0 |= BIT(10);
	if (state[HAS_HYP])
		smmu->idr0 |= BIT(9);
	if (state[HAS_ECMDQ]) {
		smmu->idr1 |= R_IDR1_ECMDQ;
		smmu->idr6 = 2 << 16;
		smmu_v3_model_ecmdq(smmu, 1, 4, 7);
		if (state[HAS_ECMDQ] == 2) {	/* it is being switched on */
			smmu->ecmdq[1].cons &= ~R_ECMDQ_EN;
			smmu->ecmdq[1].polls = IN_FLIGHT;
		}
	}
	smmu->page0_only = state[PAGE0_ONLY];
	smmu->aidr = state[AIDR_0] ? 0 : 2;
}

/* What the SMMU does not have cannot be set (RES0). */
static void set_cr0(struct smmu_v3_model *smmu, const state_t state)
{
	uint32_t cr0 = 0;

	if (state[SMMUEN])
		cr0 |= R_CR0_SMMUEN;
	if (state[EVENTQEN])
		cr0 |= R_CR0_EVENTQEN;
	if (state[CMDQEN])
		cr0 |= R_CR0_CMDQEN;
	if (state[PRIQEN] && state[HAS_PRI])
		cr0 |= R_CR0_PRIQEN;
	if (state[ATSCHK] && state[HAS_ATS])
		cr0 |= R_CR0_ATSCHK;
	if (state[VMW])
		cr0 |= R_CR0_VMW;
	if (state[DPT_WALK_EN])
		cr0 |= R_CR0_DPT_WALK_EN;
	smmu->cr0.target = cr0;
	smmu->cr0.effective = cr0;
	if (state[CR0_IN_FLIGHT])
		smmu_v3_model_in_flight(smmu, cr0 ^ (R_CR0_SMMUEN | R_CR0_CMDQEN),
					IN_FLIGHT);
}

static void set_gbpa(struct smmu_v3_model *smmu, const state_t state)
{
	smmu->gbpa.target = 0x00081f1f | (state[ABORT] ? R_GBPA_ABORT : 0);
	smmu->gbpa.effective = smmu->gbpa.target;
	if (state[GBPA_IN_FLIGHT]) {
		smmu->gbpa.effective ^= R_GBPA_ABORT;
		smmu->gbpa_update = true;
		smmu->gbpa.polls = IN_FLIGHT;
	}
}

static void set_interrupts(struct smmu_v3_model *smmu, const state_t state)
{
	uint32_t enabled = state[IRQ_CTRL];
	int i;

	if (!state[HAS_PRI])
		enabled &= ~R_IRQ_CTRL_PRIQ_IRQEN;
	smmu->irq_ctrl.target = enabled;
	smmu->irq_ctrl.effective = enabled;
	for (i = 0; i < 3 && state[HAS_MSI] && state[MSI_SET]; i++) {
		smmu->msi_address[i] = UINT64_C(0x100000008090000) + 4u * i;
		smmu->msi_data[i] = 7;
		smmu->msi_attributes[i] = 0xf;
	}
}

static void set_errors(struct smmu_v3_model *smmu, const state_t state)
{
	static const uint8_t bit[] = { 0, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	size_t i;

	for (i = 0; i < sizeof(bit); i++)
		if (state[CMDQ_ERR + i])
			smmu->gerror |= BIT(bit[i]);
	/* Errors that were acknowledged before have their bits set, too. */
	smmu->gerror ^= 0x155;
	smmu->gerrorn = 0x155;
	smmu->eventq_prod = producer(state[EVENTQ]);
	smmu->priq_prod = producer(state[PRIQ]);
}

/* Each field of CR0 for itself; longer than any of the delays of all. */
static void set_late(struct smmu_v3_model *smmu, const state_t state)
{
	static const uint32_t fields[] = {
		R_CR0_SMMUEN, R_CR0_PRIQEN, R_CR0_EVENTQEN, R_CR0_CMDQEN,
		R_CR0_ATSCHK, R_CR0_VMW,
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		smmu_v3_model_delay(smmu, fields[i], state[LATE + i] ? 30 : 0);
}

static void set_state(struct smmu_v3_model *smmu, const state_t state)
{
	static const uint32_t delays[] = { 0, 1, 20 };
	static const uint32_t unrest[] = { 0, 1, 7 };

	smmu_v3_model_reset(smmu);
	set_features(smmu, state);
	set_cr0(smmu, state);
	set_gbpa(smmu, state);
	set_interrupts(smmu, state);
	set_errors(smmu, state);
	smmu->closing = !state[POLICY];
	smmu->cr0_delay = delays[state[DELAY]];
	smmu->gbpa_delay = delays[state[DELAY]];
	smmu->irq_delay = delays[state[DELAY]];
	smmu->ecmdq_delay = delays[state[DELAY]];
	smmu->unrest = unrest[state[UNREST]];
	set_late(smmu, state);
}

static void explain(size_t number, const char *what, const char *problem)
{
	const struct smmu_v3_model *smmu = &models[number];
	size_t i;

	print_error("%s:", what);
	for (i = 0; i < PARAMETERS; i++)
		print_error(" %u", states[number][i]);
	print_error("\n");
	for (i = 0; i < smmu->accesses && i < MODEL_TRACE_MAX; i++)
		print_error("  %s 0x%" PRIx32 " 0x%" PRIx64 "\n",
			    smmu->trace[i].write ? "write" : "read",
			    smmu->trace[i].offset, smmu->trace[i].value);
	fail_msg("%s", problem);
}

/* Those that are made, in one plan. */
static void run(const char *what)
{
	size_t made = count;
	size_t i;

	if (made == 0)
		return;
	count = 0;
	cpu_run(&cpu);
	for (i = 0; i < made; i++) {
		const char *problem = smmu_v3_model_wrong(&models[i],
							  cpu.smmus[i].action);

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
	struct smmu_v3_model *smmu = &models[count];
	struct cpu_smmu *frame;

	if (count == 0) {
		cpu_init(&cpu, stage, stage_size);
		cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	}
	memcpy(states[count], state, sizeof(states[count]));
	set_state(smmu, state);
	cpu_add(&cpu, smmu, BASE + count * STRIDE);
	frame = &cpu.smmus[count];
	frame->has_action = true;
	frame->action = state[POLICY] ? SMMU_BYPASS : SMMU_ABORT;
	smmu_v3_model_begin(smmu);
	count++;
	if (count == BATCH)
		run(what);
}

/* 2,048 states of what decides over transactions and interrupts. */
static void exhaustive(void **unused)
{
	state_t state = { [HAS_PRI] = 1, [HAS_ATS] = 1, [EVENTQ] = 1 };
	unsigned int runs = 0;
	size_t at;

	(void)unused;
	for (;;) {
		for (state[POLICY] = 0; state[POLICY] < 2; state[POLICY]++) {
			run_state(state, "state");
			runs++;
		}
		for (at = 0; at < EXHAUSTIVE; at++) {
			if (++state[at] < values[at])
				break;
			state[at] = 0;
		}
		if (at == EXHAUSTIVE)
			break;
	}
	run("the last");
	print_message("%u states\n", runs);
	assert_int_equal(runs, 2 * 2048);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exhaustive),
		cmocka_unit_test(every_pair),
		cmocka_unit_test(at_random),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
