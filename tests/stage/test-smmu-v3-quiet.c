/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMUv3s that do not become quiet: each field of CR0 acknowledged never, or in
 * flight for ever, interrupts and command queues that stay on, while records
 * and errors arise. The fence is put up all the same, what is not guarded by
 * them is tidied, and what goes on is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "model/cpu.h"
#include "model/regs-v3.h"
#include "stage/expect.h"

#define BASE	UINT64_C(0x09050000)
#define OTHER	UINT64_C(0x09150000)
#define REST	(R_CR0_ALL & ~R_CR0_SMMUEN)

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model smmu;
static struct smmu_v3_model other;

/* What can stay on, in the order in which the stage names it. */
static const struct {
	uint32_t cr0;		/* 0: IRQ_CTRL or ECMDQ */
	const char *name;
} noises[] = {
	{ 0, "IRQ_CTRL" },
	{ R_CR0_PRIQEN, "PRIQEN" },
	{ R_CR0_EVENTQEN, "EVENTQEN" },
	{ R_CR0_CMDQEN, "CMDQEN" },
	{ R_CR0_ATSCHK | R_CR0_VMW | R_CR0_DPT_WALK_EN, "CR0" },
	{ 0, "ECMDQ" },
};

enum { IRQ_CTRL = 0, PRIQEN = 1, EVENTQEN = 2, ECMDQ = 5, NOISES = 6 };

static void make(struct smmu_v3_model *model)
{
	smmu_v3_model_reset(model);
	smmu_v3_model_translating(model);
	model->idr0 |= R_IDR0_MSI | R_IDR0_PRI;
	model->idr1 |= R_IDR1_ECMDQ;
	model->idr6 = 1u << R_IDR6_LOG2NUMQ_SHIFT;
	model->cr0.target = model->cr0.effective = R_CR0_ALL;
	model->eventq_prod = 0x80000003;
	model->gerror = R_GERROR_CMDQ_ERR;
	model->msi_address[0] = 0x8090000;
	smmu_v3_model_ecmdq(model, 1, 6, 9);
	model->closing = true;
}

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	cpu.settings.timeout_us = 1000;
	cpu.counter_step = 1000;
	make(&smmu);
	make(&other);
	cpu_add(&cpu, &smmu, BASE);
	cpu_add(&cpu, &other, OTHER);
	return 0;
}

static void run(size_t number)
{
	smmu_v3_model_begin(&smmu);
	smmu_v3_model_begin(&other);
	cpu_run(&cpu);
	expect_arrival(&cpu, "run", number);
	if (smmu.violation[0] || other.violation[0])
		fail_msg("%zu: %s%s", number, smmu.violation, other.violation);
	if (smmu_v3_model_wrong(&other, cpu.action))
		fail_msg("%zu: other: %s", number,
			 smmu_v3_model_wrong(&other, cpu.action));
	expect_line(&cpu, "0x9150000", ": done, ");
}

/* Those of the set are named, and no others. */
static void expect_named(const char *fence, size_t set)
{
	char text[160];
	size_t i;

	strcpy(text, fence);
	for (i = 0; i < NOISES; i++) {
		if (!(set & BIT(i)))
			continue;
		strcat(text, noises[i].name);
		if (set >> i > 1)
			strcat(text, ", ");
	}
	if (set & (BIT(PRIQEN) | BIT(EVENTQEN)))
		strcat(text, " (it may still write its queue)");
	strcat(text, ", ");
	expect_line(&cpu, "0x9050000", text);
}

static void never(size_t set)
{
	size_t i;

	for (i = 0; i < NOISES; i++)
		if (set & BIT(i))
			smmu_v3_model_delay(&smmu, noises[i].cr0, ACK_NEVER);
	smmu.irq_delay = set & BIT(IRQ_CTRL) ? ACK_NEVER : 0;
	smmu.ecmdq_delay = set & BIT(ECMDQ) ? ACK_NEVER : 0;
}

static uint32_t fields_of(size_t set)
{
	uint32_t fields = 0;
	size_t i;

	for (i = 0; i < NOISES; i++)
		if (set & BIT(i))
			fields |= noises[i].cr0;
	return fields;
}

