/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stage, and SMMU interrupts that the GIC has latched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "model/cpu.h"
#include "model/regs-v3.h"
#include "smmu-plan.h"

#define BASE	UINT64_C(0x09050000)
#define OTHER	UINT64_C(0x0c000000)
#define NOTHING	UINT64_C(0x0a000000)	/* nothing answers there */

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model smmu, other;
static struct gic_model gic;
static bool wanted[GIC_MODEL_INTIDS];	/* still latched at the end */

static bool may_signal(const void *device)
{
	return smmu_v3_model_irq_possible(device);
}

static bool is_high(const void *device)
{
	return smmu_v2_model_lines(device) != 0;
}

static void give(size_t number, const struct smmu_v3_model *model,
		 const uint16_t *intids)
{
	size_t i;

	for (i = 0; intids[i]; i++) {
		cpu.smmus[number].intids[i] = intids[i];
		gic.source[intids[i]] = (struct gic_model_source){
			.may_signal = may_signal, .device = model };
	}
}

static const uint16_t intids[] = { 106, 107, 108, 109, 0 };
static const uint16_t other_intids[] = { 32, 110, 127, 128, 4100, 1019, 0 };

/* Two SMMUs that a kernel left at work, everything latched, as GICv3. */
static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	cpu.counter_step = 10000;	/* time-outs in few polls */
	smmu_v3_model_reset(&smmu);
	smmu_v3_model_translating(&smmu);
	smmu_v3_model_reset(&other);
	smmu_v3_model_translating(&other);
	smmu.closing = true;
	other.closing = true;
	cpu_add(&cpu, &smmu, BASE);
	cpu_add(&cpu, &other, OTHER);
	gic_model_reset(&gic, 3);
	gic_model_latch_all(&gic);
	memcpy(wanted, gic.latch, sizeof(wanted));
	give(0, &smmu, intids);
	give(1, &other, other_intids);
	cpu.gic_model = &gic;
	cpu.gic.version = GIC_V3;
	cpu.gic.distributor = CPU_GIC;
	return 0;
}

static void run(void)
{
	smmu_v3_model_begin(&smmu);
	smmu_v3_model_begin(&other);
	cpu_run(&cpu);
	assert_string_equal(cpu.error, "");
	assert_true(cpu.arrived);
	assert_int_equal(cpu.ram_changes, 0);
	assert_int_equal(cpu.unfenced_writes, 0);
	assert_false(cpu.serror_pending);
	assert_string_equal(smmu.violation, "");
	assert_string_equal(other.violation, "");
	assert_string_equal(gic.violation, "");
}

static void expect(const char *text)
{
	if (!strstr(cpu.console, text))
		fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

static void clears(const uint16_t *list)
{
	for (; *list; list++)
		wanted[*list] = false;
}

static void expect_latched(void)
{
	unsigned int intid;

	for (intid = 0; intid < GIC_MODEL_INTIDS; intid++) {
		if (gic_model_pending(&gic, intid) != wanted[intid])
			fail_msg("%u is %spending in the end:\n%s", intid,
				 wanted[intid] ? "not " : "", cpu.console);
		/* It could have come again, and it could not. */
		if (wanted[intid] && gic.cleared[intid] && !gic.level[intid])
			fail_msg("%u was cleared:\n%s", intid, cpu.console);
	}
}

static void test_abort(void **state)
{
	(void)state;
	run();
	clears(intids);
	clears(other_intids);
	expect_latched();
	/* The version is looked at, then a write for each register and SMMU. */
	assert_int_equal(gic.reads, 1);
	assert_int_equal(gic.writes, 1 + 5);
	expect("0x9050000 v3 translate -> abort: done, ");
	assert_null(strstr(cpu.console, "GIC"));
}

static void test_bypass(void **state)
{
	(void)state;
	cpu.action = SMMU_BYPASS;
	smmu.closing = false;
	other.closing = false;
	run();
	clears(intids);
	clears(other_intids);
	expect_latched();
}

/* Its extended range is not there, and is not written. */
static void test_gicv2(void **state)
{
	static const uint16_t cleared[] = { 32, 110, 127, 128, 1019, 0 };

	(void)state;
	gic_model_reset(&gic, 2);
	gic_model_latch_all(&gic);
	memcpy(wanted, gic.latch, sizeof(wanted));
	give(0, &smmu, intids);
	give(1, &other, other_intids);
	cpu.gic.version = GIC_V2;
	run();
	clears(intids);
	clears(cleared);
	expect_latched();
	assert_int_equal(gic.writes, 1 + 4);
}

static void test_gicv4(void **state)
{
	(void)state;
	gic.pidr2 = 0x4b;
	run();
	clears(intids);
	clears(other_intids);
	expect_latched();
}

/* Whatever is there, it is not the distributor that the tables told of. */
static void test_no_such_gic(void **state)
{
	static const uint32_t ids[] = {
		0, UINT32_MAX, 0x2b, 0x1b, 0x5b, 0xfb, 0x300,
	};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		set_up(state);
		gic.pidr2 = ids[i];
		run();
		assert_int_equal(gic.writes, 0);
		expect_latched();
		expect("0x9050000 v3 translate -> abort: done, ");
	}
}

