/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts of SMMUs in device trees, and the GIC that receives them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/devtree.h"
#include "make/tree.h"

#define ROOM	(1u << 20)

/* Phandles. */
#define GIC	1u
#define OTHER	2u	/* another GIC */
#define WAKEUP	3u	/* an interrupt controller of another kind */
#define NEXUS	4u
#define NOBODY	99u

static const char *gic_model;
static uint32_t gic_cells;
static const char *gic_status;

static int set_up(void **state)
{
	(void)state;
	gic_model = "arm,gic-v3";
	gic_cells = 3;
	gic_status = NULL;
	return 0;
}

static void controller(void *tree, uint32_t phandle, const char *model,
		       uint32_t base, uint32_t cells)
{
	tree_node(tree, model);
	tree_string(tree, "compatible", model);
	TREE_CELLS(tree, "reg", 1, base, 0, 0x10000, 1, base + 0xa0000, 0, 0x1000);
	tree_bytes(tree, "interrupt-controller", NULL, 0);
	TREE_CELLS(tree, "#interrupt-cells", cells);
	TREE_CELLS(tree, "phandle", phandle);
	if (phandle == GIC && gic_status)
		tree_string(tree, "status", gic_status);
	tree_end_node(tree);
}

/* A root whose children's interrupts go to the GIC, the last node. */
static void *begin(void)
{
	void *tree = tree_begin(ROOM, 2, 2);

	TREE_CELLS(tree, "interrupt-parent", GIC);
	return tree;
}

static void end(void *tree, struct smmu_machine *ret_machine)
{
	struct message why = { "" };
	uint8_t *blob;
	size_t size;

	controller(tree, WAKEUP, "fsl,imx8mq-gpc", 0x1000000, 1);
	controller(tree, OTHER, "arm,cortex-a15-gic", 0x2000000, 3);
	controller(tree, GIC, gic_model, 0x8000000, gic_cells);
	blob = tree_end(tree, &size);
	if (devtree_parse(blob, size, ret_machine, &why))
		fail_msg("%s", why.text);
	free(blob);
}

/* "GROUP:FIRST+COUNT ..." */
static void expect_list(const struct smmu_machine *machine, const char *wanted)
{
	const struct gic_list *list = &machine->interrupts;
	char got[512] = "";
	size_t i;

	for (i = 0; i < list->count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got),
			 "%s%u:%u+%u", i ? " " : "", list->ranges[i].group,
			 list->ranges[i].first, list->ranges[i].count);
	assert_string_equal(got, wanted);
}

static void expect(void *tree, const char *wanted)
{
	struct smmu_machine machine;

	end(tree, &machine);
	expect_list(&machine, wanted);
	if (wanted[0]) {
		assert_int_equal(machine.gic.version, GIC_V3);
		assert_true(machine.gic.distributor == UINT64_C(0x108000000));
	} else {
		assert_int_equal(machine.gic.version, GIC_NONE);
	}
	smmu_machine_clear(&machine);
}

static void smmu(void *tree)
{
	tree_smmu(tree, "smmu@9050000", "arm,smmu-v3", 0x9050000);
}

/* As on QEMU: four in a row, interrupt parent inherited from the root. */
static void *typical(void)
{
	void *tree = begin();

	smmu(tree);
	TREE_CELLS(tree, "interrupts", 0, 74, 1, 0, 75, 1, 0, 76, 1, 0, 77, 1);
	tree_end_node(tree);
	return tree;
}

static void test_inherited(void **state)
{
	(void)state;
	expect(typical(), "0:106+4");
}

