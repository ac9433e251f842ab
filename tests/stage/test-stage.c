/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Independent of SMMUs: time-outs, failures, states at entry, memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "smmu-plan.h"
#include "stage/run.h"
#include "util/macros.h"

#define RESET	UINT32_C(0x84000009)	/* PSCI, Arm DEN 0022: SYSTEM_RESET */

/* How an SMMU can fail: what the report then says. */
static void refuse(void)
{
	run_smmu.idr0 = 0;
}

static void time_out(void)
{
	run_smmu.gbpa_delay = ACK_NEVER;
	run_cpu.counter_step = 10000;
}

static void not_stick(void)
{
	run_smmu.gbpa_sticks = true;
}

static void fault(void)
{
	run_cpu.abort_at = 5;
}

static const struct {
	void (*set)(void);
	const char *said;
} failures[] = {
	{ refuse, ": refused, " },
	{ time_out, ": timeout at GBPA, " },
	{ not_stick, ": cannot at GBPA, " },
	{ fault, ": faulted, " },
};

static void want_reset(uint8_t conduit, enum cpu_psci psci)
{
	run_set_up(NULL);
	run_cpu.settings.on_failure = SMMU_PLAN_RESET;
	run_cpu.settings.conduit = conduit;
	run_cpu.psci = psci;
}

static void expect_reset(void)
{
	bool smc = run_cpu.settings.conduit == SMMU_PLAN_CONDUIT_SMC;

	assert_true(run_cpu.reset);
	assert_false(run_cpu.arrived);
	assert_int_equal(run_cpu.calls[smc], RESET);
	assert_int_equal(run_cpu.calls[!smc], 0);
	assert_int_equal(run_cpu.call_count, 1);
	run_expect("kexec-smmu: failed, resetting the machine\r\n");
	assert_null(strstr(run_cpu.console, "on to"));
}

/* The fence holds: a dump must not be lost for a queue that does not stop. */
static void fenced_is_no_failure(void **state)
{
	(void)state;
	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	run_smmu.irq_delay = ACK_NEVER;
	run();
	run_expect("abort: fenced, not quiet: IRQ_CTRL, ");

	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	run_smmu.cr0.target &= ~1u;	/* SMMUEN */
	run_smmu.cr0.effective = run_smmu.cr0.target;
	run_smmu.cr0_delay = ACK_NEVER;
	run();
	run_expect("abort: fenced, not quiet: EVENTQEN, CMDQEN (it may still "
		   "write its queue), ");
}

static void failure_resets(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2 * ARRAY_SIZE(failures); i++) {
		want_reset(i % 2 ? SMMU_PLAN_CONDUIT_HVC :
				   SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		failures[i / 2].set();
		run_start();
		run_expect(failures[i / 2].said);
		expect_reset();
	}
}

/* One that is not there, beside a real one that is done. */
static void absent_smmu_resets(void **state)
{
	(void)state;
	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	cpu_add(&run_cpu, NULL, 0x0b000000);
	run_start();
	run_expect_abort();
	expect_reset();
}

static void failure_continues(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2 * ARRAY_SIZE(failures); i++) {
		want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
		if (i % 2)
			run_cpu.settings.on_failure = SMMU_PLAN_CONTINUE;
		else
			run_cpu.settings.conduit = SMMU_PLAN_CONDUIT_NONE;
		failures[i / 2].set();
		run();
		assert_int_equal(run_cpu.call_count, 0);
		run_expect(failures[i / 2].said);
		run_expect("on to 0x40200000");
	}
}

static void success_does_not_reset(void **state)
{
	static const enum smmu_action actions[] = {
		SMMU_ABORT, SMMU_BYPASS, SMMU_KEEP,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		run_cpu.action = actions[i];
		run_smmu.closing = actions[i] == SMMU_ABORT;
		run();
		assert_int_equal(run_cpu.call_count, 0);
		run_expect("on to 0x40200000");
	}
}

/* Firmware that does not know the call, and none at all. */
static void reset_that_returns(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		want_reset(i % 2 ? SMMU_PLAN_CONDUIT_HVC :
				   SMMU_PLAN_CONDUIT_SMC,
			   i < 2 ? CPU_PSCI_REFUSES : CPU_PSCI_NONE);
		refuse();
		run();
		assert_int_equal(run_cpu.call_count, 1);
		assert_int_equal(run_cpu.exceptions, i < 2 ? 0 : 1);
		run_expect("kexec-smmu: failed, resetting the machine\r\n"
			   "kexec-smmu: PSCI did not reset it\r\n"
			   "kexec-smmu: on to 0x40200000, CNTVCT ");
	}
}

static void reset_without_console(void **state)
{
	(void)state;
	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	run_cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	refuse();
	run_start();
	assert_true(run_cpu.reset);

	want_reset(SMMU_PLAN_CONDUIT_HVC, CPU_PSCI_RESETS);
	run_cpu.uart_abort_at = 1;
	refuse();
	run_start();
	assert_true(run_cpu.reset);
}

