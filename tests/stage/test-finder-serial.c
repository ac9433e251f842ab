/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console that the finder finds, which is the loader's or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "acpi/spcr.h"
#include "devtree/console.h"
#include "finder/finder.h"
#include "make/tree.h"
#include "stage/finder-console.h"
#include "stage/finder-look.h"
#include "stage/finder-memory.h"
#include "stage/finder-world.h"
#include "util/little-endian.h"
#include "util/macros.h"

#define NONE	SMMU_PLAN_CONSOLE_NONE
#define PL011	SMMU_PLAN_CONSOLE_PL011
#define BYTES	SMMU_PLAN_CONSOLE_UART8250
#define MMIO32	SMMU_PLAN_CONSOLE_UART8250_MMIO32

#define BUS	UINT64_C(0x120000000)	/* where /soc's addresses begin */
#define RAM	0x40000000u

/* What /soc has. A property of -1 is not there. */
static const struct uart {
	const char *name, *compatible;
	uint32_t address;
	int shift, width, offset;
	const char *status;	/* NULL: none */
} uarts[] = {
	{ "serial@1000", "arm,pl011", 0x1000, -1, -1, -1, NULL },
	{ "serial@100", "arm,sbsa-uart", 0x100, -1, -1, -1, "okay" },
	{ "serial@2000", "ns16550a", 0x2000, 2, 4, -1, NULL },
	{ "serial@2100", "ns16850", 0x2100, 2, 1, 0x40, "ok" },
	{ "serial@2200", "snps,dw-apb-uart", 0x2201, 0, 1, -1, NULL },
	{ "serial@2300", "ns16450", 0x2300, -1, -1, -1, NULL },
	{ "serial@2400", "nvidia,tegra20-uart", 0x2400, 2, -1, -1, NULL },
	{ "serial@3000", "brcm,bcm2835-aux-uart", 0x3040, -1, -1, -1, NULL },
	{ "serial@3100", "mediatek,mt6577-uart", 0x3100, -1, -1, -1, NULL },
	{ "serial@3200", "ti,am654-uart", 0x3200, -1, -1, -1, NULL },
	{ "off@1", "arm,pl011", 0x4000, -1, -1, -1, "disabled" },
	{ "odd@1", "arm,pl011", 0x4001, -1, -1, -1, NULL },
	{ "odd@2", "ns16550a", 0x4002, 2, 4, -1, NULL },
	{ "odd@3", "ti,am654-uart", 0x4003, -1, -1, -1, NULL },
	{ "far@1", "ns16550a", 0x4100, 3, 1, -1, NULL },
	{ "far@2", "ns16550a", 0x4180, 8, 1, -1, NULL },
	{ "far@3", "ns16550a", 0x41c0, 34, 4, -1, NULL },
	{ "wide@1", "ns16550a", 0x4200, 0, 4, -1, NULL },
	{ "wide@2", "ns16550a", 0x4300, 2, 2, -1, NULL },
	{ "outside@1", "arm,pl011", 0x7fff0000, -1, -1, -1, NULL },
	{ "other@1", "qcom,geni-uart", 0x4400, -1, -1, -1, NULL },
	{ "smmu@1", "arm,smmu-v3", 0x200000, -1, -1, -1, NULL },
	/* The loader knows more. */
	{ "more@1", "socionext,uniphier-uart", 0x4600, -1, -1, -1, NULL },
};

/* As an alias: of 31 characters, which is the most, and of 32. */
#define LONG31	"a234567890123456789012345678901"
#define LONG32	LONG31 "2"

static void add_uart(void *tree, const struct uart *uart)
{
	tree_node(tree, uart->name);
	tree_string(tree, "compatible", uart->compatible);
	TREE_CELLS(tree, "reg", uart->address, 0x20000);
	if (uart->shift >= 0)
		TREE_CELLS(tree, "reg-shift", (uint32_t)uart->shift);
	if (uart->width >= 0)
		TREE_CELLS(tree, "reg-io-width", (uint32_t)uart->width);
	if (uart->offset >= 0)
		TREE_CELLS(tree, "reg-offset", (uint32_t)uart->offset);
	if (uart->status)
		tree_string(tree, "status", uart->status);
	tree_end_node(tree);
}

