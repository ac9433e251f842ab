/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plan says of quiesce: resets, parents, silence, strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "masters/join.h"
#include "masters/resets.h"
#include "plan/functions.h"
#include "plan/plan.h"
#include "smmu-plan.h"
#include "unit/stub-stage.h"

#define STAGE_SIZE	64u
#define PLAN_AT		0x80u
#define ENTRIES_AT	(PLAN_AT + sizeof(struct smmu_plan_header))
#define DISK		0x010802
#define PORT		0x060400
#define SWITCH		0x068000	/* of NVLink: an endpoint */
#define NETWORK		0x020000
#define NO_ONE		SMMU_PLAN_FUNCTION_NONE

static uint8_t stage[STAGE_SIZE];
static struct smmu_machine machine;
static struct plan_image image;
static struct plan_settings settings;
static char driver[] = "nvme", lent[] = "vfio_pci", node[] = "/dma@1000";

static void add_smmu(enum smmu_action action)
{
	struct smmu *smmu = smmu_machine_add(&machine);

	assert_non_null(smmu);
	smmu->base = 0x1000000 * (uint64_t)machine.smmu_count;
	smmu->has_base = true;
	smmu->version = SMMU_VERSION_V3;
	smmu->group = (unsigned int)machine.smmu_count - 1;
	smmu->has_policy = true;
	smmu->policy = smmu->action = action;
}

/* A function with a driver; above: the ID of its bridge, 0 for none. */
static struct pci_function *add(uint16_t id, uint32_t class, uint16_t above,
				const char *resets)
{
	struct pci_function *function = smmu_machine_add_function(&machine);

	assert_non_null(function);
	function->id = id;
	function->class = class;
	function->header_type = class == PORT;
	function->has_parent = above != 0;
	function->parent_id = above;
	function->flr = function->af_flr = PCI_YES;
	function->cxl = PCI_NO;
	function->pcie = PCI_YES;
	function->has_port_type = true;
	function->port_type = 4;
	function->at_pcie = 0x40;
	function->at_af = 0x60;
	function->master = 0;
	function->driver = strdup(driver);
	assert_non_null(function->driver);
	if (resets) {
		function->has_resets = PCI_YES;
		resets_parse(resets, function);
	}
	return function;
}

static struct master *add_master(enum master_kind kind)
{
	struct master *master = smmu_machine_add_master(&machine);
	struct stream *stream = smmu_machine_add_stream(&machine);

	assert_true(master && stream);
	*master = (struct master){
		.name = strdup(node), .kind = kind, .enabled = true,
		.id_mask = UINT32_MAX, .first = machine.stream_count - 1,
		.count = 1,
	};
	*stream = (struct stream){
		.master = machine.master_count - 1, .has_input = true,
		.has_first = true, .count = 0x10000,
	};
	return master;
}

static int set_up(void **state)
{
	(void)state;
	stub_stage(stage, sizeof(stage), PLAN_AT);
	settings = (struct plan_settings){ .timeout_us = 1 };
	machine.has_functions = true;
	add_smmu(SMMU_QUIESCE);
	add_master(MASTER_PCI);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	smmu_machine_clear(&machine);
	plan_image_clear(&image);
	return 0;
}

/* Join what was added, all behind the first SMMU, and make the plan. */
static void build(void)
{
	struct pci_window *window;

	if (!machine.window_count) {
		window = smmu_machine_add_window(&machine);
		assert_non_null(window);
		window->master = PCI_NONE;
		window->last_bus = 0xff;
		window->base = 0x4010000000;
	}
	join_functions(&machine, "4010000000-401fffffff : PCI ECAM", 32);
	plan_image_clear(&image);
	assert_int_equal(plan_build(stage, sizeof(stage), &machine, &settings,
				    &image, NULL), PLAN_OK);
}

static const struct smmu_plan_entry *entry(size_t n)
{
	return (const struct smmu_plan_entry *)
	       (const void *)(image.bytes + ENTRIES_AT) + n;
}

static const struct smmu_plan_function *record(size_t n)
{
	return (const struct smmu_plan_function *)
	       (const void *)(image.bytes +
			      entry(machine.smmu_count)->base) + n;
}

