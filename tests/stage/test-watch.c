/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The watch: SMMUs that are fenced are asked who still uses them. The model
 * holds against the stage whatever passes meanwhile, and whatever is not as
 * after an abort in the end.
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
#include "model/regs-v2.h"
#include "model/regs-v3.h"
#include "smmu-plan.h"
#include "stage/expect.h"

#define BASE	UINT64_C(0x09050000)
#define STRIDE	UINT64_C(0x100000)
#define MODELS	20

static const char names[] =
	"0x9050000 0x28 0000:00:05.0 8086:2668 snd_hda_intel\n"
	"0x9050000 0x200 0000:02:01.0 8086:293e -\n"
	"0x9050000 0x200 0000:02:02.0 8086:293e snd_hda_intel\n"
	"0x9150000 0x28 0001:00:05.0 8086:100e %s%x\n";
static const struct plan_block names_block = {
	.type = SMMU_PLAN_NAMES, .bytes = names, .size = sizeof(names) - 1,
};

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model v3[MODELS];
static struct smmu_v2_model v2;

static struct smmu_v3_model *add(size_t i)
{
	smmu_v3_model_reset(&v3[i]);
	smmu_v3_model_translating(&v3[i]);
	v3[i].idr0 |= R_IDR0_ST_LEVEL;
	v3[i].closing = true;
	v3[i].offender_period = 20;
	smmu_v3_model_begin(&v3[i]);
	return cpu_add(&cpu, &v3[i], BASE + i * STRIDE);
}

static int set_up(void **state)
{
	(void)state;
	cpu_init(&cpu, stage, stage_size);
	cpu.settings.watch_us = 1500;
	cpu.settings.blocks.watch = true;
	cpu.settings.blocks.list = &names_block;
	cpu.settings.blocks.count = 1;
	add(0);
	return 0;
}

static struct v3_offender *offend(size_t i, size_t n, uint32_t stream,
				  uint64_t address)
{
	v3[i].offenders[n] = (struct v3_offender){
		.stream = stream, .address = address, .size = 0x1000,
		.burst = 1,
	};
	return &v3[i].offenders[n];
}

/* Whatever happens, it ends like an abort without a watch. */
static void run(const char *what)
{
	size_t i;

	cpu_run(&cpu);
	expect_arrival(&cpu, what, 0);
	for (i = 0; i < cpu.smmu_count && i < MODELS; i++) {
		if (cpu.smmus[i].model != &v3[i])
			continue;
		if (v3[i].violation[0])
			fail_msg("%s, %zu: %s", what, i, v3[i].violation);
		assert_null(smmu_v3_model_wrong(&v3[i], SMMU_ABORT));
	}
	expect_line(&cpu, "0x9050000", "translate -> abort: done, ");
}

static void __attribute__((format(printf, 1, 2)))
expect(const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (!strstr(cpu.console, text))
		fail_msg("no \"%s\" in:\n%s", text, cpu.console);
}

static void expect_no(const char *text)
{
	if (strstr(cpu.console, text))
		fail_msg("\"%s\" in:\n%s", text, cpu.console);
}

static void quiet(void **state)
{
	(void)state;
	run("quiet");
	assert_true(v3[0].own_tables);
	expect_no("StreamID");
	expect_no("watch");
	expect_no("lost");
}

/* Its count is what the SMMU recorded: up to the last record. */
static void one_writer(void **state)
{
	const struct v3_offender *one = offend(0, 0, 0x28, 0x68000000);

	(void)state;
	run("one");
	assert_true(one->records > 10);
	assert_int_equal(v3[0].records_lost, 0);
	expect("kexec-smmu: 0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 "
	       "snd_hda_intel: wrote 0x68000000..0x%zx, at least %zu times "
	       "in 2 ms\r\n", 0x68000000 + 4 * (one->records - 1),
	       one->records);
	expect_no("lost");
}