static void test_models(void **state)
{
	static const struct {
		const char *model;
		enum gic_version version;
	} cases[] = {
		{ "arm,gic-v3", GIC_V3 },
		{ "arm,gic-400", GIC_V2 },
		{ "arm,cortex-a15-gic", GIC_V2 },
		{ "arm,cortex-a7-gic", GIC_V2 },
		{ "arm,cortex-a9-gic", GIC_V2 },
		{ "arm,pl390", GIC_V2 },
		{ "brcm,brahma-b15-gic", GIC_V2 },
		{ "qcom,msm-8660-qgic", GIC_V2 },
		{ "qcom,msm-qgic2", GIC_V2 },
		{ "arm,gic-v5", GIC_NONE },
		{ "arm,gic-v3-its", GIC_NONE },
		{ "arm,gic-v", GIC_NONE },
		{ "fsl,imx8mq-gpc", GIC_NONE },
	};
	struct smmu_machine machine;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		gic_model = cases[i].model;
		end(typical(), &machine);
		assert_int_equal(machine.gic.version, cases[i].version);
		assert_int_equal(machine.interrupts.count,
				 cases[i].version != GIC_NONE);
		smmu_machine_clear(&machine);
	}
}

/* Fewer than three cells is not a GIC's binding; a fourth is for PPIs. */
static void test_cells(void **state)
{
	static const uint32_t cells[] = { 0, 1, 2, UINT32_MAX, UINT32_MAX - 1 };
	void *tree;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		gic_cells = cells[i];
		expect(typical(), "");
	}
	gic_cells = 4;
	tree = begin();
	smmu(tree);
	/* The last one is cut off. */
	TREE_CELLS(tree, "interrupts", 0, 74, 1, 0, 0, 80, 4, 0, 0, 90, 4);
	tree_end_node(tree);
	expect(tree, "0:106+1 0:112+1");
}

static void test_gic_not_in_use(void **state)
{
	(void)state;
	gic_status = "okay";
	expect(typical(), "0:106+4");
	gic_status = "disabled";
	expect(typical(), "");
	gic_status = "reserved";
	expect(typical(), "");
}

static void test_kinds(void **state)
{
	void *tree = begin();

	(void)state;
	smmu(tree);
	TREE_CELLS(tree, "interrupts",
		   0, 0, 4,		/* the first SPI */
		   1, 13, 4,		/* a PPI */
		   0, 987, 4,		/* the last SPI */
		   0, 988, 4, 0, UINT32_MAX, 4, 0, UINT32_MAX - 31, 4,
		   2, 0, 1,		/* the first extended SPI */
		   3, 0, 1,		/* an extended PPI */
		   2, 1023, 1,		/* the last extended SPI */
		   2, 1024, 1, 2, UINT32_MAX, 1,
		   4, 5, 1, UINT32_MAX, 5, 1);
	tree_end_node(tree);
	expect(tree, "0:32+1 0:1019+1 0:4096+1 0:5119+1");
}

/* Lists truncated anywhere; a property of wrong size is ignored. */
static void test_sizes(void **state)
{
	static const uint8_t bytes[] = {
		0, 0, 0, 0, 0, 0, 0, 74, 0, 0, 0, 4,
		0, 0, 0, 0, 0, 0, 0, 76, 0, 0, 0, 4,
	};
	size_t size;

	(void)state;
	for (size = 0; size <= sizeof(bytes); size++) {
		void *tree = begin();

		smmu(tree);
		tree_bytes(tree, "interrupts", bytes, size);
		tree_end_node(tree);
		expect(tree, size == 24 ? "0:106+1 0:108+1" :
			     size >= 12 ? "0:106+1" : "");
	}
	for (size = 0; size <= 8; size++) {
		void *tree = begin();

		smmu(tree);
		TREE_CELLS(tree, "interrupts", 0, 74, 1);
		tree_bytes(tree, "interrupt-parent", "\0\0\0\2\0\0\0\2", size);
		tree_end_node(tree);
		if (size != 4) {
			expect(tree, "0:106+1");
		} else {
			struct smmu_machine machine;

			end(tree, &machine);
			assert_int_equal(machine.gic.version, GIC_V2);
			smmu_machine_clear(&machine);
		}
	}
}

/* An open bus; its own properties come next. */
static void bus(void *tree, const char *name)
{
	tree_node(tree, name);
	TREE_CELLS(tree, "#address-cells", 2);
	TREE_CELLS(tree, "#size-cells", 2);
	tree_bytes(tree, "ranges", NULL, 0);
}