/* stdout: of so many bytes, NULL for none. */
static void *begin_tree(const void *stdout_path, size_t size)
{
	void *tree = tree_begin(16384, 2, 2);
	size_t i;

	tree_node(tree, "chosen");
	if (stdout_path)
		tree_bytes(tree, "stdout-path", stdout_path, size);
	tree_end_node(tree);
	tree_node(tree, "aliases");
	tree_string(tree, "serial0", "/soc/serial@1000");
	tree_string(tree, "serial", "/soc/serial@100");
	tree_string(tree, "of-alias", "serial0");
	tree_string(tree, "nowhere", "/soc/serial@9");
	tree_string(tree, "empty", "");
	tree_bytes(tree, "unended", "/soc/serial@1000", 16);
	tree_string(tree, LONG31, "/soc/serial@1000");
	tree_string(tree, LONG32, "/soc/serial@1000");
	tree_end_node(tree);
	tree_node(tree, "memory@40000000");
	tree_string(tree, "device_type", "memory");
	TREE_CELLS(tree, "reg", 0, RAM, 0, 0x10000000);
	tree_end_node(tree);
	tree_smmu(tree, "smmu@9050000", "arm,smmu-v3", 0x9050000);
	tree_end_node(tree);
	/* Names that are the beginnings of others, and what is in the wrong node. */
	tree_node(tree, "so");
	tree_node(tree, "c");
	tree_end_node(tree);
	tree_end_node(tree);
	tree_node(tree, "soc");
	TREE_CELLS(tree, "#address-cells", 1);
	TREE_CELLS(tree, "#size-cells", 1);
	TREE_CELLS(tree, "ranges", 0, (uint32_t)(BUS >> 32), (uint32_t)BUS,
		   0x10000000);
	for (i = 0; i < ARRAY_SIZE(uarts); i++)
		add_uart(tree, &uarts[i]);
	tree_node(tree, "big@1");
	tree_string(tree, "compatible", "ns16550a");
	TREE_CELLS(tree, "reg", 0x5000, 0x100);
	tree_bytes(tree, "big-endian", "", 0);
	tree_end_node(tree);
	tree_end_node(tree);
	tree_node(tree, "after");
	tree_node(tree, "serial@7000");
	tree_string(tree, "compatible", "arm,pl011");
	tree_end_node(tree);
	tree_end_node(tree);
	tree_node(tree, "serial@44000000");
	tree_string(tree, "compatible", "arm,pl011");
	TREE_CELLS(tree, "reg", 0, RAM + 0x4000000, 0, 0x1000);
	tree_end_node(tree);
	tree_node(tree, "serial@50000000");
	tree_string(tree, "compatible", "arm,pl011");
	TREE_CELLS(tree, "reg", 0, RAM + 0x10000000, 0, 0x1000);
	tree_end_node(tree);
	return tree;
}

/* Frees the tree. What there is, are its SMMUs, whatever becomes of a console. */
static enum finder_compare_result look(void *tree, struct message *why)
{
	struct serial serial;
	size_t size;
	uint8_t *blob = tree_end(tree, &size);
	bool found = !devtree_console(blob, size, &serial, why);
	bool looked;

	finder.find_console = true;
	finder_memory_clear();
	finder_memory_add(FINDER_WORLD_TREE, blob, size);
	looked = finder_look_from(FINDER_WORLD_TREE);
	finder_memory_clear();
	free(blob);
	assert_true(looked);
	assert_int_equal(finder.count, 2);
	assert_int_equal(finder_look_entries[0].base, 0x9050000);
	return finder_console_compare(found ? &serial : NULL, why);
}

static void expect_path(const char *path, size_t size, uint8_t type,
			uint64_t base, enum finder_compare_result result)
{
	struct message why = { "" };
	enum finder_compare_result is;

	is = look(begin_tree(path, size), &why);
	if (is != result || finder.console != type ||
	    (type && finder.console_base != base))
		fail_msg("%s: %u at 0x%llx (%d, %s)", path ? path : "none",
			 finder.console, (unsigned long long)finder.console_base,
			 is, why.text);
}

