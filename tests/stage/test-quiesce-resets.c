/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What resets of functions leave: their VFs, other devices, headers; and that
 * none is reset twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "model/regs-v3.h"
#include "smmu-plan.h"
#include "stage/quiesce.h"

#define BASE	UINT64_C(0x09050000)
#define OTHER	UINT64_C(0x0a050000)
#define MS	(QUIESCE_HERTZ / 1000)

static int set_up_one(void **state)
{
	(void)state;
	quiesce_set_up();
	/* Waits are few steps long. */
	quiesce.cpu.counter_step = QUIESCE_HERTZ / 2500;
	quiesce_add_v3(0, BASE, false);
	return 0;
}

/* A machine with one below a bridge, for resets of its bus. */
static struct pci_model_function *set_up_below(void **state, uint8_t reset)
{
	struct pci_model_function *function;

	set_up_one(state);
	quiesce_add_bridge(0);
	function = quiesce_add(0, reset);
	function->parent = 0;
	return function;
}

static void pf_and_vfs(void **state)
{
	struct pci_model_function *pf = quiesce_add_pf(SMMU_PLAN_RESET_FLR, 0, 3);

	quiesce_run("PF", 0);
	quiesce_expect_open(0);
	quiesce_expect_usable(pf);
	/* They are reset as it is. */
	quiesce_expect("4 PCI functions listed at load, 4 stopped, 4 reset\r\n");
	assert_null(strstr(quiesce.cpu.console, "not "));
	assert_true(quiesce_is_as_asked());
	assert_in_range(quiesce.cpu.counter, 1, 400 * MS);

	/* One by one, if it cannot be. */
	set_up_one(state);
	pf = quiesce_add_pf(SMMU_PLAN_RESET_NONE, 0, 2);
	pf->shut_down = true;
	pf->silent_ok = true;
	quiesce_run("VFs", 0);
	quiesce_expect_open(0);
	assert_int_equal(pf[1].resets, 1);
	assert_int_equal(pf[2].resets, 1);

	/* Others came after the load. */
	set_up_one(state);
	quiesce_add_pf(SMMU_PLAN_RESET_FLR, 0, 2)->vfs++;
	quiesce_run("more VFs", 0);
	quiesce_expect_held(0, "0000:00:01.0\r\n");
	quiesce_expect("kexec-smmu: 0000:00:01.0 not stopped: another device\r\n");

	/* They are not gone: */
	set_up_one(state);
	quiesce_add_pf(SMMU_PLAN_RESET_FLR, 0, 1)->vfs_survive = true;
	quiesce_run("VF survives", 0);
	quiesce_expect_held(0, "0000:00:01.0\r\n");
	quiesce_expect("kexec-smmu: 0000:00:01.1 not stopped: "
		       "writes are ignored\r\n");
	assert_false(quiesce_is_as_asked());
}

/* Behind another SMMU than their PF. */
static void pf_and_vfs_apart(void **state)
{
	struct pci_model_function *pf;

	/* They are not gone: */
	quiesce_add_v3(1, OTHER, false);
	quiesce_add_pf(SMMU_PLAN_RESET_FLR, 1, 2)->vfs_survive = true;
	quiesce_run("VFs survive", 0);
	quiesce_expect_held(0, "0000:00:01.0\r\n");
	quiesce_expect_held(1, "0000:00:01.1\r\n");

	/* Where they are gone, nobody waits for them. */
	set_up_one(state);
	quiesce_add_v3(1, OTHER, false);
	pf = quiesce_add_pf(SMMU_PLAN_RESET_FLR, 1, 2);
	quiesce_run("VFs elsewhere", 0);
	quiesce_expect_open(0);
	quiesce_expect_open(1);
	assert_int_equal(pf[1].resets, 0);
	quiesce_expect("3 PCI functions listed at load, 3 stopped, 3 reset\r\n");
	assert_true(quiesce_is_as_asked());
	assert_in_range(quiesce.cpu.counter, 1, 400 * MS);

	/* If their PF is not to be reset, they are, by themselves. */
	set_up_one(state);
	quiesce_add_v3(1, OTHER, false);
	pf = quiesce_add_pf(SMMU_PLAN_RESET_NONE, 1, 1);
	pf->shut_down = true;
	quiesce_run("VFs alone", 0);
	quiesce_expect_held(0, "0000:00:01.0\r\n");
	quiesce_expect_open(1);
	assert_int_equal(pf[1].resets, 1);
}

/* It may be one that nobody has ever stopped. */
static void another_device_answers(void **state)
{
	uint8_t reset;

	for (reset = SMMU_PLAN_RESET_FLR; reset <= SMMU_PLAN_RESET_BUS;
	     reset++) {
		struct pci_model_function *one = set_up_below(state, reset);

		one->replaced = true;
		quiesce_run("replaced", reset);
		quiesce_expect_held(0, "0000:00:01.1\r\n");
		quiesce_expect("kexec-smmu: 0000:00:01.1 not stopped: "
			       "another device\r\n");
		assert_false(one->provoked);
		assert_int_equal(one->header[4], 0);
	}
}

/* Whatever comes of it: it may not be asked for a while. */
static void reset_once(void **state)
{
	uint8_t reset;

	for (reset = SMMU_PLAN_RESET_FLR; reset <= SMMU_PLAN_RESET_AF;
	     reset++) {
		struct pci_model_function *one = set_up_below(state, reset);

		one->raises = true;
		quiesce_run("SError", reset);
		assert_int_equal(quiesce.cpu.serror_pending, false);
		assert_int_equal(one->resets, 1);
		quiesce_expect_open(0);
	}
}

/* With its counter-proof: a device of which a reset leaves no header. */
static void payload_does_not_enumerate(void **state)
{
	uint8_t reset;

	for (reset = SMMU_PLAN_RESET_FLR; reset <= SMMU_PLAN_RESET_BUS;
	     reset++) {
		struct pci_model_function *one = set_up_below(state, reset);

		quiesce_run("header", reset);
		assert_true(quiesce_payload_reads(one, 0));

		one = set_up_below(state, reset);
		one->forgets = true;
		quiesce_run("no header", reset);
		quiesce_expect_open(0);
		assert_false(quiesce_payload_reads(one, 0));
	}
}

/* A fence that holds is not enough if the SMMU itself may still write. */
static void not_quiet(void **state)
{
	struct pci_model_function *one = quiesce_add(0, SMMU_PLAN_RESET_FLR);

	(void)state;
	smmu_v3_model_delay(&quiesce.v3[0], R_CR0_EVENTQEN, ACK_NEVER);
	quiesce_run("not quiet", 0);
	quiesce_expect("-> abort: fenced, not quiet: EVENTQEN ");
	quiesce_expect_held(0, "not quiet\r\n");
	assert_int_equal(one->resets, 0);
	assert_false(one->provoked);
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up_one)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pf_and_vfs),
		TEST(pf_and_vfs_apart),
		TEST(another_device_answers),
		TEST(reset_once),
		TEST(payload_does_not_enumerate),
		TEST(not_quiet),
	};

	quiesce.stage = cpu_stage_load(&quiesce.stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
