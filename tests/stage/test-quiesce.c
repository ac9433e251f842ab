/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By quiesce an SMMU is opened if nobody behind it can go on writing, and
 * stays in abort, with the reason, if that is not known: whatever functions of
 * PCI do, and whatever becomes of accesses to them. The model holds against the
 * stage what it opens, or whom it makes a master, without that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "model/regs-v3.h"
#include "smmu-plan.h"
#include "stage/expect.h"
#include "stage/quiesce.h"

#define BASE	UINT64_C(0x09050000)
#define OTHER	UINT64_C(0x0a050000)
#define MANY	UINT64_C(0x100000000)	/* and so on, 16 MiB apart */
#define MS	(QUIESCE_HERTZ / 1000)

static struct smmu_v2_model v2, mirror;

static int set_up_one(void **state)
{
	(void)state;
	quiesce_set_up();
	quiesce_add_v3(0, BASE, false);
	return 0;
}

static void reset_each_way(void **state)
{
	size_t open, reset;

	(void)state;
	for (open = 0; open < 2; open++) {
		for (reset = SMMU_PLAN_RESET_FLR; reset <= SMMU_PLAN_RESET_BUS;
		     reset++) {
			struct pci_model_function *one;

			quiesce_set_up();
			quiesce_add_v3(0, BASE, open);
			quiesce_add_bridge(0);
			one = quiesce_add(0, (uint8_t)reset);
			one->parent = 0;
			one->pending = 2;
			quiesce_run("reset", reset);
			quiesce_expect_open(0);
			quiesce_expect_usable(one);
			assert_true(one->provoked);
			expect_line(&quiesce.cpu, "0x9050000", open ?
				    "bypass -> bypass: done, " :
				    "translate -> bypass: done, ");
			quiesce_expect("kexec-smmu: 2 PCI functions listed at load, "
			       "2 stopped, 1 reset\r\n");
			assert_null(strstr(quiesce.cpu.console, "not "));
		}
	}
}

/* What cannot be reset is trusted where the plan says so, if it is silent. */
static void silent(void **state)
{
	struct pci_model_function *one = quiesce_add(0, SMMU_PLAN_RESET_NONE);

	one->shut_down = true;
	one->silent_ok = true;
	quiesce_run("silent", 0);
	quiesce_expect_open(0);
	assert_null(strstr(quiesce.cpu.console, "not "));

	set_up_one(state);
	quiesce_add(0, SMMU_PLAN_RESET_NONE)->armed = true;
	quiesce_run("armed", 0);
	quiesce_expect_held(0, "0000:00:01.0\r\n");
	quiesce_expect("kexec-smmu: 0000:00:01.0 not reset: silent\r\n");
}

/* Each of them is found while the others are not. */
static void writers(void **state)
{
	struct pci_model_function *calm = quiesce_add(0, SMMU_PLAN_RESET_FLR);
	struct pci_model_function *engine = quiesce_add(0, SMMU_PLAN_RESET_NONE);
	struct pci_model_function *survivor = quiesce_add(0, SMMU_PLAN_RESET_FLR);

	(void)state;
	engine->silent_ok = true;
	survivor->survives = true;
	quiesce_run("writers", 0);
	quiesce_expect_held(0, "0000:00:01.1\r\n");
	quiesce_expect("kexec-smmu: 3 PCI functions listed at load, 1 stopped, "
	       "1 reset\r\n");
	quiesce_expect("kexec-smmu: 0000:00:01.1 not stopped: writes\r\n");
	quiesce_expect("kexec-smmu: 0000:00:01.2 not stopped: writes\r\n");
	quiesce_expect("StreamID 0x9: wrote ");
	quiesce_expect("StreamID 0xa: wrote ");
	assert_true(calm->provoked);
	assert_int_equal(engine->command & 4, 0);
	assert_int_equal(survivor->command & 4, 0);
}

struct bad {
	const char *held, *line;
	void (*make)(struct pci_model_function *function);
};

static void defies(struct pci_model_function *function)
{
	function->defies = true;
	function->survives = true;
}

static void ignores_master(struct pci_model_function *function)
{
	function->ignores_master = true;
}

static void ignores_msi(struct pci_model_function *function)
{
	function->ignores_msi = true;
}

static void ignores_reset(struct pci_model_function *function)
{
	function->ignores_reset = true;
	function->armed = true;
}

static void is_late(struct pci_model_function *function)
{
	function->late_ticks = 20 * MS;
}

static void never_ready(struct pci_model_function *function)
{
	function->ready_ticks = PCI_MODEL_NEVER;
}

static void retries(struct pci_model_function *function)
{
	never_ready(function);
	function->retries = true;
}

