/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage on hardware that misbehaves: acknowledgements that are late or
 * never come, writes that are ignored, aborts and SErrors at every single
 * access, a block that is gone from one access on, counters that lie. In each
 * case the stage arrives, opens nothing, and says what happened; a second SMMU
 * is fenced all the same.
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
#include "model/regs-v3.h"
#include "smmu-plan.h"

#define BASE	UINT64_C(0x09050000)
#define OTHER	UINT64_C(0x09150000)

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model smmu;
static struct smmu_v3_model other;

/* With everything that an SMMU can have, as after a panic. */
static void make(struct smmu_v3_model *model)
{
	smmu_v3_model_reset(model);
	model->closing = true;
	smmu_v3_model_translating(model);
	model->idr0 |= R_IDR0_MSI | R_IDR0_PRI | BIT(10);
	model->idr1 |= R_IDR1_ECMDQ;
	model->idr6 = 2 << 16;
	model->cr0.target |= R_CR0_PRIQEN | R_CR0_ATSCHK;
	model->cr0.effective = model->cr0.target;
	smmu_v3_model_ecmdq(model, 2, 6, 9);
	model->eventq_prod = 0x80000003;
	model->gerror = 0x5;
	model->msi_address[0] = 0x8090000;
}

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	make(&smmu);
	make(&other);
	cpu_add(&cpu, &smmu, BASE);
	cpu_add(&cpu, &other, OTHER);
	return 0;
}

/* What holds of every run, whatever the first SMMU does. */
static void run(const char *what, size_t at)
{
	smmu_v3_model_begin(&smmu);
	smmu_v3_model_begin(&other);
	cpu_run(&cpu);
	expect_arrival(&cpu, what, at);
	if (smmu.violation[0])
		fail_msg("%s %zu: %s", what, at, smmu.violation);
	if (other.violation[0])
		fail_msg("%s %zu: other: %s", what, at, other.violation);
}

static void expect_other_fenced(void)
{
	assert_int_equal(smmu_v3_model_fates(&other), FATE_ABORT);
	assert_false(smmu_v3_model_irq_possible(&other));
	expect_line(&cpu, "0x9150000", "abort: done, ");
}

static size_t count_accesses(void)
{
	set_up(NULL);
	run("plain", 0);
	expect_line(&cpu, "0x9050000", "translate -> abort: done, ");
	expect_other_fenced();
	return cpu.accesses;
}

/* The delay of one register, and what is said where it never answers. */
struct late {
	const char *name;
	size_t delay;		/* offset in the model */
	uint32_t ack;		/* register that is polled */
	const char *timeout;
	bool fenced;		/* in spite of the time-out */
};

#define DELAY(name)	offsetof(struct smmu_v3_model, name##_delay)

static const struct late lates[] = {
	{ "IRQ_CTRL", DELAY(irq), A_IRQ_CTRLACK,
	  "abort: fenced, not quiet: IRQ_CTRL, ", true },
	{ "GBPA", DELAY(gbpa), A_GBPA, "not fenced: timeout at GBPA, ", false },
	{ "CR0", DELAY(cr0), A_CR0ACK, "not fenced: timeout at CR0, ", false },
	{ "ECMDQ", DELAY(ecmdq), 0x2800c,
	  "abort: fenced, not quiet: ECMDQ, ", true },
};

static void set_delay(struct smmu_v3_model *model, size_t offset,
		      uint32_t delay)
{
	memcpy((uint8_t *)model + offset, &delay, sizeof(delay));
}

static void run_late(const struct late *late, uint32_t delay)
{
	set_up(NULL);
	cpu.settings.timeout_us = 1000;
	if (!late->fenced)
		cpu.counter_step *= 1000;
	set_delay(&smmu, late->delay, delay);
	run(late->name, delay);
	expect_other_fenced();
}

static void never_acknowledged(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lates) / sizeof(*lates); i++) {
		run_late(&lates[i], ACK_NEVER);
		expect_line(&cpu, "0x9050000", lates[i].timeout);
		assert_false(smmu.fates_seen & FATE_BYPASS);
		if (!lates[i].fenced)
			continue;
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
		assert_int_equal(smmu.cr0.target, 0);
	}
}

/*
 * With SMMUEN off the fence holds; queues are no part of it, and what they do
 * not guard is tidied all the same.
 */
