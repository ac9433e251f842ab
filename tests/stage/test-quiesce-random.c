/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quiesce on machines by chance, always the same ones: SMMUs of all versions, and
 * behind them functions of PCI that do all that the model knows, alone and
 * together. Of each the same is asked: it ends, soon; nothing is opened that a
 * master can still use, whether it is listed or not; nothing is written that is
 * not listed, or not for this. And what behaves is opened.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/regs-v3.h"
#include "smmu-plan.h"
#include "stage/draw.h"
#include "stage/quiesce.h"

#define BASE		UINT64_C(0x09000000)
#define MS		(QUIESCE_HERTZ / 1000)
#define MACHINES	200u
#define SMMUS_MAX	3u
#define BEHIND_MAX	6u	/* of which each SMMU is told */

/* What is known of an SMMU, by its number. */
static struct {
	bool is_v3;
	bool is_watched;	/* whoever writes is seen, or that somebody does */
	bool is_good;		/* all behind it behaves */
	size_t behind;		/* functions that it is told of */
	struct smmu_v2_model v2;
} smmus[SMMUS_MAX];

static size_t opened, held;

/* That a function does something wrong, for each thing: one in so many. */
static unsigned int odds;

static bool one_in(unsigned int n)
{
	return draw(n) == 0;
}

static void add_smmu(size_t n)
{
	static const struct v2_shape shape = {
		.groups = 4, .banks = 2, .pages = 4,
	};
	uint64_t base = BASE + (n << 24);

	smmus[n].is_good = smmus[n].is_watched = true;
	smmus[n].behind = draw(BEHIND_MAX);
	smmus[n].is_v3 = !one_in(4);
	if (smmus[n].is_v3) {
		quiesce_add_v3(n, base, one_in(2));
		if (one_in(5)) {
			quiesce.v3[n].idr0 |= R_IDR0_ATS;
			smmus[n].is_watched = false;
		}
		return;
	}
	smmu_v2_model_reset(&smmus[n].v2, &shape);
	if (one_in(2))
		smmu_v2_model_translating(&smmus[n].v2);
	cpu_add_v2(&quiesce.cpu, &smmus[n].v2, base);
}

/* What it does when it is stopped. */
static void draw_stop(struct pci_model_function *function)
{
	function->pending = one_in(odds) ? PCI_MODEL_NEVER : draw(4);
	function->ignores_master = one_in(odds);
	function->ignores_msi = one_in(odds);
	function->gone = one_in(odds);
	function->changed = !function->vf && one_in(odds);
	function->aborts = one_in(odds);
}

/* And when it is reset. What is not watched can hide what it does then. */
static void draw_reset(struct pci_model_function *function, bool is_seen)
{
	static const uint32_t pending[] = { 0, 2, PCI_MODEL_NEVER };
	static const uint64_t ready[] = { 0, 300 * MS, 900 * MS };

	function->ready_ticks = one_in(odds) ? PCI_MODEL_NEVER : ready[draw(3)];
	function->pending_after = pending[one_in(odds) ? 2 : draw(2)];
	function->retries = one_in(2);
	function->ignores_reset = one_in(odds);
	function->replaced = !function->vf && one_in(odds);
	function->raises = one_in(8);
	function->forgets = one_in(8);
	function->vfs_survive = function->sriov && one_in(4);
	if (!is_seen)
		return;
	function->survives = one_in(odds);
	function->defies = function->survives && one_in(2);
	if (one_in(odds))
		function->late_ticks = (1 + draw(30)) * MS;
}

/*
 * What was there before: a driver has shut it down, or it goes on, or waits for
 * a packet. Where the plan believes its silence wrongly, nobody could tell that
 * who is not made a master, or waits.
 */
static void draw_past(struct pci_model_function *function, bool is_heard)
{
	function->shut_down = !function->defies && one_in(3);
	if (!function->shut_down && !function->survives)
		function->armed = one_in(3);
	if (function->shut_down || (is_heard && !function->armed))
		function->silent_ok = one_in(2);
}

static bool is_good(const struct pci_model_function *function)
{
	if (function->gone && !function->aborts)
		return true;
	return !function->ignores_master && !function->ignores_msi &&
	       !function->changed && !function->aborts &&
	       !function->ignores_reset && !function->replaced &&
	       !function->survives && !function->late_ticks &&
	       !function->vfs_survive &&
	       function->pending_after != PCI_MODEL_NEVER &&
	       function->ready_ticks != PCI_MODEL_NEVER &&
	       function->reset != SMMU_PLAN_RESET_NONE;
}