/* The resets and parents of the first records, -1 behind the last. */
static void expect(const int *resets, const int *parents)
{
	size_t i;

	build();
	for (i = 0; resets[i] >= 0; i++)
		if (record(i)->reset != resets[i] ||
		    record(i)->parent != parents[i])
			fail_msg("record %zu: reset %u, parent %u", i,
				 record(i)->reset, record(i)->parent);
}

#define EXPECT(...)	expect((const int[]){ __VA_ARGS__, -1 }, parents)
#define FLR		SMMU_PLAN_RESET_FLR
#define AF		SMMU_PLAN_RESET_AF
#define BUS		SMMU_PLAN_RESET_BUS

static void own_resets(void **state)
{
	static const int parents[] = { NO_ONE, NO_ONE, NO_ONE, NO_ONE };

	(void)state;
	add(0x08, DISK, 0, "flr");
	add(0x10, DISK, 0, "af_flr pm");
	add(0x18, DISK, 0, "pm");
	add(0x20, DISK, 0, NULL);
	EXPECT(FLR, AF, 0, 0);
	assert_int_equal(record(1)->at_af, 0x60);
	/* drain resets nothing. */
	machine.smmus[0].action = SMMU_DRAIN;
	EXPECT(0, 0, 0, 0);
}

static void bus_resets(void **state)
{
	static const int parents[] = { NO_ONE, 0, 0, NO_ONE };

	(void)state;
	add(0x08, PORT, 0, NULL);
	add(0x100, DISK, 0x08, "bus");
	/* Linux did not know of it when it looked at the first. */
	add(0x101, DISK, 0x08, NULL);
	add(0x200, DISK, 0, "bus");
	EXPECT(0, BUS, BUS, 0);
	/* One that can reset itself needs no bus, */
	machine.functions[1].first_reset = PCI_RESET_FLR;
	machine.functions[2].has_resets = PCI_YES;
	resets_parse("flr", &machine.functions[2]);
	EXPECT(0, FLR, FLR, 0);
	/* but is hit by it. */
	machine.functions[2].has_resets = PCI_UNKNOWN;
	machine.functions[1].resets |= PCI_RESET_FLR;
	EXPECT(0, BUS, BUS, 0);
}

/* The bridge above has to be in the list, too. */
static void bridge_elsewhere(void **state)
{
	static const int parents[] = { NO_ONE };

	(void)state;
	add(0x08, PORT, 0, NULL);
	add(0x100, DISK, 0x08, "bus");
	machine.streams[0].input = 0x100;
	EXPECT(0);
	assert_int_equal(record(0)->id, 0x100);
}

/* Two nodes at one address are one SMMU. */
static void twins(void **state)
{
	struct message line;

	(void)state;
	add_smmu(SMMU_QUIESCE);
	machine.smmus[1].base = machine.smmus[0].base;
	machine.streams[0].group = 1;
	add(0x08, 0x030000, 0, NULL);
	build();
	assert_true(plan_functions_stranger(&machine, &machine.smmus[0],
					    &line));
	assert_int_equal(entry(0)->flags, SMMU_PLAN_STRANGERS);
	assert_int_not_equal(entry(1)->type, SMMU_PLAN_V3);
}

/* A sibling that must not be reset, or that nobody would restore. */
static void no_bus_reset(void **state)
{
	static const int parents[] = { NO_ONE, 0, 0 };

	(void)state;
	add(0x08, PORT, 0, NULL);
	add(0x100, DISK, 0x08, "bus");
	add(0x101, DISK, 0x08, NULL);
	EXPECT(0, BUS, BUS);
	machine.functions[2].header_type = 1;
	EXPECT(0, 0, 0);
	machine.functions[2].header_type = 0;
	machine.functions[2].class = SWITCH;
	EXPECT(0, BUS, BUS);
	machine.functions[2].cxl = PCI_UNKNOWN;
	EXPECT(0, 0, 0);
	machine.functions[2].cxl = PCI_NO;
	machine.functions[1].resets = 0;
	EXPECT(0, 0, 0);
}