static void rest_of_cr0_never_acknowledged(void **state)
{
	(void)state;
	smmu.cr0.target &= ~R_CR0_SMMUEN;
	smmu.cr0.effective = smmu.cr0.target;
	smmu.cr0_delay = ACK_NEVER;
	run("CR0 = 0", 0);
	assert_int_equal(smmu.cr0.target, 0);
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
	assert_int_equal(smmu.eventq_cons, 0x80000003);
	assert_int_equal(smmu.msi_address[0], 0);
	assert_int_equal(smmu.gerror, smmu.gerrorn);
	expect_line(&cpu, "0x9050000", "bypass -> abort: fenced, not quiet: "
		    "PRIQEN, EVENTQEN, CMDQEN, CR0 (it may still write its "
		    "queue), ");
	expect_other_fenced();
}

/* A command that waits for a dead device keeps one queue busy, and no fence. */
static void a_queue_never_stops(void **state)
{
	static const struct {
		uint32_t field;
		const char *said;
	} queues[] = {
		{ R_CR0_CMDQEN, "abort: fenced, not quiet: CMDQEN, " },
		{ R_CR0_EVENTQEN, "abort: fenced, not quiet: EVENTQEN (it may "
		  "still write its queue), " },
		{ R_CR0_PRIQEN, "abort: fenced, not quiet: PRIQEN (it may "
		  "still write its queue), " },
		{ R_CR0_ATSCHK, "abort: fenced, not quiet: CR0, " },
	};
	size_t i;

	for (i = 0; i < sizeof(queues) / sizeof(*queues); i++) {
		set_up(state);
		cpu.counter_step = 10000;
		smmu_v3_model_delay(&smmu, queues[i].field, ACK_NEVER);
		run("field of CR0", i);
		expect_line(&cpu, "0x9050000", queues[i].said);
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
		assert_int_equal(smmu.msi_address[0], 0);
		expect_other_fenced();
	}
}

/* One wait for all: with the other waits, of which none takes time. */
static void no_ecmdq_stops(void **state)
{
	uint32_t i;

	(void)state;
	smmu.idr6 = 8 << R_IDR6_LOG2NUMQ_SHIFT;
	for (i = 0; i < MODEL_ECMDQS; i++)
		smmu_v3_model_ecmdq(&smmu, i, 6, 9);
	smmu.ecmdq_delay = ACK_NEVER;
	cpu.settings.timeout_us = 10000;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	run("ECMDQs", MODEL_ECMDQS);
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
	for (i = 0; i < MODEL_ECMDQS; i++)
		assert_int_equal(smmu.ecmdq[i].prod & R_ECMDQ_EN, 0);
	assert_in_range(cpu.counter, 625000, 700000);
}

/* The largest delay that is waited for, by bisection. */
static uint32_t last_permitted(const struct late *late)
{
	uint32_t good = 0, bad = 1u << 12;

	while (bad - good > 1) {
		uint32_t middle = good + (bad - good) / 2;

		run_late(late, middle);
		if (expect_says(&cpu, "0x9050000", late->timeout))
			bad = middle;
		else
			good = middle;
	}
	return good;
}

static void acknowledged_late(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lates) / sizeof(*lates); i++) {
		uint32_t last = last_permitted(&lates[i]);

		/*
		 * 1 ms at 62.5 MHz; each poll that fails looks at the time
		 * once, which takes 100 ticks, and so does the other SMMU.
		 * What the fence depends on has a second, at 100,000 ticks.
		 */
		assert_in_range(last, 600, 630);
		run_late(&lates[i], last + 1);
		expect_line(&cpu, "0x9050000", lates[i].timeout);
	}
}

static void writes_ignored(void **state)
{
	(void)state;
	cpu.counter_step = 10000;	/* time-outs in few polls */
	smmu.gbpa_sticks = true;
	run("GBPA", 0);
	expect_line(&cpu, "0x9050000",
		    "translate -> translate: not fenced: cannot at GBPA, ");
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_TRANSLATE);
	expect_other_fenced();

	set_up(state);
	cpu.counter_step = 10000;
	smmu.cr0_sticks = true;
	run("CR0", 0);
	expect_line(&cpu, "0x9050000",
		    "translate -> translate: not fenced: timeout at CR0, ");
	expect_other_fenced();

	set_up(state);
	cpu.counter_step = 10000;
	smmu.irq_sticks = true;
	run("IRQ_CTRL", 0);
	expect_line(&cpu, "0x9050000",
		    "translate -> abort: fenced, not quiet: IRQ_CTRL, ");
	assert_int_equal(smmu.msi_address[0], 0x8090000);
	expect_other_fenced();
}

