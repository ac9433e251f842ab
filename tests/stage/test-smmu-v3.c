/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shipped stage binary against the SMMUv3 model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "model/regs-v3.h"
#include "smmu-plan.h"

#define BASE	UINT64_C(0x09050000)

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model smmu;

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	smmu_v3_model_reset(&smmu);
	smmu.closing = true;
	cpu_add(&cpu, &smmu, BASE);
	return 0;
}

static void run(void)
{
	int i;

	smmu_v3_model_begin(&smmu);
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_true(cpu.arrived);
	for (i = 0; i < 4; i++)
		assert_int_equal(cpu.registers[i],
				 CPU_ARGUMENT((unsigned int)i));
	assert_int_equal(cpu.vbar, CPU_VBAR);
	assert_int_equal(cpu.daif, cpu.entry_daif);
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.unfenced_writes, 0);
	assert_false(cpu.serror_pending);
	assert_string_equal(smmu.violation, "");
}

static void expect(const char *text)
{
	if (strstr(cpu.console, text))
		return;
	fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

static void expect_end(unsigned int fate)
{
	assert_int_equal(smmu_v3_model_fates(&smmu), fate);
	assert_false(smmu_v3_model_irq_possible(&smmu));
	assert_int_equal(smmu_v3_model_lines(&smmu), 0);
	assert_int_equal(smmu.gerror ^ smmu.gerrorn, 0);
	assert_int_equal(smmu.eventq_cons, smmu.eventq_prod);
	assert_int_equal(smmu.cr0.effective, 0);
	assert_int_equal(smmu.msi_address[0], 0);
	assert_int_equal(smmu.msi_address[1], 0);
}

static void abort_from_shutdown(void **state)
{
	(void)state;
	smmu_v3_model_shut_down(&smmu);
	run();
	expect_end(FATE_ABORT);
	assert_int_equal(smmu.gbpa.target, 0x1000 | R_GBPA_ABORT);
	expect("kexec-smmu: 0x9050000 v3 bypass -> abort: done, ");
	expect(" (CR0 0x0 -> 0x0, GBPA 0x1000 -> 0x101000, "
	       "IRQ_CTRL 0x5 -> 0x0, GERROR 0x0 -> 0x0)\r\n");
	expect("kexec-smmu: on to 0x40200000, CNTVCT ");
	assert_true(smmu.accesses <= 20);
}

/* EDK2 may set GlobalAbort at ExitBootServices, and no kernel ran since. */
static void abort_from_firmware(void **state)
{
	(void)state;
	smmu.gbpa.target = smmu.gbpa.effective = 0x1000 | R_GBPA_ABORT;
	run();
	expect_end(FATE_ABORT);
	expect("v3 abort -> abort: done, ");

	set_up(state);
	smmu.gbpa.target = smmu.gbpa.effective = 0x1000 | R_GBPA_ABORT;
	smmu.closing = false;
	cpu.action = SMMU_BYPASS;
	run();
	expect_end(FATE_BYPASS);
	expect("v3 abort -> bypass: done, ");
}

/* As after a panic: translating, then aborting, never passing. */
static void abort_from_translation(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.eventq_prod = 0x80000123;
	smmu.gerror = 0x4;
	run();
	assert_false(smmu.fates_seen & FATE_BYPASS);
	expect_end(FATE_ABORT);
	expect("v3 translate -> abort: done, ");
	expect("CR0 0xd -> 0x0");
	expect("GERROR 0x4 -> 0x0");
}

/* The order is what matters, and it must hold however slow the SMMU is. */
static void abort_slowly(void **state)
{
	static const uint32_t delays[] = { 0, 1, 2, 63, 1000 };
	size_t i;

	for (i = 0; i < sizeof(delays) / sizeof(*delays); i++) {
		set_up(state);
		smmu_v3_model_translating(&smmu);
		smmu.cr0_delay = delays[i];
		smmu.gbpa_delay = delays[i];
		smmu.irq_delay = delays[i];
		run();
		assert_false(smmu.fates_seen & FATE_BYPASS);
		expect_end(FATE_ABORT);
		expect("v3 translate -> abort: done, ");
	}
}

static void bypass_from_translation(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.gbpa.target = smmu.gbpa.effective = R_GBPA_ABORT | 0x00081f1f;
	cpu.action = SMMU_BYPASS;
	smmu.closing = false;
	run();
	expect_end(FATE_BYPASS);
	assert_int_equal(smmu.gbpa.target, 0x00081f1f);
	expect("v3 translate -> bypass: done, ");
}

static void keep_touches_nothing(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	cpu.action = SMMU_KEEP;
	smmu.gerror = 0x4;
	run();
	assert_int_equal(smmu.writes, 0);
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_TRANSLATE);
	expect("v3 translate -> translate: kept, ");
	expect("GERROR 0x4 -> 0x4");
}