/* stdout-path: what the loader finds by it, and the finder. */
static const struct {
	const char *path;
	uint8_t type;
	uint64_t base;
} stdouts[] = {
	{ "/soc/serial@1000", PL011, BUS + 0x1000 },
	{ "/soc/serial@1000:115200n8", PL011, BUS + 0x1000 },
	{ "/soc/serial@1000:/soc/serial@100", PL011, BUS + 0x1000 },
	{ "/soc/serial@100", PL011, BUS + 0x100 },
	{ "/soc/serial@2000", MMIO32, BUS + 0x2000 },
	{ "/soc/serial@2100", MMIO32, BUS + 0x2140 },
	{ "/soc/serial@2200", BYTES, BUS + 0x2201 },
	{ "/soc/serial@2300", BYTES, BUS + 0x2300 },
	{ "/soc/serial@2400", MMIO32, BUS + 0x2400 },
	{ "/soc/serial@3000", MMIO32, BUS + 0x3040 },
	{ "/soc/serial@3100", MMIO32, BUS + 0x3100 },
	{ "/soc/serial@3200", MMIO32, BUS + 0x3200 },
	{ "/serial@50000000", PL011, RAM + 0x10000000 },
	{ "serial0", PL011, BUS + 0x1000 },
	{ "serial0:115200n8", PL011, BUS + 0x1000 },
	{ "serial", PL011, BUS + 0x100 },
	{ LONG31, PL011, BUS + 0x1000 },
	{ "/soc/off@1", NONE, 0 },
	{ "/soc/odd@1", NONE, 0 },
	{ "/soc/odd@2", NONE, 0 },
	{ "/soc/odd@3", NONE, 0 },
	{ "/soc/far@1", NONE, 0 },
	{ "/soc/far@2", NONE, 0 },
	{ "/soc/far@3", NONE, 0 },
	{ "/soc/wide@1", NONE, 0 },
	{ "/soc/wide@2", NONE, 0 },
	{ "/soc/outside@1", NONE, 0 },
	{ "/soc/other@1", NONE, 0 },
	{ "/soc/smmu@1", NONE, 0 },
	{ "/soc/big@1", NONE, 0 },
	{ "/soc", NONE, 0 },
	{ "/soc/serial@10000", NONE, 0 },
	{ "/soc/serial@7000", NONE, 0 },
	{ "/so/serial@1000", NONE, 0 },
	{ "/soc/serial@1000/more", NONE, 0 },
	{ "/", NONE, 0 },
	{ "", NONE, 0 },
	{ ":115200", NONE, 0 },
	{ "serial1", NONE, 0 },
	{ "serial*", NONE, 0 },
	{ "serial0 ", NONE, 0 },
	{ "of-alias", NONE, 0 },
	{ "nowhere", NONE, 0 },
	{ "empty", NONE, 0 },
};

static void by_path(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(stdouts); i++)
		expect_path(stdouts[i].path, strlen(stdouts[i].path) + 1,
			    stdouts[i].type, stdouts[i].base, FINDER_COMPARE_SAME);
	expect_path(NULL, 0, NONE, 0, FINDER_COMPARE_SAME);
	/* Without its NUL. */
	expect_path("/soc/serial@1000", 16, NONE, 0, FINDER_COMPARE_LESS);
}

/* Where the loader has more to go by, or asks for less. */
static void by_path_less(void **state)
{
	static const char *const paths[] = {
		"/soc/serial",
		"soc/serial@1000",
		"//soc/serial@1000",
		LONG32,
		"unended",
		"/soc/more@1",
		/* In RAM. */
		"/serial@44000000",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		struct message why = { "" };
		void *tree = begin_tree(paths[i], strlen(paths[i]) + 1);

		if (look(tree, &why) == FINDER_COMPARE_MORE || finder.console)
			fail_msg("%s: %s", paths[i], why.text);
	}
}

static void not_asked_for(void **state)
{
	(void)state;
	finder.find_console = false;
	assert_true(finder_look_at_tree(begin_tree("serial0", 8)));
	assert_int_equal(finder.count, 2);
	assert_int_equal(finder.console, NONE);
}

/* The same machine, with an SPCR. */
static struct finder_world world;

static bool look_at_world(void)
{
	bool looked;

	finder_world_sum(&world);
	finder.find_console = true;
	finder_memory_show(&world);
	looked = finder_look_from(FINDER_WORLD_TREE);
	finder_world_clear(&world);
	return looked;
}