/* Which of the two it hits is a matter of the order; the other is fenced. */
static void expect_one_faulted(size_t at)
{
	bool first = expect_says(&cpu, "0x9050000", ": faulted, ");
	bool second = expect_says(&cpu, "0x9150000", ": faulted, ");

	if (first == second)
		fail_msg("access %zu:\n%s", at, cpu.console);
	expect_line(&cpu, first ? "0x9150000" : "0x9050000", "abort: done, ");
	assert_int_equal(smmu_v3_model_fates(first ? &other : &smmu),
			 FATE_ABORT);
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

/* Undefined instruction, alignment, breakpoint: the same, whatever it is. */
static void other_exceptions(void **state)
{
	static const uint64_t esr[] = { 0x02000000, 0x96000021, 0xf2000000 };
	size_t i;

	for (i = 0; i < sizeof(esr) / sizeof(*esr); i++) {
		set_up(state);
		cpu.abort_at = 9;
		cpu.abort_esr = esr[i];
		run("exception", i);
		expect_one_faulted(i);
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
		expect_line(&cpu, "0x9050000", "abort: done, ");
		expect_serrors_counted(1);
		assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
		expect_other_fenced();
	}
}

/* One that raises SErrors on every access ends, and costs nobody else. */
static void serror_at_an_address(void **state)
{
	(void)state;
	cpu.serror_address = BASE;
	run("SErrors of", 0);
	expect_line(&cpu, "0x9050000", ": faulted, ");
	expect_line(&cpu, "0x9050000", ", 64 SErrors");
	assert_int_equal(cpu.exceptions, 65);
	expect_serrors_counted(65);
	expect_other_fenced();
}

/* What failed in an attempt that an SError ended is forgotten with it. */
static void serror_after_a_failure(void **state)
{
	const uint32_t delay = 700;	/* polls: more than there is time for */
	size_t accesses;

	run_late(&lates[0], delay);
	expect_line(&cpu, "0x9050000", lates[0].timeout);
	accesses = cpu.accesses;

	set_up(state);
	cpu.settings.timeout_us = 1000;
	set_delay(&smmu, lates[0].delay, delay);
	cpu.serror_at = accesses;
	run("SError at the last access", accesses);
	expect_line(&cpu, "0x9050000", "abort: done, ");
	expect_other_fenced();
}

/* An SError that the old kernel left is nobody's fault. */
static void serror_before_the_stage(void **state)
{
	(void)state;
	cpu.serror_pending = true;
	run("left SError", 0);
	assert_int_equal(cpu.exceptions, 1);
	assert_non_null(strstr(cpu.console, "kexec-smmu: 1 SErrors, 1 of them "
			       "before the first SMMU\r\n"));
	expect_line(&cpu, "0x9050000", "abort: done, ");
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
		cpu.counter_step = 10000;
		smmu.closing = false;	/* what is read back is no sign */
		other.closing = false;
		smmu_v3_model_begin(&smmu);
		smmu_v3_model_begin(&other);
		cpu_run(&cpu);
		assert_true(cpu.arrived);
		if (expect_says(&cpu, "0x9050000", "done") &&
		    expect_says(&cpu, "0x9150000", "done"))
			fail_msg("gone from %zu on, and believed", at);
		if (smmu_v3_model_fates(&smmu) & FATE_BYPASS)
			fail_msg("gone from %zu on: opened", at);
	}
}

/* Jumping ahead once must not end a wait early, wherever it comes. */
static void counter_jumps(void **state)
{
	size_t at;

	for (at = 1; at < 400; at++) {
		set_up(state);
		set_delay(&smmu, DELAY(gbpa), 100);
		set_delay(&smmu, DELAY(cr0), 100);
		cpu.counter_jump_at = at;
		run("jump at", at);
		expect_line(&cpu, "0x9050000", "abort: done, ");
		expect_other_fenced();
	}
}

static void counter_is_useless(void **state)
{
	(void)state;
	cpu.counter_frequency = 0;
	set_delay(&smmu, DELAY(gbpa), 1000);
	run("no frequency", 0);
	expect_line(&cpu, "0x9050000", "abort: done, 0 us");

	set_up(state);
	cpu.counter_step = 0;
	set_delay(&smmu, DELAY(gbpa), ACK_NEVER);
	run("frozen", 0);
	expect_line(&cpu, "0x9050000", "timeout at GBPA, ");
	expect_other_fenced();
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(never_acknowledged),
		TEST(rest_of_cr0_never_acknowledged),
		TEST(a_queue_never_stops),
		TEST(no_ecmdq_stops),
		TEST(acknowledged_late),
		TEST(writes_ignored),
		TEST(abort_at_every_access),
		TEST(other_exceptions),
		TEST(serror_at_every_access),
		TEST(serror_at_an_address),
		TEST(serror_after_a_failure),
		TEST(serror_before_the_stage),
		TEST(gone_from_every_access),
		TEST(counter_jumps),
		TEST(counter_is_useless),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