/* None known: nothing of it is touched. */
static void test_unknown(void **state)
{
	(void)state;
	cpu.gic.version = GIC_NONE;
	run();
	assert_int_equal(gic.reads + gic.writes, 0);
	expect_latched();

	set_up(state);
	memset(cpu.smmus[0].intids, 0, sizeof(cpu.smmus[0].intids));
	memset(cpu.smmus[1].intids, 0, sizeof(cpu.smmus[1].intids));
	run();
	assert_int_equal(gic.reads + gic.writes, 0);
}

/* An interrupt of an SMMU that is kept must not be lost. */
static void test_keep(void **state)
{
	(void)state;
	cpu.smmus[1].has_action = true;
	cpu.smmus[1].action = SMMU_KEEP;
	cpu.smmus[1].intids[6] = 106;
	run();
	clears(intids + 1);
	expect_latched();
	expect("0xc000000 v3 translate -> translate: kept, ");
	assert_int_equal(smmu_v3_model_fates(&other), FATE_TRANSLATE);
}

/* A plan that the loader would not make: an SMMU's interrupts, and keep. */
static void keep_the_first(uint8_t *segment, const struct plan_image *image)
{
	uint8_t *header = segment + image->plan_offset;
	uint8_t *entries = header + sizeof(struct smmu_plan_header);
	uint32_t crc = (uint32_t)crc32(0, segment, (uInt)stage_size);

	entries[offsetof(struct smmu_plan_entry, action)] = SMMU_PLAN_KEEP;
	crc = (uint32_t)crc32(crc, entries,
			      (uInt)(segment + image->size - entries));
	memcpy(header + offsetof(struct smmu_plan_header, body_crc), &crc, 4);
	crc = (uint32_t)crc32(0, header,
			      offsetof(struct smmu_plan_header, header_crc));
	memcpy(header + offsetof(struct smmu_plan_header, header_crc), &crc, 4);
}

static void test_kept_by_the_plan(void **state)
{
	(void)state;
	cpu.damage = keep_the_first;
	run();
	clears(other_intids);
	expect_latched();
	expect("0x9050000 v3 translate -> translate: kept, ");
}

/* Each way to fail costs one SMMU's interrupts; that of queues, nobody's. */
static void test_failures(void **state)
{
	static const char *const words[] = {
		"not quiet: IRQ_CTRL", "timeout at GBPA", "timeout at CR0",
		"cannot at GBPA", "refused", "faulted", "quiet: EVENTQEN, ",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		set_up(state);
		smmu.irq_delay = i == 0 ? ACK_NEVER : 0;
		smmu.gbpa_delay = i == 1 ? ACK_NEVER : 0;
		smmu.cr0_delay = i == 2 || i == 6 ? ACK_NEVER : 0;
		if (i == 6)
			smmu.cr0.target = smmu.cr0.effective = 12;
		smmu.gbpa_sticks = i == 3;
		smmu.idr0 = i == 4 ? 0 : smmu.idr0;
		cpu.abort_at = i == 5 ? 3 : 0;
		run();
		expect(words[i]);
		if (i == 6)
			clears(intids);
		clears(other_intids);
		expect_latched();
	}
}

/* What two SMMUs have in common goes when both are quiet. */
static void test_common(void **state)
{
	(void)state;
	cpu.smmus[0].intids[4] = 32;
	smmu.gbpa_delay = ACK_NEVER;
	run();
	clears(other_intids + 1);
	expect_latched();

	set_up(state);
	cpu.smmus[1].intids[6] = 107;
	other.gbpa_delay = ACK_NEVER;
	run();
	wanted[106] = wanted[108] = wanted[109] = false;
	expect_latched();

	set_up(state);
	cpu.smmus[1].intids[6] = 107;
	other.irq_delay = 50;
	run();
	clears(intids);
	clears(other_intids);
	expect_latched();
}

/* However slow they are: what can still come would be latched again. */
static void test_slowly(void **state)
{
	static const uint32_t delays[] = { 1, 2, 63, 500 };
	size_t i;

	for (i = 0; i < 2 * sizeof(delays) / sizeof(*delays); i++) {
		struct smmu_v3_model *slow = i % 2 ? &smmu : &other;

		set_up(state);
		slow->irq_delay = delays[i / 2];
		slow->cr0_delay = delays[i / 2];
		slow->eventq_prod = 0x80000123;
		run();
		clears(intids);
		clears(other_intids);
		expect_latched();
	}
}