static void smmu_74(void *tree, const uint32_t *parent)
{
	smmu(tree);
	if (parent)
		TREE_CELLS(tree, "interrupt-parent", *parent);
	TREE_CELLS(tree, "interrupts", 0, 74, 1);
	tree_end_node(tree);
}

static void test_parents(void **state)
{
	static const uint32_t gic = GIC, wakeup = WAKEUP, nobody = NOBODY,
			      zero = 0;
	void *tree = begin();

	(void)state;
	smmu_74(tree, &wakeup);			/* 0 */
	smmu_74(tree, &nobody);
	smmu_74(tree, &zero);
	bus(tree, "inherits");
	smmu_74(tree, NULL);			/* 3: known */
	tree_end_node(tree);
	bus(tree, "has-its-own");
	TREE_CELLS(tree, "interrupt-parent", WAKEUP);
	smmu_74(tree, NULL);
	smmu_74(tree, &gic);			/* 5: known */
	bus(tree, "below");
	smmu_74(tree, NULL);
	tree_end_node(tree);
	tree_end_node(tree);
	/* A nexus is its children's parent, whatever its own is. */
	bus(tree, "nexus");
	TREE_CELLS(tree, "#interrupt-cells", 3);
	TREE_CELLS(tree, "phandle", NEXUS);
	TREE_CELLS(tree, "interrupt-parent", GIC);
	TREE_CELLS(tree, "interrupt-map", 0, 0, 0, 74, 1, GIC, 0, 74, 1);
	smmu_74(tree, NULL);
	smmu_74(tree, &gic);			/* 8: known */
	tree_end_node(tree);
	bus(tree, "nexus-without-phandle");
	TREE_CELLS(tree, "#interrupt-cells", 3);
	smmu_74(tree, NULL);
	tree_end_node(tree);
	expect(tree, "3:106+1 5:106+1 8:106+1");
}

static void test_loops(void **state)
{
	static const uint32_t own = 50;
	void *tree = begin();

	(void)state;
	/* A node that is its own parent, and two that are each other's. */
	smmu(tree);
	TREE_CELLS(tree, "phandle", own);
	TREE_CELLS(tree, "interrupt-parent", own);
	TREE_CELLS(tree, "#interrupt-cells", 3);
	TREE_CELLS(tree, "interrupts", 0, 74, 1);
	tree_end_node(tree);
	bus(tree, "one");
	TREE_CELLS(tree, "phandle", 51);
	TREE_CELLS(tree, "interrupt-parent", 52);
	TREE_CELLS(tree, "#interrupt-cells", 3);
	smmu_74(tree, NULL);
	tree_end_node(tree);
	bus(tree, "other");
	TREE_CELLS(tree, "phandle", 52);
	TREE_CELLS(tree, "interrupt-parent", 51);
	TREE_CELLS(tree, "#interrupt-cells", 3);
	smmu_74(tree, NULL);
	tree_end_node(tree);
	expect(tree, "");
}

static void test_extended(void **state)
{
	void *tree = begin();

	(void)state;
	/* It wins, whatever its contents. */
	smmu(tree);
	TREE_CELLS(tree, "interrupts", 0, 74, 1);
	TREE_CELLS(tree, "interrupts-extended", GIC, 0, 80, 4);
	tree_end_node(tree);
	smmu(tree);
	TREE_CELLS(tree, "interrupts", 0, 74, 1);
	tree_bytes(tree, "interrupts-extended", NULL, 0);
	tree_end_node(tree);
	/* Several parents, each with its own cells; and an invalid one. */
	smmu(tree);
	TREE_CELLS(tree, "interrupt-parent", WAKEUP);
	TREE_CELLS(tree, "interrupts-extended", WAKEUP, 7, GIC, 0, 81, 4,
		   WAKEUP, GIC, GIC, 2, 5, 1, NOBODY, GIC, 0, 82, 4);
	tree_end_node(tree);
	/* The last one is cut off. */
	smmu(tree);
	TREE_CELLS(tree, "interrupts-extended", GIC, 0, 83, 4, GIC, 0, 84);
	tree_end_node(tree);
	smmu(tree);
	TREE_CELLS(tree, "interrupts-extended", GIC);
	tree_end_node(tree);
	expect(tree, "0:112+1 2:113+1 2:4101+1 3:115+1");
}