/* One at least, below a bridge, or a PF, whose VFs may be behind another SMMU. */
static void add_functions(size_t n)
{
	size_t first = quiesce.pci.count, i;
	size_t room = BEHIND_MAX - smmus[n].behind;
	size_t other = draw((unsigned int)quiesce.cpu.smmu_count);
	unsigned int kind = draw(4);

	if (kind == 0 && room > 2) {
		quiesce_add_bridge(n);
		for (i = 1 + draw(2); i; i--)
			quiesce_add(n, SMMU_PLAN_RESET_BUS)->parent = first;
	} else if (kind == 1 && room > 2 && n == 0) {
		if (smmus[other].behind + 2 > BEHIND_MAX)
			other = n;
		quiesce_add_pf(!one_in(4), other, 1 + draw(2));
	} else {
		quiesce_add(n, one_in(4) ? SMMU_PLAN_RESET_NONE :
			       (uint8_t)(1 + draw(2)));
	}
	for (i = first; i < quiesce.pci.count; i++) {
		struct pci_model_function *function =
			&quiesce.pci.functions[i];

		n = function->group - 1;
		smmus[n].behind++;
		if (!smmus[n].is_v3)
			function->gfsr = &smmus[n].v2.gfsr;
		if (function->bridge)
			continue;
		draw_stop(function);
		draw_reset(function, smmus[n].is_watched &&
				     !quiesce.pci.not_provoked);
		/* Silence is never enough where nobody listens. */
		draw_past(function, !smmus[n].is_v3 || !smmus[n].is_watched ||
				    !quiesce.pci.not_provoked);
		smmus[n].is_good &= is_good(function);
		if (function->vf)
			smmus[n].is_good &=
				is_good(&quiesce.pci.functions[first]);
	}
}

static void make(void)
{
	size_t count = 1 + draw(SMMUS_MAX), n;

	quiesce_set_up();
	quiesce.cpu.counter_step = QUIESCE_HERTZ / 1000;
	quiesce.pci.not_provoked = one_in(6);
	quiesce.pci.strangers = one_in(16);
	odds = one_in(2) ? 12 : 100;
	for (n = 0; n < count; n++)
		add_smmu(n);
	for (n = 0; n < count; n++)
		while (smmus[n].behind < BEHIND_MAX)
			add_functions(n);
	/* Of which the loader does not know: a master that goes on. */
	n = draw((unsigned int)count);
	if (smmus[n].is_watched && one_in(8)) {
		struct pci_model_function *function =
			quiesce_add(n, SMMU_PLAN_RESET_NONE);

		function->unlisted = true;
		if (!smmus[n].is_v3)
			function->gfsr = &smmus[n].v2.gfsr;
		smmus[n].is_good = false;
	}
}

static void expect(unsigned int number)
{
	size_t n;

	for (n = 0; n < quiesce.cpu.smmu_count; n++) {
		unsigned int fates = quiesce_fates(n);

		if (!smmus[n].is_v3 && smmus[n].v2.violation[0])
			fail_msg("%u: %s", number, smmus[n].v2.violation);
		if (fates == FATE_BYPASS)
			opened++;
		else if (fates == FATE_ABORT)
			held++;
		else
			fail_msg("%u: SMMU %zu is neither:\n%s", number, n,
				 quiesce.cpu.console);
		if (smmus[n].is_good && !quiesce.pci.strangers &&
		    fates != FATE_BYPASS)
			fail_msg("%u: SMMU %zu stays in abort:\n%s", number, n,
				 quiesce.cpu.console);
	}
	/* A second to be ready, and the rest, by a clock with large steps. */
	assert_in_range(quiesce.cpu.counter, 1, 3000 * MS);
}

static void machines(void **state)
{
	unsigned int number;

	(void)state;
	for (number = 0; number < MACHINES; number++) {
		make();
		quiesce_run("machine", number);
		expect(number);
	}
	/* Neither is what a stage does that looks at nothing. */
	assert_in_range(opened, MACHINES / 4, SIZE_MAX);
	assert_in_range(held, MACHINES / 4, SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machines),
	};

	quiesce.stage = cpu_stage_load(&quiesce.stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