static void msis_and_pri(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.idr0 |= R_IDR0_MSI | R_IDR0_PRI;
	smmu.msi_address[0] = UINT64_C(0x100000008090000);
	smmu.msi_address[1] = 0x8090040;
	smmu.msi_address[2] = 0x8090040;
	smmu.msi_data[2] = 7;
	smmu.priq_prod = 5;
	smmu.irq_ctrl.target = smmu.irq_ctrl.effective = R_IRQ_CTRL_ALL;
	smmu.cr0.target = smmu.cr0.effective = R_CR0_ALL;
	run();
	expect_end(FATE_ABORT);
	assert_int_equal(smmu.msi_address[2], 0);
	assert_int_equal(smmu.msi_data[2], 0);
	assert_int_equal(smmu.priq_cons, 5);
	assert_true(smmu.accesses <= 36 + 8);
}

/* AIDR 0 is SMMUv3.0; CN99xx answers in page 0 only. */
static void page0_only_and_v3_0(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.aidr = 0;
	smmu.page0_only = true;
	smmu.eventq_prod = 0x11;
	run();
	expect_end(FATE_ABORT);
}

static void ecmdqs_are_stopped(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.idr1 |= R_IDR1_ECMDQ;
	smmu.idr6 = 2 << 16;
	smmu.ecmdq_delay = 3;
	smmu_v3_model_ecmdq(&smmu, 0, 0, 0);
	smmu_v3_model_ecmdq(&smmu, 3, 1, 5);
	run();
	expect_end(FATE_ABORT);
	assert_false(smmu_v3_model_ecmdq_possible(&smmu));
}

static void updates_in_flight(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu_v3_model_in_flight(&smmu, 0, 5);
	smmu.irq_ctrl.effective = 0;
	smmu.irq_ctrl.polls = 5;
	smmu.gbpa_update = true;
	smmu.gbpa.polls = 5;
	run();
	expect_end(FATE_ABORT);
}

/* A step that is not acknowledged is not followed by the next. */
static void gbpa_never_acknowledges(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.gbpa_delay = ACK_NEVER;
	smmu.gerror = 0x4;
	cpu.counter_step = 1000;
	run();
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_TRANSLATE);
	expect("v3 translate -> translate: not fenced: timeout at GBPA, ");
	expect("GERROR 0x4 -> 0x4");
}

static void smmuen_never_acknowledges(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.cr0_delay = ACK_NEVER;
	cpu.counter_step = 1000;
	run();
	assert_false(smmu.fates_seen & FATE_BYPASS);
	assert_int_equal(smmu.cr0.target, R_CR0_EVENTQEN | R_CR0_CMDQEN);
	expect("timeout at CR0, ");
}

/* Interrupts are reported, their MSI registers spared, the fence goes on. */
static void irq_never_acknowledges(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.idr0 |= R_IDR0_MSI;
	smmu.msi_address[0] = 0x8090040;
	smmu.irq_delay = ACK_NEVER;
	run();
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
	assert_int_equal(smmu.msi_address[0], 0x8090040);
	expect("v3 translate -> abort: fenced, not quiet: IRQ_CTRL, ");
}

static void abort_does_not_stick(void **state)
{
	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu.gbpa_sticks = true;
	run();
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_TRANSLATE);
	expect("v3 translate -> translate: not fenced: cannot at GBPA, ");

	/* There is none: it reads as zero. */
	set_up(state);
	smmu.gbpa_sticks = true;
	smmu.gbpa.target = smmu.gbpa.effective = 0;
	smmu.closing = false;
	run();
	expect("v3 bypass -> bypass: not fenced: cannot at GBPA, ");
}

static void not_an_smmu(void **state)
{
	static const uint32_t ids[][3] = {
		{ 0, 0, 0 }, { UINT32_MAX, UINT32_MAX, UINT32_MAX },
		{ 1, 1, 0x100 }, { 1, 0, 0 }, { 0, 1, 0 },
		{ 1, UINT32_MAX, 0 }, { UINT32_MAX, 1, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		set_up(state);
		smmu.idr0 = ids[i][0];
		smmu.idr1 = ids[i][1];
		smmu.aidr = ids[i][2];
		run();
		assert_int_equal(smmu.writes, 0);
		expect("v3 unknown -> unknown: not fenced: refused, ");
	}
}

/* The counter stands still, races, or has no frequency: bounded all the same. */
static void counters(void **state)
{
	static const uint64_t steps[] = { 0, 16, UINT64_MAX, 1u << 30 };
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		set_up(state);
		smmu_v3_model_translating(&smmu);
		smmu.gbpa_delay = i == 3 ? 60 : ACK_NEVER;
		cpu.counter_step = steps[i];
		cpu.counter_frequency = i == 1 ? 1000000 : 0;
		run();
		expect(i == 3 ? "abort: done" : "timeout at GBPA, ");
	}
}