static void readers_and_names(void **state)
{
	(void)state;
	offend(0, 0, 0x200, UINT64_C(0x123456789000))->reads = true;
	offend(0, 1, 0x300, 0)->size = 0;
	offend(0, 2, 0x12345, 0x1000);
	run("three");
	expect("StreamID 0x200 0000:02:01.0 8086:293e - | 0000:02:02.0 "
	       "8086:293e snd_hda_intel: read 0x123456789");
	expect("StreamID 0x300: wrote 0x0..0x0, at least ");
	/* Beyond the table there is no more to know. */
	expect("StreamID 0x12345: used, at least ");
}

/* Five that each fill the queue at once, always in the same order. */
static void hogs(void **state)
{
	static const uint32_t streams[] = { 0x28, 0x100, 0x200, 0x8000, 0x900 };
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++)
		offend(0, i, streams[i], 0x1000 * i)->burst = 200;
	run("hogs");
	for (i = 0; i < 5; i++) {
		expect("StreamID 0x%x", streams[i]);
		assert_true(v3[0].offenders[i].records > 100);
	}
	expect("kexec-smmu: 0x9050000 and others: records were lost\r\n");

	set_up(state);
	v3[0].full_is_gerror = true;
	for (i = 0; i < 5; i++)
		offend(0, i, streams[i], 0x1000 * i)->burst = 200;
	run("hogs");
	for (i = 0; i < 5; i++) {
		expect("StreamID 0x%x", streams[i]);
		assert_true(v3[0].offenders[i].records > 100);
	}
	expect("records were lost");
}

/* Without stage 1, or two levels, there is no address. */
static void linear(void **state)
{
	(void)state;
	v3[0].idr0 &= ~R_IDR0_S1P;
	offend(0, 0, 0x28, 0x68000000);
	offend(0, 1, 0, 0x68000000);
	run("no stage 1");
	expect("snd_hda_intel: used, at least ");
	expect("StreamID 0x0: used, at least ");

	set_up(state);
	v3[0].idr0 &= ~R_IDR0_ST_LEVEL;
	offend(0, 0, 0x28, 0x68000000);
	run("one level");
	expect("snd_hda_intel: used, at least ");
}

static void not_watched(void **state)
{
	(void)state;
	v3[0].idr0 |= R_IDR0_ATS;
	run("ATS");
	assert_false(v3[0].own_tables);
	expect("kexec-smmu: 0x9050000 not watched: ATS\r\n");

	set_up(state);
	v3[0].idr1 |= R_IDR1_TABLES_PRESET;
	run("tables");
	assert_false(v3[0].own_tables);
	expect("kexec-smmu: 0x9050000 not watched: preset\r\n");

	set_up(state);
	v3[0].idr1 |= R_IDR1_QUEUES_PRESET;
	run("queues");
	expect("not watched: preset");

	set_up(state);
	v3[0].idr1 &= ~R_IDR1_EVENTQS;
	run("no queue to speak of");
	expect("not watched: preset");

	set_up(state);
	v3[0].offenders[0].burst = 1;
	cpu.settings.watch_us = 0;
	run("not asked for");
	assert_false(v3[0].own_tables);
	expect_no("StreamID");
}

static void ats_if_named(void **state)
{
	(void)state;
	v3[0].idr0 |= R_IDR0_ATS;
	cpu.smmus[0].named = true;
	offend(0, 0, 0x28, 0x68000000);
	run("named");
	expect("snd_hda_intel: wrote ");
}

static void slow(void **state)
{
	static const uint32_t delays[] = { 1, 2, 63, 1000 };
	size_t i;

	for (i = 0; i < 4; i++) {
		set_up(state);
		v3[0].cr0_delay = v3[0].gbpa_delay = delays[i];
		v3[0].sync_delay = delays[i];
		offend(0, 0, 0x28, 0x68000000);
		run("slow");
		expect("snd_hda_intel: wrote ");
	}
}

static void given_up(void **state)
{
	(void)state;
	v3[0].sync_delay = ACK_NEVER;
	run("no SYNC");
	assert_false(v3[0].trace[0].fates[0] & FATE_BYPASS);
	expect("kexec-smmu: 0x9050000 not watched: given up\r\n");
}