static void damage_code(uint8_t *segment, const struct plan_image *image)
{
	(void)image;
	/* In its magic: that is not run. */
	segment[SMMU_STAGE_INFO_OFFSET] ^= 1;
}

static void damage_entry(uint8_t *segment, const struct plan_image *image)
{
	segment[image->size - 32 + 17] ^= 3;
}

static void damage_on_failure(uint8_t *segment,
			      const struct plan_image *image)
{
	segment[image->plan_offset + 33] ^= 2;
}

/* A corrupt body is a failure; a corrupt header is not used at all. */
static void damage_resets(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		run_cpu.damage = i ? damage_code : damage_entry;
		run_start();
		assert_int_equal(run_smmu.accesses, 0);
		run_expect("kexec-smmu: corrupt, no SMMU was touched\r\n");
		expect_reset();
	}
	want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
	run_cpu.damage = damage_on_failure;
	run();
	assert_int_equal(run_smmu.accesses, 0);
	assert_int_equal(run_cpu.call_count, 0);
	assert_int_equal(run_cpu.console_length, 0);
}

static size_t size_at;	/* the offset in the header of what is changed */

static void header_sum(uint8_t *header)
{
	const size_t at = offsetof(struct smmu_plan_header, header_crc);
	uint32_t crc = (uint32_t)crc32(0, header, at);

	memcpy(header + at, &crc, 4);
}

/* With its checksum right: only the sizes can tell. */
static void damage_size(uint8_t *segment, const struct plan_image *image)
{
	uint8_t *header = segment + image->plan_offset;

	header[size_at] ^= 8;
	header_sum(header);
}

static void sizes_that_disagree(void **state)
{
	static const size_t sizes[] = {
		offsetof(struct smmu_plan_header, count),
		offsetof(struct smmu_plan_header, interrupts),
		offsetof(struct smmu_plan_header, gic),
		/* These depend on entries, too: the header is good. */
		offsetof(struct smmu_plan_header, body_size),
		offsetof(struct smmu_plan_header, memory_size),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		run_set_up(state);
		size_at = sizes[i];
		run_cpu.damage = damage_size;
		run();
		assert_int_equal(run_smmu.accesses, 0);
		if (i < 3)
			assert_int_equal(run_cpu.console_length, 0);
		else
			run_expect("corrupt, no SMMU was touched");
	}
}

/*
 * Block number size_at lies elsewhere, or the third time the watch has more
 * memory, and so has the segment; the checksums are right.
 */
static void damage_block(uint8_t *segment, const struct plan_image *image)
{
	uint8_t *header = segment + image->plan_offset;
	uint8_t *entries = header + sizeof(struct smmu_plan_header);
	uint32_t ro_size, crc;

	memcpy(&ro_size, segment + SMMU_STAGE_INFO_OFFSET +
	       offsetof(struct smmu_stage_info, ro_size), 4);
	if (size_at < 2) {
		entries[(1 + size_at) * sizeof(struct smmu_plan_entry)] ^= 8;
	} else {
		entries[2 * sizeof(struct smmu_plan_entry) + 8] ^= 8;
		header[offsetof(struct smmu_plan_header, memory_size)] ^= 8;
	}
	crc = (uint32_t)crc32(0, segment, ro_size);
	crc = (uint32_t)crc32(crc, entries, (uInt)(segment + image->size -
						   entries));
	memcpy(header + offsetof(struct smmu_plan_header, body_crc), &crc, 4);
	header_sum(header);
}

/* Nothing is touched then, either. */
static void blocks_elsewhere(void **state)
{
	static const struct plan_block names = { SMMU_PLAN_NAMES, "x", 2, 0 };
	size_t i;

	for (i = 0; i < 4; i++) {
		run_set_up(state);
		size_at = i;
		run_cpu.settings.blocks.list = &names;
		run_cpu.settings.blocks.count = 1;
		run_cpu.settings.blocks.watch = true;
		run_cpu.damage = i < 3 ? damage_block : NULL;
		run();
		if (i == 3)
			run_expect("translate -> abort: done, ");
		else
			run_expect("corrupt, no SMMU was touched");
	}
}

/*
 * Every wait lasts for the plan's time-out, and hardly longer; those that the
 * fence depends on for a second where that is more.
 */
static void timeouts(void **state)
{
	static const uint32_t us[] = { 1000, 100000, PLAN_TIMEOUT_MAX_US };
	uint32_t *const delays[] = {
		&run_smmu.irq_delay, &run_smmu.gbpa_delay, &run_smmu.cr0_delay,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(us) * ARRAY_SIZE(delays); i++) {
		uint64_t ticks;

		run_set_up(NULL);
		run_cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
		run_cpu.settings.timeout_us = us[i / ARRAY_SIZE(delays)];
		ticks = run_timeout_ticks();
		if (i % ARRAY_SIZE(delays) && ticks < run_cpu.counter_frequency)
			ticks = run_cpu.counter_frequency;
		run_cpu.counter_step = ticks / 1000;
		*delays[i % ARRAY_SIZE(delays)] = ACK_NEVER;
		run();
		assert_true(run_cpu.counter > ticks);
		assert_true(run_cpu.counter < ticks * 21 / 20);
	}
}