static void pending_after(struct pci_model_function *function)
{
	function->pending_after = PCI_MODEL_NEVER;
}

static void changed(struct pci_model_function *function)
{
	function->changed = true;
}

static void aborts(struct pci_model_function *function)
{
	function->aborts = true;
}

static void pending(struct pci_model_function *function)
{
	function->reset = SMMU_PLAN_RESET_NONE;
	function->pending = PCI_MODEL_NEVER;
}

static void bad_functions(void **state)
{
	static const struct bad bads[] = {
		{ "0000:00:01.0", "not stopped: writes", defies },
		{ "0000:00:01.0", "writes are ignored", ignores_master },
		{ "0000:00:01.0", "writes are ignored", ignores_msi },
		{ "0000:00:01.0", "writes are ignored", ignores_reset },
		{ "0000:00:01.0", "not stopped: writes", is_late },
		{ "0000:00:01.0", "not ready", never_ready },
		{ "0000:00:01.0", "not ready", retries },
		{ "0000:00:01.0", "not ready", pending_after },
		{ "0000:00:01.0", "another device", changed },
		{ "0000:00:01.0", "faulted", aborts },
		{ "0000:00:01.0", "transactions are pending", pending },
	};
	size_t i;

	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		set_up_one(state);
		bads[i].make(quiesce_add(0, SMMU_PLAN_RESET_FLR));
		quiesce_add(0, SMMU_PLAN_RESET_FLR);
		/* Another one's SMMU is not held for that. */
		quiesce_add_v3(1, OTHER, true);
		quiesce_add(1, SMMU_PLAN_RESET_FLR);
		quiesce_run("bad", i);
		quiesce_expect_held(0, bads[i].held);
		quiesce_expect(bads[i].line);
		quiesce_expect_open(1);
		/* A second to be ready, and the rest. */
		assert_in_range(quiesce.cpu.counter, 1, 1600 * MS);
	}
}

/* All of them may take their second at the same time. */
static void slow_but_ready(void **state)
{
	size_t i;

	for (i = 0; i < 8; i++) {
		struct pci_model_function *one;

		if (i % 4 == 0)
			set_up_one(state);
		one = quiesce_add(0, SMMU_PLAN_RESET_FLR);
		one->ready_ticks = 900 * MS;
		one->retries = i < 4;
		if (i % 4 != 3)
			continue;
		quiesce_run("slow", i);
		quiesce_expect_open(0);
		assert_in_range(quiesce.cpu.counter, 900 * MS, 1300 * MS);
	}
}

static void gone_before(void **state)
{
	(void)state;
	quiesce_add(0, SMMU_PLAN_RESET_FLR)->gone = true;
	quiesce_run("gone", 0);
	quiesce_expect_open(0);
	quiesce_expect("kexec-smmu: 0000:00:01.0 not stopped: gone\r\n");
}

static void strangers(void **state)
{
	(void)state;
	quiesce.pci.strangers = true;
	quiesce_add(0, SMMU_PLAN_RESET_FLR);
	quiesce_run("strangers", 0);
	quiesce_expect_held(0, "unlisted masters\r\n");

	/* The loader did not know of this one. */
	set_up_one(state);
	quiesce_add(0, SMMU_PLAN_RESET_FLR);
	quiesce_add(0, SMMU_PLAN_RESET_NONE)->unlisted = true;
	quiesce_run("unlisted", 0);
	quiesce_expect_held(0, "in use\r\n");
}

/* More at a time than the queue holds: somebody may have been missed. */
static void lost(void **state)
{
	(void)state;
	quiesce_add(0, SMMU_PLAN_RESET_FLR);
	quiesce.v3[0].offenders[1] = (struct v3_offender){
		.stream = 0x100, .burst = 200,
	};
	quiesce_run("lost", 0);
	quiesce_expect_held(0, "records were lost\r\n");
}

static void without_a_watch(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct pci_model_function *one;

		set_up_one(state);
		/* Not watched, unless it is named. */
		quiesce.v3[0].idr0 |= R_IDR0_ATS;
		one = quiesce_add(0, i % 2 ? SMMU_PLAN_RESET_NONE :
				     SMMU_PLAN_RESET_FLR);
		one->shut_down = true;
		one->silent_ok = true;
		quiesce_run("no watch", i);
		if (i % 2)
			quiesce_expect_held(0, "0000:00:01.0\r\n");
		else
			quiesce_expect_open(0);
	}
}

