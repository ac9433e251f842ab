/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts of SMMUs: their list, and which of them go into a plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "plan/plan.h"
#include "unit/stub-stage.h"

#define STAGE_SIZE	64u
#define PLAN_AT		0x80u
#define ENTRIES_AT	(PLAN_AT + 64)
#define DISTRIBUTOR	UINT64_C(0x123456780000)
#define FRAMES_MAX	260u

static uint8_t stage[STAGE_SIZE];
static struct smmu smmus[FRAMES_MAX];
static struct smmu_machine machine;
static struct plan_image image;

static uint64_t get(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | bytes[size];
	return value;
}

static int set_up(void **state)
{
	(void)state;
	stub_stage(stage, sizeof(stage), PLAN_AT);
	memset(smmus, 0, sizeof(smmus));
	memset(&machine, 0, sizeof(machine));
	machine.smmus = smmus;
	machine.gic.version = GIC_V3;
	machine.gic.distributor = DISTRIBUTOR;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gic_list_clear(&machine.interrupts);
	plan_image_clear(&image);
	return 0;
}

/* One more frame, of the group that is given. */
static struct smmu *frame(unsigned int group)
{
	struct smmu *smmu = &smmus[machine.smmu_count++];

	*smmu = (struct smmu){
		.base = (uint64_t)machine.smmu_count << 20, .has_base = true,
		.size = 0x20000, .has_size = true, .group = group,
		.version = SMMU_VERSION_V3, .action = SMMU_ABORT,
	};
	return smmu;
}

static void irq(unsigned int group, uint64_t intid)
{
	assert_int_equal(gic_list_add(&machine.interrupts, group, intid), 0);
}

static void build(void)
{
	const struct plan_settings settings = { .timeout_us = 1 };

	plan_image_clear(&image);
	assert_int_equal(plan_build(stage, STAGE_SIZE, &machine, &settings,
				    &image, NULL), PLAN_OK);
}

/* The interrupts of the plan as text: "REGISTER:BITS=ENTRY-ENTRY ...". */
static void expect(const char *wanted)
{
	const uint8_t *header, *gic, *at;
	char got[1024] = "";
	size_t i, count;

	build();
	header = image.bytes + PLAN_AT;
	count = get(header + 22, 2);
	gic = image.bytes + ENTRIES_AT + 32 * get(header + 20, 2);
	assert_int_equal(get(header + 12, 4), image.size);
	for (i = 0, at = gic + 8; i < count; i++, at += 8)
		snprintf(got + strlen(got), sizeof(got) - strlen(got),
			 "%s%x:%x=%u-%u", i ? " " : "",
			 (unsigned int)get(at + 4, 2), (unsigned int)get(at, 4),
			 at[6], at[7]);
	assert_string_equal(got, wanted);
	if (!count) {
		assert_int_equal(header[35], 0);
		assert_ptr_equal(gic, image.bytes + image.size);
		return;
	}
	assert_int_equal(header[35], machine.gic.version);
	assert_true(get(gic, 8) == machine.gic.distributor);
	assert_ptr_equal(at, image.bytes + image.size);
	assert_int_equal(image.memory_size,
			 image.size + 64 * get(header + 20, 2));
	assert_int_equal(get(header + 16, 4),
			 crc32(crc32(0, stage, STAGE_SIZE),
			       image.bytes + ENTRIES_AT,
			       (uInt)(image.size - ENTRIES_AT)));
}

static void test_shared(void **state)
{
	static const uint64_t out[] = {
		0, 15, 16, 31, 1020, 1023, 1056, 1119, 4095, 5120, 8192,
		UINT64_C(0x100000020), UINT64_MAX,
	};
	static const uint64_t in[] = { 32, 1019, 4096, 5119 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(out) / sizeof(*out); i++) {
		assert_false(gic_is_shared(out[i]));
		irq(0, out[i]);
	}
	assert_int_equal(machine.interrupts.count, 0);
	for (i = 0; i < sizeof(in) / sizeof(*in); i++) {
		assert_true(gic_is_shared(in[i]));
		irq(0, in[i]);
	}
	assert_int_equal(machine.interrupts.count, 4);
}