static void expect_tidied(size_t set)
{
	assert_int_equal(smmu.cr0.target, 0);
	assert_int_equal(smmu.cr0.effective, fields_of(set));
	assert_int_equal(smmu_v3_model_ecmdq_possible(&smmu),
			 set & BIT(ECMDQ) ? 1 : 0);
	assert_false(smmu.irq_ctrl.target);
	assert_false(smmu.ecmdq[1].prod & R_ECMDQ_EN);
	/* MSI registers are guarded by IRQ_CTRL (6.3.21), the rest by none. */
	assert_int_equal(smmu.msi_address[0],
			 set & BIT(IRQ_CTRL) ? 0x8090000 : 0);
	/* Of what stays on more may have come since. */
	if (!smmu.unrest || !(set & BIT(EVENTQEN)))
		assert_int_equal(smmu.eventq_cons, smmu.eventq_prod);
	if (!smmu.unrest)
		assert_int_equal(smmu.gerror, smmu.gerrorn);
}

/* Every set of them, with and without what arises. */
static void never_acknowledged(void **state)
{
	size_t set;

	for (set = 1; set < 2 * BIT(NOISES); set++) {
		size_t names = set % BIT(NOISES);

		if (names == 0)
			continue;
		set_up(state);
		never(names);
		smmu.unrest = set < BIT(NOISES) ? 0 : 3;
		run(set);
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
		expect_named("translate -> abort: fenced, not quiet: ", names);
		expect_tidied(names);
	}
}

/* Bypass opens it, whatever goes on. */
static void bypass(void **state)
{
	size_t set;

	for (set = 1; set < BIT(NOISES); set++) {
		set_up(state);
		smmu.closing = other.closing = false;
		cpu.action = SMMU_BYPASS;
		never(set);
		run(set);
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_BYPASS);
		expect_named("-> bypass: open, not quiet: ", set);
		expect_tidied(set);
	}
}

/* The one field that the fence is of. */
static void smmuen(void **state)
{
	(void)state;
	smmu_v3_model_delay(&smmu, R_CR0_SMMUEN, ACK_NEVER);
	run(0);
	assert_false(smmu.fates_seen & FATE_BYPASS);
	assert_int_equal(smmu.cr0.target, REST);
	expect_line(&cpu, "0x9050000", ": not fenced: timeout at CR0, ");
}

/* SMMUEN is waited for alone: whatever else is late, it goes at once. */
static void smmuen_first(void **state)
{
	size_t i;

	(void)state;
	smmu_v3_model_delay(&smmu, REST, ACK_NEVER);
	run(0);
	for (i = 0; i < smmu.accesses && i < MODEL_TRACE_MAX; i++)
		if (smmu.trace[i].write && smmu.trace[i].offset == A_CR0)
			break;
	/* Acknowledged with the first look, and the next write is another's. */
	assert_int_equal(smmu.trace[i].value, REST);
	assert_int_equal(smmu.trace[i + 1].offset, A_CR0ACK);
	assert_int_equal(smmu.trace[i + 1].fates[PROBE_TRANSLATED], FATE_ABORT);
	assert_int_not_equal(smmu.trace[i + 2].offset, A_CR0ACK);
}

/* An update that the old kernel began, in either direction, and no end to it. */
static void in_flight_for_ever(void **state)
{
	size_t i;

	smmu.irq_ctrl.effective = 0;
	smmu.irq_ctrl.polls = ACK_NEVER;
	run(0);
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
	expect_named("-> abort: fenced, not quiet: ", BIT(IRQ_CTRL));
	for (i = 1; i < 5; i++) {
		set_up(state);
		smmu_v3_model_in_flight(&smmu, R_CR0_ALL & ~noises[i].cr0,
					ACK_NEVER);
		run(i);
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
		expect_named("-> abort: fenced, not quiet: ", BIT(i));

		set_up(state);
		smmu.cr0.target &= ~noises[i].cr0;
		smmu_v3_model_in_flight(&smmu, R_CR0_ALL, ACK_NEVER);
		run(i);
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
		expect_named("-> abort: fenced, not quiet: ", BIT(i));
	}
}

/* All are told before any is awaited: one time-out, not 256. */
static void many_command_queues(void **state)
{
	uint64_t one;
	size_t i;

	never(BIT(ECMDQ));
	run(1);
	one = cpu.counter;
	set_up(state);
	smmu.idr6 = 8u << R_IDR6_LOG2NUMQ_SHIFT;
	for (i = 0; i < MODEL_ECMDQS; i++)
		smmu_v3_model_ecmdq(&smmu, i, 0, 5);
	never(BIT(ECMDQ));
	run(256);
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
	expect_named("-> abort: fenced, not quiet: ", BIT(ECMDQ));
	for (i = 0; i < MODEL_ECMDQS; i++)
		assert_int_equal(smmu.ecmdq[i].prod, 5);
	assert_in_range(cpu.counter, one / 2, 2 * one);
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(never_acknowledged),
		TEST(bypass),
		TEST(smmuen),
		TEST(smmuen_first),
		TEST(in_flight_for_ever),
		TEST(many_command_queues),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