/* Behind another SMMU, which is not quiesced; or not listed at all. */
static void siblings_elsewhere(void **state)
{
	static const int parents[] = { NO_ONE, 0 };
	struct stream *stream;
	struct message line;

	(void)state;
	add_smmu(SMMU_ABORT);
	add(0x08, PORT, 0, NULL);
	add(0x100, DISK, 0x08, "bus");
	add(0x101, DISK, 0x08, NULL);
	machine.streams[0].count = 0x101;
	stream = smmu_machine_add_stream(&machine);
	assert_non_null(stream);
	*stream = machine.streams[0];
	stream->input = 0x101;
	stream->group = 1;
	machine.masters[0].count = 2;
	EXPECT(0, 0);
	machine.smmus[1].action = SMMU_DRAIN;
	EXPECT(0, 0);
	machine.smmus[1].action = SMMU_QUIESCE;
	EXPECT(0, BUS);
	machine.functions[2].class = 0x030000;
	EXPECT(0, 0);
	assert_false(plan_functions_stranger(&machine, &machine.smmus[0],
					     &line));
	assert_true(plan_functions_stranger(&machine, &machine.smmus[1],
					    &line));
	assert_int_equal(entry(0)->flags, 0);
	assert_int_equal(entry(1)->flags, SMMU_PLAN_STRANGERS);
}

static void sriov(void **state)
{
	static const int parents[] = { NO_ONE, 0, 0, 1 };
	struct pci_function *function;

	(void)state;
	add(0x08, PORT, 0, NULL);
	add(0x100, NETWORK, 0x08, "flr bus")->at_sriov = 0x160;
	add(0x101, NETWORK, 0x08, "flr");
	function = add(0x180, NETWORK, 0x08, "flr");
	function->is_vf = true;
	function->physfn = 0x100;
	EXPECT(0, FLR, FLR, FLR);
	assert_int_equal(record(1)->at_sriov, 0x160);
	assert_int_equal(record(3)->flags & SMMU_PLAN_FUNCTION_VF,
			 SMMU_PLAN_FUNCTION_VF);
	/* It needs no bus, nor does the bus count as its own reset. */
	machine.functions[3].has_resets = PCI_UNKNOWN;
	EXPECT(0, FLR, FLR, 0);
	machine.functions[3].has_resets = PCI_YES;
	machine.functions[2].has_resets = PCI_UNKNOWN;
	EXPECT(0, BUS, BUS, FLR);
}

static void silence(void **state)
{
	static const unsigned int ok = SMMU_PLAN_FUNCTION_SILENT_OK;
	size_t i;

	(void)state;
	add(0x08, PORT, 0, NULL);
	add(0x10, DISK, 0, NULL);
	add(0x18, NETWORK, 0, NULL);
	add(0x20, DISK, 0, NULL);
	add(0x28, DISK, 0, NULL);
	add(0x30, SWITCH, 0, NULL);
	for (i = 0; i < 6; i++) {
		if (i == 1 || i == 2)
			continue;
		free(machine.functions[i].driver);
		machine.functions[i].driver = i == 4 ? strdup(lent) : NULL;
	}
	build();
	/* A bridge has no DMA of its own; nobody has shut down the others. */
	assert_int_equal(record(0)->flags & ok, ok);
	assert_int_equal(record(1)->flags & ok, ok);
	assert_int_equal(record(2)->flags & ok, 0);
	assert_int_equal(record(3)->flags & ok, 0);
	assert_int_equal(record(4)->flags & ok, 0);
	assert_int_equal(record(5)->flags, 0);
}

/* A line that begins with the SMMU, and says this. */
static void expect_stranger(const char *text)
{
	struct message line = { "" };

	if (!plan_functions_stranger(&machine, &machine.smmus[0], &line) ||
	    strncmp(line.text, "0x1000000: stays in abort: ", 27) != 0 ||
	    !strstr(line.text, text))
		fail_msg("%s: %s", text, line.text);
	plan_image_clear(&image);
	assert_int_equal(plan_build(stage, sizeof(stage), &machine, &settings,
				    &image, NULL), PLAN_OK);
	assert_int_equal(entry(0)->flags, SMMU_PLAN_STRANGERS);
}