static void v2_with_two_frames(void **state)
{
	static const struct v2_shape shape = {
		.groups = 4, .banks = 2, .pages = 4,
	};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct pci_model_function *one;

		quiesce_set_up();
		smmu_v2_model_reset(&v2, &shape);
		smmu_v2_model_reset(&mirror, &shape);
		smmu_v2_model_translating(&v2);
		smmu_v2_model_translating(&mirror);
		cpu_add_v2(&quiesce.cpu, &v2, BASE);
		cpu_add_v2(&quiesce.cpu, &mirror, OTHER)->mirror = true;
		one = quiesce_add(0, i == 1 ? SMMU_PLAN_RESET_NONE :
				      SMMU_PLAN_RESET_FLR);
		one->silent_ok = true;
		one->shut_down = i < 2;
		one->survives = true;
		one->gfsr = &mirror.gfsr;
		quiesce_run("v2", i);
		if (i == 0) {
			quiesce_expect_open(0);
			quiesce_expect_open(1);
		} else {
			quiesce_expect_held(0, i == 1 ? "0000:00:01.0\r\n" :
						"in use\r\n");
			quiesce_expect_held(1, "");
		}
	}
}

static void not_provoked(void **state)
{
	struct pci_model_function *one = quiesce_add(0, SMMU_PLAN_RESET_FLR);

	(void)state;
	quiesce.pci.not_provoked = true;
	quiesce_run("not provoked", 0);
	quiesce_expect_open(0);
	assert_false(one->provoked);
	quiesce_expect_usable(one);
}

/* Nobody is made a master that no fence covers, and nothing there is reset. */
static void no_fence(void **state)
{
	struct pci_model_function *one = quiesce_add(0, SMMU_PLAN_RESET_FLR);
	struct pci_model_function *none;

	(void)state;
	quiesce.v3[0].gbpa_sticks = true;
	quiesce.v3[0].gbpa.target = quiesce.v3[0].gbpa.effective = 0;
	none = pci_model_add(&quiesce.pci, 0);
	none->reset = SMMU_PLAN_RESET_FLR;
	quiesce.cpu.drains_rest = true;
	quiesce_run("no fence", 0);
	quiesce_expect("kexec-smmu: 0x9050000 not opened: not fenced\r\n");
	assert_false(one->provoked);
	assert_false(none->provoked);
	assert_int_equal(none->resets, 0);
	assert_int_equal(none->command & 4, 0);
	assert_int_equal(one->command & 4, 0);
}

/* With all kinds there are: what was not proven is not opened. */
static void exceptions_at_every_access(void **state)
{
	size_t accesses = 0, at, kind, step;

	/* The binary that is shipped takes its time here. */
	step = quiesce.stage_size > 1024 ? 13 : 1;
	for (at = 0; at <= accesses; at += step) {
		for (kind = 0; kind < 3; kind++) {
			struct pci_model_function *one;

			set_up_one(state);
			quiesce.cpu.counter_step = QUIESCE_HERTZ / 500;
			quiesce_add_bridge(0);
			quiesce_add(0, SMMU_PLAN_RESET_BUS)->parent = 0;
			one = quiesce_add(0, SMMU_PLAN_RESET_NONE);
			one->shut_down = true;
			one->silent_ok = true;
			quiesce_add_pf(SMMU_PLAN_RESET_FLR, 0, 1);
			quiesce.cpu.abort_at = kind ? 0 : at;
			quiesce.cpu.serror_at = kind ? at : 0;
			quiesce.cpu.serror_late = kind == 2;
			quiesce_run("exception", at);
			/* An SError is nobody's, and costs nothing. */
			if (at == 0 || kind)
				quiesce_expect_open(0);
			if (at == 0)
				accesses = quiesce.cpu.accesses;
		}
	}
}

/* All at once: 100 functions, 64 SMMUs, half of them found open. */
static void many(void **state)
{
	size_t i;

	(void)state;
	quiesce_set_up();
	quiesce.cpu.counter_step = QUIESCE_HERTZ / 100000;
	quiesce.cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	for (i = 0; i < 64; i++)
		quiesce_add_v3(i, MANY + (i << 24), i % 2);
	for (i = 0; i < 100; i++)
		quiesce_add(i % 64, SMMU_PLAN_RESET_FLR);
	quiesce_run("many", 0);
	for (i = 0; i < 64; i++)
		assert_int_equal(quiesce_fates(i), FATE_BYPASS);
	assert_in_range(quiesce.cpu.counter, 1, 400 * MS);
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up_one)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_each_way),
		TEST(silent),
		TEST(writers),
		TEST(bad_functions),
		TEST(slow_but_ready),
		TEST(gone_before),
		TEST(strangers),
		TEST(lost),
		TEST(without_a_watch),
		TEST(v2_with_two_frames),
		TEST(not_provoked),
		TEST(no_fence),
		TEST(exceptions_at_every_access),
		TEST(many),
	};

	quiesce.stage = cpu_stage_load(&quiesce.stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
