/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which PCI functions a plan lists to be stopped, with which entry; its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "smmu-plan.h"
#include "unit/stub-stage.h"

#define STAGE_SIZE	64u
#define PLAN_AT		0x80u
#define ENTRIES_AT	(PLAN_AT + sizeof(struct smmu_plan_header))
#define CONFIG		UINT64_C(0x4010000000)
#define CONSOLE_CLASS	0x070002
#define DISK_CLASS	0x010802

static uint8_t stage[STAGE_SIZE];
static struct smmu_machine machine;
static struct plan_image image;
static const struct plan_settings settings = { .timeout_us = 1 };

static void add_smmu(unsigned int group, enum smmu_action action)
{
	struct smmu *smmu = smmu_machine_add(&machine);

	assert_non_null(smmu);
	smmu->base = 0x1000000 * (uint64_t)(machine.smmu_count + 1);
	smmu->has_base = true;
	smmu->version = SMMU_VERSION_V3;
	smmu->group = group;
	smmu->has_policy = true;
	smmu->policy = smmu->action = action;
}

static struct pci_function *add(uint32_t group)
{
	struct pci_function *function = smmu_machine_add_function(&machine);

	assert_non_null(function);
	function->id = (uint16_t)(8 * machine.function_count);
	function->vendor = 0x8086;
	function->device = 0x2668;
	function->class = DISK_CLASS;
	function->at_pcie = 0x40;
	function->at_msi = 0x70;
	function->at_msix = 0xb0;
	function->has_config = true;
	function->config = CONFIG + ((uint64_t)function->id << 12);
	function->group = group;
	function->master = PCI_NONE;
	function->has_stream = true;
	function->stream = function->id;
	return function;
}

static int set_up(void **state)
{
	(void)state;
	stub_stage(stage, sizeof(stage), PLAN_AT);
	machine.has_functions = true;
	add_smmu(7, SMMU_ABORT);
	add_smmu(8, SMMU_DRAIN);
	add_smmu(9, SMMU_KEEP);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	smmu_machine_clear(&machine);
	plan_image_clear(&image);
	return 0;
}

static void build(void)
{
	plan_image_clear(&image);
	assert_int_equal(plan_build(stage, sizeof(stage), &machine, &settings,
				    &image, NULL), PLAN_OK);
}

static const struct smmu_plan_header *header(void)
{
	return (const void *)(image.bytes + PLAN_AT);
}

static const struct smmu_plan_entry *entry(size_t n)
{
	return (const struct smmu_plan_entry *)
	       (const void *)(image.bytes + ENTRIES_AT) + n;
}

/* How many are listed. The test runs on little-endian hosts. */
static size_t listed(void)
{
	size_t count;

	build();
	if (header()->count == machine.smmu_count)
		return 0;
	assert_int_equal(header()->count, machine.smmu_count + 2);
	assert_int_equal(entry(3)->type, SMMU_PLAN_FUNCTIONS);
	assert_int_equal(entry(4)->type, SMMU_PLAN_STATES);
	assert_int_equal(entry(4)->size % SMMU_PLAN_STATE_SIZE, 0);
	count = entry(4)->size / SMMU_PLAN_STATE_SIZE;
	assert_int_equal(entry(3)->size,
			 count * sizeof(struct smmu_plan_function));
	assert_int_equal(entry(3)->base + entry(3)->size, header()->body_size);
	return count;
}

static const struct smmu_plan_function *record(size_t n)
{
	return (const struct smmu_plan_function *)
	       (const void *)(image.bytes + entry(3)->base) + n;
}