static void daif_as_it_came(void **state)
{
	(void)state;
	cpu.entry_daif = 0x240;
	run();
	expect_end(FATE_ABORT);
}

/* A plan names an address with nothing behind it, beside real SMMUs. */
static void faults_cost_one_smmu(void **state)
{
	struct smmu_v3_model other;

	(void)state;
	smmu_v3_model_translating(&smmu);
	smmu_v3_model_reset(&other);
	smmu_v3_model_translating(&other);
	cpu_add(&cpu, NULL, 0x0b000000);
	cpu_add(&cpu, &other, 0x0c000000);
	run();
	expect_end(FATE_ABORT);
	assert_string_equal(other.violation, "");
	assert_int_equal(smmu_v3_model_fates(&other), FATE_ABORT);
	assert_int_equal(cpu.exceptions, 1);
	expect("kexec-smmu: 0xb000000 v3 unknown -> unknown: not fenced: faulted, ");
	expect("kexec-smmu: 0xc000000 v3 translate -> abort: done, ");
}

/* The stage waits for the slowest, not for the sum. */
static void waits_overlap(void **state)
{
	static struct smmu_v3_model many[64];
	uint64_t one;
	size_t i;

	smmu_v3_model_translating(&smmu);
	smmu.gbpa_delay = ACK_NEVER;
	cpu.counter_step = 1000;
	run();
	one = cpu.counter;

	set_up(state);
	cpu.smmu_count = 0;
	cpu.counter_step = 1000;
	for (i = 0; i < 64; i++) {
		smmu_v3_model_reset(&many[i]);
		smmu_v3_model_translating(&many[i]);
		many[i].gbpa_delay = ACK_NEVER;
		cpu_add(&cpu, &many[i], BASE + i * 0x100000);
	}
	run();
	/* Beyond one SMMU's wait there is only the printing of 64 lines. */
	assert_true(cpu.counter < 2 * one);
	expect("64 SMMUs");
}

static void damage_code(uint8_t *segment, const struct plan_image *image)
{
	(void)image;
	/* In the last constants: the stage still runs far enough to see it. */
	segment[stage_size - 1] ^= 1;
}

static void damage_entry(uint8_t *segment, const struct plan_image *image)
{
	segment[image->size - 32 + 17] ^= 3;
}

static void damage_header(uint8_t *segment, const struct plan_image *image)
{
	segment[image->plan_offset + 32] ^= 1;
}

static void damage_next(uint8_t *segment, const struct plan_image *image)
{
	segment[image->plan_offset + 48] ^= 4;
}

static void damage_is_noticed(void **state)
{
	smmu_v3_model_translating(&smmu);
	cpu.damage = damage_entry;
	run();
	assert_int_equal(smmu.accesses, 0);
	expect("kexec-smmu: corrupt, no SMMU was touched");

	set_up(state);
	smmu_v3_model_translating(&smmu);
	cpu.damage = damage_code;
	run();
	assert_int_equal(smmu.accesses, 0);

	set_up(state);
	smmu_v3_model_translating(&smmu);
	cpu.damage = damage_header;
	run();
	assert_int_equal(smmu.accesses, 0);
	assert_int_equal(cpu.console_length, 0);
}

/* Without a way out there is nothing to do but to stop: not to jump. */
static void damaged_way_out(void **state)
{
	(void)state;
	cpu.damage = damage_next;
	cpu_run(&cpu);
	assert_false(cpu.arrived);
	assert_int_equal(cpu.exceptions, 0);
	expect("kexec-smmu: on to 0x0");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(abort_from_shutdown),
		TEST(abort_from_firmware),
		TEST(abort_from_translation),
		TEST(abort_slowly),
		TEST(bypass_from_translation),
		TEST(keep_touches_nothing),
		TEST(msis_and_pri),
		TEST(page0_only_and_v3_0),
		TEST(ecmdqs_are_stopped),
		TEST(updates_in_flight),
		TEST(gbpa_never_acknowledges),
		TEST(smmuen_never_acknowledges),
		TEST(irq_never_acknowledges),
		TEST(abort_does_not_stick),
		TEST(not_an_smmu),
		TEST(counters),
		TEST(daif_as_it_came),
		TEST(faults_cost_one_smmu),
		TEST(waits_overlap),
		TEST(damage_is_noticed),
		TEST(damaged_way_out),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