/* Levels of an SMMUv2 that has faults, and what was latched before. */
static void test_smmu_v2(void **state)
{
	static const enum smmu_action actions[] = { SMMU_ABORT, SMMU_BYPASS };
	static const struct v2_shape shape = {
		.groups = 8, .banks = 4, .pages = 8,
	};
	static struct smmu_v2_model v2;
	size_t i;

	for (i = 0; i < 2; i++) {
		set_up(state);
		cpu.action = actions[i];
		smmu.closing = other.closing = i == 0;
		smmu_v2_model_reset(&v2, &shape);
		smmu_v2_model_translating(&v2);
		v2.gfsr = 2;
		v2.bank[1].fsr = 2;
		v2.bank[2].fsr = 0x40000002;	/* and a stalled transaction */
		v2.bank[2].stalled = true;
		cpu_add_v2(&cpu, &v2, 0x12000000)->intids[0] = 202;
		gic.source[202] = (struct gic_model_source){
			.is_high = is_high, .device = &v2 };
		assert_true(is_high(&v2));
		smmu_v2_model_begin(&v2);
		run();
		assert_string_equal(v2.violation, "");
		expect(i == 0 ? "0x12000000 v2 translate -> abort: done" :
				"0x12000000 v2 translate -> bypass: done");
		clears(intids);
		clears(other_intids);
		wanted[202] = false;
		expect_latched();
	}
}

/* A level that something else holds up is not the latch's to lose. */
static void test_level(void **state)
{
	(void)state;
	gic.level[107] = true;
	gic.level[200] = true;
	run();
	clears(intids);
	clears(other_intids);
	wanted[107] = true;
	expect_latched();
}

static void test_faulting_distributor(void **state)
{
	(void)state;
	cpu.gic_model = NULL;
	run();
	assert_int_equal(cpu.exceptions, 1);
	expect("kexec-smmu: GIC: faulted\r\n");
	expect("0x9050000 v3 translate -> abort: done, ");
	expect("0xc000000 v3 translate -> abort: done, ");

	set_up(state);
	cpu.gic.distributor = NOTHING;
	run();
	expect("kexec-smmu: GIC: faulted\r\n");
	expect("0xc000000 v3 translate -> abort: done, ");
	expect_latched();
}

/* Is the SMMU of that address done, as the console has it? */
static bool is_done(const char *address)
{
	const char *line = strstr(cpu.console, address);

	return line && strstr(line, ": done, ") &&
	       strstr(line, ": done, ") < strchr(line, '\n');
}

static void check_after_fault(void)
{
	bool one = is_done(" 0x9050000 v3"), two = is_done(" 0xc000000 v3");
	size_t i;

	if (strstr(cpu.console, "GIC: faulted")) {
		assert_true(one && two);
		return;
	}
	if (one)
		clears(intids);
	for (i = 0; two && other_intids[i]; i++)
		wanted[other_intids[i]] = false;
	expect_latched();
}

/* A synchronous abort, and SErrors, at every single access of a run. */
static void test_every_access(void **state)
{
	size_t accesses, at, kind, faulted = 0;

	run();
	accesses = cpu.accesses;
	for (kind = 0; kind < 3; kind++) {
		for (at = 1; at <= accesses; at++) {
			set_up(state);
			if (kind)
				cpu.serror_at = at;
			else
				cpu.abort_at = at;
			cpu.serror_late = kind == 2;
			run();
			check_after_fault();
			faulted += strstr(cpu.console, "GIC: faulted") != NULL;
		}
	}
	/* Each of the distributor's, by aborts: SErrors are nobody's. */
	assert_int_equal(faulted, 7);
}

static void damage_interrupts(uint8_t *segment, const struct plan_image *image)
{
	segment[image->size - 8] ^= 1;
}

static void test_damage(void **state)
{
	(void)state;
	cpu.damage = damage_interrupts;
	run();
	expect("kexec-smmu: corrupt, no SMMU was touched");
	assert_int_equal(cpu.accesses, 0);
	expect_latched();
}

static void test_many(void **state)
{
	static struct smmu_v3_model many[256];
	uint16_t own[3] = { 0, 0, 0 };
	size_t i;

	(void)state;
	cpu.smmu_count = 0;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	for (i = 0; i < 256; i++) {
		smmu_v3_model_reset(&many[i]);
		cpu_add(&cpu, &many[i], UINT64_C(0x100000000) + i * 0x100000);
		own[0] = (uint16_t)(40 + i);
		own[1] = (uint16_t)(4096 + 3 * i);
		give(i, &many[i], own);
		clears(own);
	}
	run();
	expect_latched();
	assert_int_equal(gic.writes, 512);
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_abort),
		TEST(test_bypass),
		TEST(test_gicv2),
		TEST(test_gicv4),
		TEST(test_no_such_gic),
		TEST(test_unknown),
		TEST(test_keep),
		TEST(test_kept_by_the_plan),
		TEST(test_failures),
		TEST(test_common),
		TEST(test_slowly),
		TEST(test_smmu_v2),
		TEST(test_level),
		TEST(test_faulting_distributor),
		TEST(test_every_access),
		TEST(test_damage),
		TEST(test_many),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