static void only_behind_what_is_drained(void **state)
{
	(void)state;
	assert_int_equal(listed(), 0);
	add(7);
	add(9);
	add(MASTER_NO_SMMU);
	assert_int_equal(listed(), 0);
	add(8);
	assert_int_equal(listed(), 1);
	assert_int_equal(entry(1)->action, SMMU_PLAN_DRAIN);
	assert_int_equal(record(0)->config, CONFIG + (32 << 12));
	assert_int_equal(record(0)->ids, 0x26688086);
	assert_int_equal(record(0)->id, 32);
	assert_int_equal(record(0)->entry, 1);
	assert_int_equal(record(0)->at_pcie, 0x40);
	assert_int_equal(record(0)->at_msi, 0x70);
	assert_int_equal(record(0)->at_msix, 0xb0);
	assert_int_equal(record(0)->parent, SMMU_PLAN_FUNCTION_NONE);
	assert_int_equal(record(0)->reset, SMMU_PLAN_RESET_NONE);
	assert_int_equal(record(0)->flags, 0);
}

/* A rule for all stops functions without an SMMU, but not kept ones. */
static void behind_none(void **state)
{
	(void)state;
	machine.rest = SMMU_DRAIN;
	add(MASTER_NO_SMMU);
	add(9);
	assert_int_equal(listed(), 1);
	assert_int_equal(record(0)->entry, 3);

	machine.smmus[2].status = SMMU_DISABLED;
	build();
	assert_int_equal(header()->count, 4);
	assert_int_equal(entry(3)->size, 2 * SMMU_PLAN_STATE_SIZE);
}

static void flags(void **state)
{
	(void)state;
	add(8)->is_vf = true;
	add(8)->header_type = 1;
	/* What NVSwitch says of itself. */
	add(8)->class = 0x068000;
	assert_int_equal(listed(), 3);
	assert_int_equal(record(0)->flags, SMMU_PLAN_FUNCTION_VF);
	assert_int_equal(record(1)->flags & SMMU_PLAN_FUNCTION_BRIDGE,
			 SMMU_PLAN_FUNCTION_BRIDGE);
	assert_int_equal(record(2)->flags, 0);
}

static void never_listed(void **state)
{
	struct master *master;
	struct stream *stream;

	(void)state;
	add(8)->class = 0x060000;
	add(8)->class = 0x030000;
	add(8)->class = CONSOLE_CLASS;
	add(8)->cxl = PCI_YES;
	add(8);			/* which owns a region, as 0x28 */
	master = smmu_machine_add_master(&machine);
	stream = smmu_machine_add_stream(&machine);
	assert_true(master && stream);
	master->kind = MASTER_REGION;
	stream->group = 8;
	stream->has_first = true;
	stream->first = 0x28;
	stream->count = 1;
	assert_int_equal(listed(), 0);
	assert_int_equal(image.left_out, 0);

	machine.streams[0].first = 0x29;
	assert_int_equal(listed(), 1);
	assert_int_equal(record(0)->stream, 0x28);
	machine.functions[4].segment = 0x10000;
	assert_int_equal(listed(), 0);
	machine.functions[4].segment = 0;
	machine.functions[4].has_config = false;
	assert_int_equal(listed(), 0);
	assert_int_equal(image.left_out, 1);
}

static void too_many(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < SMMU_PLAN_FUNCTIONS_MAX; i++)
		add(8);
	assert_int_equal(listed(), SMMU_PLAN_FUNCTIONS_MAX);
	add(8);
	plan_image_clear(&image);
	assert_int_equal(plan_build(stage, sizeof(stage), &machine, &settings,
				    &image, NULL), PLAN_E_FUNCTIONS);
	assert_string_equal(plan_strerror(PLAN_E_FUNCTIONS),
			    "more PCI functions than the stage can stop: 1024");
}

/* 64 SMMUs and 128 functions, without the text of names: 10 KiB at most. */
static void size(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 3; i < 64; i++)
		add_smmu(7 + i, SMMU_QUIESCE);
	for (i = 0; i < 128; i++)
		add(63);
	build();
	assert_int_equal(entry(64)->size,
			 128 * sizeof(struct smmu_plan_function));
	assert_in_range(image.size - PLAN_AT, 6 * 1024, 10 * 1024);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_behind_what_is_drained),
		TEST(behind_none),
		TEST(flags),
		TEST(never_listed),
		TEST(too_many),
		TEST(size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