/* However short it is, and however fast the counter: 64 polls are made. */
static void shortest_timeout(void **state)
{
	(void)state;
	run_cpu.settings.timeout_us = 1;
	run_cpu.counter_step = 1000;
	run_smmu.irq_delay = 63;
	run();
	run_expect("translate -> abort: done, ");

	run_set_up(state);
	run_cpu.settings.timeout_us = 1;
	run_cpu.counter_step = 1000;
	run_smmu.irq_delay = 65;
	run();
	run_expect("not quiet: IRQ_CTRL, ");
}

/* Whatever Linux leaves, big-endian ones included. */
static void entry_states(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 16; i++) {
		run_set_up(NULL);
		run_cpu.entry_daif = i & 1 ? 0x240 : CPU_DAIF_ALL;
		run_cpu.entry_sp0 = i & 2;
		run_cpu.entry_big_endian = i & 4;
		run_cpu.entry_icache = i & 8;
		cpu_add(&run_cpu, NULL, 0x0b000000);	/* for an exception */
		run();
		run_expect("translate -> abort: done, ");
		run_expect_abort();
		assert_true(run_cpu.icache_at_access);
	}
}

/* A frequency that no counter has is none: waits are not cut short by it. */
static void odd_frequencies(void **state)
{
	static const uint64_t frequencies[] = {
		0, 1, 1000, 999999, 1000000001, UINT64_MAX,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(frequencies); i++) {
		run_set_up(NULL);
		run_cpu.counter_frequency = frequencies[i];
		run_cpu.counter_step = 1;
		run_smmu.gbpa_delay = 1000;
		run();
		run_expect("translate -> abort: done, 0 us");
	}
}

/*
 * What was written before the access that was aborted ends in an SError later:
 * that must not cost the next SMMU.
 */
static void serror_behind_an_abort(void **state)
{
	static struct smmu_v3_model other;

	(void)state;
	smmu_v3_model_reset(&other);
	smmu_v3_model_translating(&other);
	cpu_add(&run_cpu, &other, 0x0c000000);
	smmu_v3_model_begin(&other);
	run_cpu.serror_at = 1;
	run_cpu.serror_late = true;
	run_cpu.abort_at = 2;
	run();
	run_expect("kexec-smmu: 0x9050000 v3 unknown -> unknown: not fenced: faulted, ");
	run_expect("kexec-smmu: 0xc000000 v3 translate -> abort: done, ");
	assert_int_equal(run_cpu.exceptions, 2);
}

static size_t plan_end(void)
{
	struct plan_image image;
	struct smmu_machine machine = { 0 };
	size_t size;

	cpu_machine_make(&run_cpu, &machine);
	assert_int_equal(plan_build(run_stage, run_stage_size, &machine,
				    &run_cpu.settings, &image, NULL), PLAN_OK);
	size = image.size;
	plan_image_clear(&image);
	smmu_machine_clear(&machine);
	return size;
}

/* The stage's own memory, and so no SMMU was touched: that is a failure. */
static void bad_memory(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		run_set_up(NULL);
		if (i)
			want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		/* The last entry; then the header, which is not believed. */
		run_cpu.ram_abort_at = plan_end() - 32;
		run_start();
		assert_int_equal(run_cpu.exceptions, 1);
		assert_int_equal(run_smmu.accesses, 0);
		assert_int_equal(run_cpu.reset, i);
		assert_int_equal(run_cpu.arrived, !i);

		run_set_up(NULL);
		if (i)
			want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_RESETS);
		run_cpu.ram_abort_at = plan_end() - 32 - 64;
		run();
		assert_int_equal(run_cpu.exceptions, 1);
		assert_int_equal(run_smmu.accesses, 0);
		assert_int_equal(run_cpu.call_count, 0);
	}
	want_reset(SMMU_PLAN_CONDUIT_SMC, CPU_PSCI_NONE);
	run_cpu.ram_abort_at = plan_end() - 32;
	run();
	assert_int_equal(run_cpu.exceptions, 2);
	assert_int_equal(run_cpu.call_count, 1);
}

#define TEST(name)	cmocka_unit_test_setup(name, run_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fenced_is_no_failure),
		TEST(failure_resets),
		TEST(absent_smmu_resets),
		TEST(failure_continues),
		TEST(success_does_not_reset),
		TEST(reset_that_returns),
		TEST(reset_without_console),
		TEST(damage_resets),
		TEST(sizes_that_disagree),
		TEST(blocks_elsewhere),
		TEST(timeouts),
		TEST(shortest_timeout),
		TEST(entry_states),
		TEST(odd_frequencies),
		TEST(serror_behind_an_abort),
		TEST(bad_memory),
	};

	run_stage = cpu_stage_load(&run_stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