/* Wherever an access faults, it is fenced, and the others are watched. */
static void faults(void **state)
{
	size_t first, last, n, given_up = 0;

	cpu.settings.watch_us = 0;
	run("without");
	first = v3[0].accesses + 1;
	set_up(state);
	cpu.settings.watch_us = 1;
	run("with");
	last = v3[0].accesses;
	for (n = first; n <= last; n++) {
		set_up(state);
		cpu.settings.watch_us = 1;
		cpu.abort_at = n;
		cpu_run(&cpu);
		expect_arrival(&cpu, "fault", n);
		if (v3[0].violation[0])
			fail_msg("%zu: %s", n, v3[0].violation);
		assert_int_equal(smmu_v3_model_fates(&v3[0]), FATE_ABORT);
		given_up += expect_says(&cpu, "not watched", "given up");
	}
	assert_true(given_up > 20);
}

static void serrors(void **state)
{
	uint64_t seed;

	for (seed = 1; seed <= 20; seed++) {
		set_up(state);
		cpu.settings.watch_us = 200;
		cpu.serror_mean = 50;
		cpu.serror_seed = seed;
		offend(0, 0, 0x28, 0x68000000);
		run("SErrors");
		expect("snd_hda_intel: wrote ");
	}
}

/* More than there are queues: in turns, with one list of who. */
static void many(void **state)
{
	size_t i;

	(void)state;
	for (i = 1; i < MODELS; i++)
		add(i);
	for (i = 0; i < MODELS; i++)
		offend(i, 0, (uint32_t)(0x28 + i), 0x68000000);
	offend(1, 1, 0x28, 0x1000);
	run("many");
	for (i = 0; i < MODELS; i++)
		expect("kexec-smmu: 0x%x StreamID 0x%x",
		       (unsigned int)(BASE + i * STRIDE), (unsigned int)(0x28 + i));
	/* A name is no format. */
	expect("0x9150000 StreamID 0x28 0001:00:05.0 8086:100e %%s%%x: wrote");
}

static void too_many_streams(void **state)
{
	size_t i, count = 0;
	const char *at;

	(void)state;
	for (i = 0; i < V3_OFFENDERS; i++)
		offend(0, i, (uint32_t)i, 0x1000);
	v3[0].offenders[7].stream_step = 1;
	run("streams");
	for (at = cpu.console; (at = strstr(at, "StreamID")); at++)
		count++;
	assert_int_equal(count, 16);
	expect("and others: records were lost");
}

static void version_2(void **state)
{
	static const struct v2_shape shape = {
		.groups = 4, .banks = 2, .pages = 4,
	};

	(void)state;
	cpu.smmu_count = 0;
	smmu_v2_model_reset(&v2, &shape);
	smmu_v2_model_translating(&v2);
	v2.closing = true;
	v2.refill = 3;
	v2.gfar = UINT64_C(0x168000010);
	v2.gfsynr[0] = 1 << 1;
	v2.gfsynr[1] = 0x2a;
	cpu_add_v2(&cpu, &v2, BASE);
	smmu_v2_model_begin(&v2);
	cpu_run(&cpu);
	expect_arrival(&cpu, "v2", 0);
	assert_string_equal(v2.violation, "");
	expect("kexec-smmu: 0x9050000 StreamID 0x2a: wrote "
	       "0x168000010..0x168000010, at least ");
	expect("records were lost");
}

/* By polls, so many that the shipped stage takes too long under Unicorn. */
static void bounded(void **state)
{
	(void)state;
	if (stage_size > 1024)
		skip();
	cpu.counter_step = UINT64_MAX;
	run("backwards");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(quiet),
		TEST(one_writer),
		TEST(readers_and_names),
		TEST(hogs),
		TEST(linear),
		TEST(not_watched),
		TEST(ats_if_named),
		TEST(slow),
		TEST(given_up),
		TEST(faults),
		TEST(serrors),
		TEST(many),
		TEST(too_many_streams),
		TEST(version_2),
		TEST(bounded),
	};

	stage = cpu_stage_load(&stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