/* The first GIC found counts; interrupts of another are ignored. */
static void test_two_gics(void **state)
{
	struct smmu_machine machine;
	void *tree = begin();

	(void)state;
	smmu(tree);
	TREE_CELLS(tree, "interrupts-extended", OTHER, 1, 9, 4, GIC, 0, 80, 4,
		   OTHER, 0, 81, 4);
	tree_end_node(tree);
	expect(tree, "0:112+1");

	tree = begin();
	smmu(tree);
	TREE_CELLS(tree, "interrupts-extended", OTHER, 0, 81, 4, GIC, 0, 80, 4);
	tree_end_node(tree);
	end(tree, &machine);
	expect_list(&machine, "0:113+1");
	assert_int_equal(machine.gic.version, GIC_V2);
	assert_true(machine.gic.distributor == 0x102000000);
	smmu_machine_clear(&machine);
}

/* Without an address for the CPU there is no GIC. */
static void test_distributor(void **state)
{
	struct smmu_machine machine;
	struct message why;
	uint8_t *blob;
	size_t size;
	void *tree;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		tree = tree_begin(ROOM, 2, 2);
		TREE_CELLS(tree, "interrupt-parent", GIC);
		smmu_74(tree, NULL);
		tree_node(tree, "soc");
		TREE_CELLS(tree, "#address-cells", 1);
		TREE_CELLS(tree, "#size-cells", 1);
		if (i)
			TREE_CELLS(tree, "ranges", 0, 0x81, 0, 0x10000000);
		tree_node(tree, "gic");
		tree_string(tree, "compatible", "arm,gic-400");
		TREE_CELLS(tree, "reg", 0x8000000, 0x1000);
		TREE_CELLS(tree, "#interrupt-cells", 3);
		TREE_CELLS(tree, "phandle", GIC);
		tree_end_node(tree);
		tree_end_node(tree);
		blob = tree_end(tree, &size);
		assert_int_equal(devtree_parse(blob, size, &machine, &why), 0);
		free(blob);
		expect_list(&machine, i ? "0:106+1" : "");
		assert_int_equal(machine.gic.version, i ? GIC_V2 : GIC_NONE);
		if (i)
			assert_true(machine.gic.distributor ==
				    UINT64_C(0x8108000000));
		smmu_machine_clear(&machine);
	}
}

/* Those of a disabled SMMU are known: it may share them. */
static void test_smmus(void **state)
{
	void *tree = begin();

	(void)state;
	tree_node(tree, "dart");
	tree_string(tree, "compatible", "apple,t8103-dart");
	TREE_CELLS(tree, "interrupts", 0, 70, 4);
	tree_end_node(tree);
	smmu(tree);
	tree_string(tree, "status", "disabled");
	TREE_CELLS(tree, "interrupts", 0, 74, 4);
	tree_end_node(tree);
	smmu(tree);
	tree_end_node(tree);
	/* A node of two frames. */
	tree_node(tree, "smmu@12000000");
	tree_string(tree, "compatible", "nvidia,tegra194-smmu");
	TREE_CELLS(tree, "reg", 0, 0x12000000, 0, 0x800000,
		   0, 0x11000000, 0, 0x800000);
	TREE_CELLS(tree, "interrupts", 0, 170, 4, 0, 232, 4, 0, 170, 4, 0, 170, 4);
	tree_end_node(tree);
	expect(tree, "0:106+1 2:202+1 2:264+1 2:202+1");
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup(name, set_up)
	const struct CMUnitTest tests[] = {
		TEST(test_inherited),
		TEST(test_models),
		TEST(test_cells),
		TEST(test_gic_not_in_use),
		TEST(test_kinds),
		TEST(test_sizes),
		TEST(test_parents),
		TEST(test_loops),
		TEST(test_extended),
		TEST(test_two_gics),
		TEST(test_distributor),
		TEST(test_smmus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