/* As sources list them: one by one, often repeated. */
static void test_list(void **state)
{
	const struct gic_interrupts *ranges;

	(void)state;
	irq(1, 106);
	irq(1, 107);
	irq(1, 108);
	irq(1, 106);
	irq(1, 109);
	irq(1, 111);
	irq(2, 112);
	irq(2, 112);
	irq(2, 111);
	assert_int_equal(machine.interrupts.count, 4);
	ranges = machine.interrupts.ranges;
	assert_int_equal(ranges[0].first, 106);
	assert_int_equal(ranges[0].count, 4);
	assert_int_equal(ranges[1].first, 111);
	assert_int_equal(ranges[1].count, 1);
	assert_int_equal(ranges[2].group, 2);
	assert_int_equal(ranges[2].count, 1);
	assert_int_equal(ranges[3].first, 111);
}

static void test_ranges(void **state)
{
	(void)state;
	frame(0);
	frame(1);
	frame(2)->action = SMMU_BYPASS;
	irq(0, 106);
	irq(0, 107);
	irq(0, 109);
	irq(0, 108);
	irq(1, 110);
	irq(1, 104);
	irq(2, 4096);
	irq(2, 5119);
	irq(2, 32);
	irq(2, 1019);
	/* Bits 8 and 14 are of one, 10 to 13 of another. */
	expect("284:1=2-2 28c:4100=1-1 28c:3c00=0-0 2fc:8000000=2-2 "
	       "1800:1=2-2 187c:80000000=2-2");
	machine.gic.version = GIC_V2;
	expect("284:1=2-2 28c:4100=1-1 28c:3c00=0-0 2fc:8000000=2-2");
}

/* Without a GIC or without interrupts, the plan has no interrupts. */
static void test_none(void **state)
{
	(void)state;
	frame(0);
	expect("");
	irq(0, 106);
	machine.gic.version = GIC_NONE;
	expect("");
	machine.gic.version = GIC_V2;
	expect("28c:400=0-0");
	smmus[0].action = SMMU_KEEP;
	expect("");
	smmus[0].action = SMMU_ABORT;
	machine.interrupts.ranges[0].first = 4096;
	expect("");
}

/* An interrupt of an SMMU that is kept or not in the plan must not be lost. */
static void test_shared_by_smmus(void **state)
{
	(void)state;
	frame(0);
	frame(1);
	frame(2);
	frame(3);
	irq(0, 100);
	irq(0, 101);
	irq(0, 102);
	irq(1, 101);
	irq(3, 102);
	irq(3, 103);
	expect("28c:10=0-0 28c:20=0-1 28c:40=0-3 28c:80=3-3");
	smmus[2].action = SMMU_KEEP;
	expect("28c:10=0-0 28c:20=0-1 28c:80=3-3");
	smmus[1].action = SMMU_KEEP;
	expect("28c:10=0-0 28c:80=3-3");
	smmus[1].action = SMMU_ABORT;
	smmus[1].status = SMMU_RESERVED;
	expect("28c:10=0-0 28c:80=2-2");
	smmus[3].status = SMMU_DISABLED;
	expect("28c:10=0-0");
	smmus[3].status = SMMU_UNREACHABLE;
	smmus[3].has_base = false;
	expect("28c:10=0-0");
}

/* Frames of one SMMU share its interrupts, and all of them have to be done. */
static void test_frames(void **state)
{
	(void)state;
	frame(0);
	frame(1);
	frame(1);
	frame(1);
	frame(2);
	irq(1, 222);
	irq(1, 223);
	irq(1, 224);
	irq(2, 225);
	expect("298:c0000000=1-3 29c:1=1-3 29c:2=4-4");
	smmus[2].status = SMMU_DISABLED;
	expect("29c:2=3-3");
	smmus[2].status = SMMU_OKAY;
	/* A second node at one address: the first is the entry. */
	smmus[4].base = smmus[0].base;
	expect("298:c0000000=1-3 29c:1=1-3");
}

static void test_many(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		frame(i);
		irq(i, 32 + 3 * i);
		irq(i, 4096 + 4 * i);
	}
	build();
	assert_int_equal(get(image.bytes + PLAN_AT + 22, 2), 512);
	assert_int_equal(image.size, ENTRIES_AT + 256 * 32 + 8 + 512 * 8);

	/* Every interrupt alone, every other one being another SMMU's. */
	gic_list_clear(&machine.interrupts);
	for (i = 0; i < 5120; i += 2)
		irq(3, i);
	for (i = 1; i < 5120; i += 2)
		irq(255, i);
	build();
	assert_int_equal(get(image.bytes + PLAN_AT + 22, 2), 2 * (31 + 32));
	assert_int_equal(image.bytes[image.size - 1], 255);
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_shared),
		TEST(test_list),
		TEST(test_ranges),
		TEST(test_none),
		TEST(test_shared_by_smmus),
		TEST(test_frames),
		TEST(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