static void strangers(void **state)
{
	struct pci_function *function;
	struct message line;

	(void)state;
	add(0x00, 0x060000, 0, NULL);
	add(0x08, DISK, 0, "flr");
	build();
	assert_int_equal(entry(0)->action, SMMU_PLAN_QUIESCE);
	assert_int_equal(entry(0)->flags, 0);

	function = &machine.functions[1];
	function->class = 0x030000;
	expect_stranger("behind it is 0000:00:01.0, a display");
	function->class = 0x070002;
	expect_stranger("0000:00:01.0, a console");
	function->class = DISK;
	function->cxl = PCI_YES;
	expect_stranger("a CXL device");
	function->cxl = PCI_NO;
	function->has_config = false;
	expect_stranger("without a confirmed configuration address");
	function->has_config = true;
	function->has_stream = false;
	expect_stranger("of unknown StreamID");
	function->has_stream = true;
	machine.smmus[0].by_hand = true;
	expect_stranger("added by hand");
	machine.smmus[0].by_hand = false;
	function->master = PCI_NONE;
	machine.functions[0].master = PCI_NONE;
	expect_stranger("/dma@1000, a host bridge without known functions");
	machine.masters[0].enabled = false;
	assert_false(plan_functions_stranger(&machine, &machine.smmus[0],
					     &line));
	machine.masters[0].enabled = true;
	function->master = 0;
	add_master(MASTER_DEVICE);
	expect_stranger("/dma@1000, no PCI function");
	machine.masters[1].kind = MASTER_REGION;
	expect_stranger("the owner of a reserved region");
}

/* Nothing is below it, and the kernel has looked everywhere. */
static void empty_host_bridge(void **state)
{
	struct pci_window *window;
	struct message line;

	(void)state;
	add(0x08, DISK, 0, "flr")->segment = 1;
	add_smmu(SMMU_QUIESCE);
	add_master(MASTER_PCI)->segment = 1;
	machine.streams[1].group = 1;
	machine.functions[0].master = 1;
	window = smmu_machine_add_window(&machine);
	assert_non_null(window);
	window->master = 0;
	window->base = 0x4010000000;
	window->last_bus = 0xff;
	build();
	assert_false(plan_functions_stranger(&machine, &machine.smmus[0],
					     &line));
	assert_int_equal(entry(0)->flags, 0);

	/* Not that far. */
	machine.windows[0].base += 0x1000;
	build();
	expect_stranger("/dma@1000, a host bridge without known functions");
	machine.windows[0].base -= 0x1000;
	machine.windows[0].master = 1;
	build();
	expect_stranger("a host bridge without known functions");
	/* By segment, as MCFG has it. */
	machine.windows[0].master = PCI_NONE;
	machine.windows[0].segment = 1;
	build();
	expect_stranger("a host bridge without known functions");
	machine.windows[0].segment = 0;
	build();
	assert_false(plan_functions_stranger(&machine, &machine.smmus[0],
					     &line));
	/* This one may be below it. */
	machine.functions[0].master = PCI_NONE;
	expect_stranger("a host bridge without known functions");
}

/* Memory to listen with, even if nobody asked for a watch; and a HEST. */
static void around(void **state)
{
	(void)state;
	add(0x08, DISK, 0, "flr");
	settings.settle_us = 50000;
	build();
	assert_int_equal(entry(0)->settle_us, 50000);
	assert_int_equal(entry(1)->type, SMMU_PLAN_FUNCTIONS);
	assert_int_equal(entry(1)->flags, 0);
	assert_int_equal(entry(2)->type, SMMU_PLAN_STATES);
	assert_int_equal(entry(2)->flags, 0);
	assert_int_equal(entry(3)->type, SMMU_PLAN_WATCH);
	settings.has_hest = true;
	build();
	assert_int_equal(entry(1)->flags, SMMU_PLAN_NO_PROVOKE);
}

/* What is behind no SMMU is reset if all is to be quiesced. */
static void behind_none(void **state)
{
	static const int parents[] = { NO_ONE, NO_ONE };

	(void)state;
	add(0x08, DISK, 0, "flr");
	add(0x10, DISK, 0, "flr");
	machine.streams[0].count = 0x10;
	machine.rest = SMMU_QUIESCE;
	EXPECT(FLR, FLR);
	assert_int_equal(record(1)->entry, 1);
	machine.rest = SMMU_DRAIN;
	EXPECT(FLR, 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(own_resets),
		TEST(bus_resets),
		TEST(bridge_elsewhere),
		TEST(no_bus_reset),
		TEST(siblings_elsewhere),
		TEST(sriov),
		TEST(silence),
		TEST(strangers),
		TEST(empty_host_bridge),
		TEST(twins),
		TEST(around),
		TEST(behind_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