static void by_spcr(void **state)
{
	static const struct row {
		uint8_t interface, space, bits, access;
		uint64_t base;
		uint8_t type;
	} rows[] = {
		{ 0x03, 0, 32, 3, FINDER_WORLD_UART, PL011 },
		{ 0x0d, 0, 8, 1, FINDER_WORLD_UART, PL011 },
		{ 0x0e, 0, 16, 2, FINDER_WORLD_UART, PL011 },
		{ 0x00, 0, 32, 3, FINDER_WORLD_UART, MMIO32 },
		{ 0x01, 0, 32, 1, FINDER_WORLD_UART, MMIO32 },
		{ 0x05, 0, 8, 1, FINDER_WORLD_UART, BYTES },
		{ 0x12, 0, 0, 0, FINDER_WORLD_UART, BYTES },
		{ 0x12, 0, 8, 0, FINDER_WORLD_UART + 1, BYTES },
		{ 0x12, 0, 32, 0, FINDER_WORLD_UART, MMIO32 },
		{ 0x12, 0, 8, 3, FINDER_WORLD_UART, MMIO32 },
		{ 0x12, 0, 16, 1, FINDER_WORLD_UART, NONE },
		{ 0x12, 0, 1, 1, FINDER_WORLD_UART, NONE },
		{ 0x12, 0, 8, 2, FINDER_WORLD_UART, NONE },
		{ 0x12, 0, 8, 4, FINDER_WORLD_UART, NONE },
		{ 0x12, 0, 8, 129, FINDER_WORLD_UART, NONE },
		{ 0x12, 0, 32, 3, FINDER_WORLD_UART + 2, NONE },
		{ 0x03, 0, 32, 3, FINDER_WORLD_UART + 1, NONE },
		{ 0x03, 1, 32, 3, FINDER_WORLD_UART, NONE },
		{ 0x12, 1, 8, 1, 0x3f8, NONE },
		{ 0x03, 0, 32, 3, 0, NONE },
		{ 0x02, 0, 32, 3, FINDER_WORLD_UART, NONE },
		{ 0x13, 0, 32, 3, FINDER_WORLD_UART, NONE },
		{ 0x23, 0, 32, 3, FINDER_WORLD_UART, NONE },
		{ 0xff, 0, 32, 3, FINDER_WORLD_UART, NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		uint8_t *spcr = world.acpi + FINDER_WORLD_SPCR;
		struct message why = { "" };
		struct serial serial;
		bool found;

		finder_world_make(&world, NULL, 0);
		spcr[36] = row->interface;
		spcr[40] = row->space;
		spcr[41] = row->bits;
		spcr[43] = row->access;
		le64_st(spcr + 44, row->base);
		assert_true(look_at_world());
		assert_int_equal(finder.count, 0);
		found = !spcr_parse(spcr, FINDER_WORLD_SPCR_SIZE, &serial, &why);
		if (finder_console_compare(found ? &serial : NULL, &why) !=
		    FINDER_COMPARE_SAME || finder.console != row->type)
			fail_msg("row %zu: %u: %s", i, finder.console, why.text);
	}
}

/* An address that EFI's map calls RAM, and what is too short for an SPCR. */
static void by_spcr_none(void **state)
{
	uint8_t *spcr = world.acpi + FINDER_WORLD_SPCR;

	(void)state;
	finder_world_make(&world, NULL, 0);
	le64_st(spcr + 44, RAM + 0x1000);
	assert_true(look_at_world());
	assert_int_equal(finder.console, NONE);
	finder_world_make(&world, NULL, 0);
	le32_st(spcr + 4, 75);
	/* What is left out of the sum is nothing. */
	assert_int_equal(spcr[75] | spcr[76] | spcr[77] | spcr[78] | spcr[79], 0);
	assert_true(look_at_world());
	assert_int_equal(finder.console, NONE);
}

/* Malformed is malformed, as long as it is asked for. */
static void by_spcr_corrupt(void **state)
{
	bool looked;

	(void)state;
	finder_world_make(&world, NULL, 0);
	finder_world_sum(&world);
	world.acpi[FINDER_WORLD_SPCR + 79]++;
	finder.find_console = true;
	finder_memory_show(&world);
	looked = finder_look_from(FINDER_WORLD_TREE);
	assert_false(looked);
	assert_int_equal(finder.failure, FINDER_BAD_ACPI);
	finder.find_console = false;
	finder_memory_show(&world);
	assert_true(finder_look_from(FINDER_WORLD_TREE));
	assert_int_equal(finder.console, NONE);
	finder_world_clear(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_path),
		cmocka_unit_test(by_path_less),
		cmocka_unit_test(not_asked_for),
		cmocka_unit_test(by_spcr),
		cmocka_unit_test(by_spcr_none),
		cmocka_unit_test(by_spcr_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
