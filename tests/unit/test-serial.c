/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's console, according to a device tree and to an SPCR. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/fixture.h"
#include "acpi/spcr.h"
#include "devtree/console.h"
#include "smmu-plan.h"
#include "util/macros.h"

#define PL011	SMMU_PLAN_CONSOLE_PL011
#define BYTES	SMMU_PLAN_CONSOLE_UART8250
#define MMIO32	SMMU_PLAN_CONSOLE_UART8250_MMIO32
typedef int read_call(const void *blob, size_t size, struct serial *ret_serial,
		      struct message *why);

/* From an exactly sized block. If none is found, nothing changes. */
static int read_copy(read_call *call, const void *blob, size_t size,
		     struct serial *ret_serial, struct message *why)
{
	uint8_t *copy = fixture_copy(blob, size);
	int result;

	*ret_serial = (struct serial){ 77, 777 };
	why->text[0] = '\0';
	result = call(copy, size, ret_serial, why);
	free(copy);
	if (result) {
		assert_int_equal(result, -1);
		assert_int_equal(ret_serial->type, 77);
		assert_int_equal(ret_serial->base, 777);
		assert_in_range(strlen(why->text), 5, 200);
		assert_null(strchr(why->text, '\n'));
	} else {
		assert_string_equal(why->text, "");
	}
	return result;
}

static void expect_found(read_call *call, const char *what, const void *blob,
			 size_t size, uint8_t type, uint64_t base)
{
	struct serial serial;
	struct message why;

	if (read_copy(call, blob, size, &serial, &why))
		fail_msg("%s: %s", what, why.text);
	if (serial.type != type || serial.base != base)
		fail_msg("%s: %d at 0x%llx instead of %d at 0x%llx", what,
			 serial.type, (unsigned long long)serial.base, type,
			 (unsigned long long)base);
}

static void expect_none(read_call *call, const char *what, const void *blob,
			size_t size, const char *part)
{
	struct serial serial;
	struct message why;

	if (!read_copy(call, blob, size, &serial, &why))
		fail_msg("%s: found instead of: %s", what, part);
	if (!strstr(why.text, part))
		fail_msg("%s: '%s' instead of '%s'", what, why.text, part);
}

/* The fixture, with room for other properties of /chosen. */
static uint8_t *tree;
static size_t tree_size;

static int set_up(void **state)
{
	size_t size;
	uint8_t *blob = fixture_blob("consoles", &size);

	(void)state;
	tree_size = size + 4096;
	tree = malloc(tree_size);
	assert_non_null(tree);
	assert_int_equal(fdt_open_into(blob, tree, (int)tree_size), 0);
	free(blob);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(tree);
	return 0;
}

static void set_chosen(const char *name, const void *value, size_t size)
{
	int chosen = fdt_path_offset(tree, "/chosen");

	assert_int_equal(fdt_setprop(tree, chosen, name, value, (int)size), 0);
}

static void test_tree_found(void **state)
{
	static const struct {
		const char *path;
		uint8_t type;
		uint64_t base;
	} rows[] = {
		{ "serial0", PL011, 0x120001000 },
		{ "serial0:", PL011, 0x120001000 },
		{ "serial0:115200n8:more", PL011, 0x120001000 },
		{ "/soc/serial@1000:9600", PL011, 0x120001000 },
		{ "/soc/serial", PL011, 0x120001000 },
		{ "//soc//serial@1000", PL011, 0x120001000 },
		{ "soc/serial@1000", PL011, 0x120001000 },
		{ "/serial@9000000", PL011, 0x9000000 },
		{ "serial1", MMIO32, 0x120002000 },
		{ "/soc/dw-apb@3000", MMIO32, 0x120003000 },
		{ "/soc/dw-apb@3100", MMIO32, 0x120003100 },
		{ "/soc/bytes@4500", BYTES, 0x120004501 },
		{ "/soc/offset@5000", BYTES, 0x120005040 },
		{ "/soc/fixed@6000", MMIO32, 0x120006000 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set_chosen("stdout-path", rows[i].path,
			   strlen(rows[i].path) + 1);
		expect_found(devtree_console, rows[i].path, tree, tree_size,
			     rows[i].type, rows[i].base);
	}
}

static void test_tree_none(void **state)
{
	static const char none[] = "no such node";
	static const char kind[] = "cannot print on";
	static const struct {
		const char *path;
		const char *part;
	} rows[] = {
		{ "", "/chosen has no stdout-path" },
		{ ":115200", "/chosen has no stdout-path" },
		{ "serial7", none }, { "gone", none }, { "empty", none },
		{ "itself", none }, { "name", none }, { "options", none },
		{ "/soc/nothing@1", none }, { "soc/x", none },
		{ "/soc/serial@1000/below", none }, { "serial", none },
		{ "/soc/wide@7000", "reg-shift 0 and reg-io-width 4" },
		{ "/soc/half@7100", "reg-shift 1 and reg-io-width 1" },
		{ "/soc/far@7200", "reg-shift 4294967295" },
		{ "/soc/big@7300", "big-endian" },
		{ "/soc/odd@7402", "misaligned" },
		{ "/soc/beyond@200000", "no address" },
		{ "/soc/no-reg", "no address" },
		{ "/soc/short@8000", "no address" },
		{ "/soc/off@9000", "disabled" },
		{ "/soc/reserved@a000", "disabled" },
		{ "/soc/parent@d000/serial@d100", "disabled" },
		{ "/soc/other@b000", "this type: qcom,geni-debug-uart" },
		{ "/soc/unknown@c000", "this type: unknown" },
		{ "/soc", kind }, { "/", kind },
		{ "/soc/usb@e000/serial@1", "no address" },
		{ "/soc/i2c@f000/serial@1", "no address" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set_chosen("stdout-path", rows[i].path,
			   strlen(rows[i].path) + 1);
		expect_none(devtree_console, rows[i].path, tree, tree_size,
			    rows[i].part);
	}
}

/* The older name counts if the newer is missing; strings may lack their end. */
static void test_tree_properties(void **state)
{
	int chosen = fdt_path_offset(tree, "/chosen");

	(void)state;
	set_chosen("linux,stdout-path", "serial1", 8);
	expect_found(devtree_console, "both", tree, tree_size, PL011,
		     0x120001000);
	assert_int_equal(fdt_delprop(tree, chosen, "stdout-path"), 0);
	expect_found(devtree_console, "older", tree, tree_size, MMIO32,
		     0x120002000);
	set_chosen("linux,stdout-path", "serial0", 7);
	expect_found(devtree_console, "no end", tree, tree_size, PL011,
		     0x120001000);
	set_chosen("linux,stdout-path", "serial0 \001\033", 11);
	expect_none(devtree_console, "odd", tree, tree_size, "\\x1b");
	assert_int_equal(fdt_delprop(tree, chosen, "linux,stdout-path"), 0);
	expect_none(devtree_console, "neither", tree, tree_size,
		    "no stdout-path");
	assert_int_equal(fdt_del_node(tree, chosen), 0);
	expect_none(devtree_console, "no /chosen", tree, tree_size,
		    "no stdout-path");
}

/* Every byte changed, every length: the result does not matter. */
static void test_tree_damaged(void **state)
{
	static const uint8_t values[] = { 0x00, 0x03, 0x7f, 0x80, 0xff };
	struct serial serial;
	struct message why;
	size_t size, at, i;
	uint8_t *blob = fixture_blob("consoles", &size);

	(void)state;
	for (at = 0; at < size; at++) {
		uint8_t saved = blob[at];

		for (i = 0; i < ARRAY_SIZE(values); i++) {
			blob[at] = values[i];
			read_copy(devtree_console, blob, size, &serial, &why);
		}
		blob[at] = saved;
	}
	for (at = 0; at < size; at += 4)
		expect_none(devtree_console, "cut off", blob, at, "truncated");
	free(blob);
}

/* A property's length that wraps around, or leads past the end of the blob. */
static void test_tree_lengths(void **state)
{
	static const uint32_t lengths[] = {
		0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffff4, 0xfffffff5,
		0xfffffff6, 0xfffffff7, 0xfffffff8, 0xfffffffc, 0xffffffff,
	};
	int chosen = fdt_path_offset(tree, "/chosen");
	struct fdt_property *property;
	struct serial serial;
	struct message why;
	size_t i;

	(void)state;
	property = fdt_get_property_w(tree, chosen, "stdout-path", NULL);
	assert_non_null(property);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		property->len = cpu_to_fdt32(lengths[i]);
		assert_int_equal(read_copy(devtree_console, tree, tree_size,
					   &serial, &why), -1);
	}
}

/* Offsets in an SPCR: interface type, parts of the register's address. */
enum { TYPE = 36, SPACE = 40, WIDTH = 41, ACCESS = 43, ADDRESS = 44 };

static void test_spcr(void **state)
{
	static const struct {
		uint8_t type, width, access;
		uint8_t found;
	} rows[] = {
		{ 3, 32, 3, PL011 }, { 3, 0, 0, PL011 }, { 3, 8, 1, PL011 },
		{ 0x0d, 32, 3, PL011 }, { 0x0e, 32, 3, PL011 },
		{ 0, 8, 1, BYTES }, { 0, 8, 0, BYTES }, { 0, 0, 0, BYTES },
		{ 0, 0, 1, BYTES }, { 1, 8, 1, BYTES }, { 0x12, 8, 1, BYTES },
		{ 0, 32, 3, MMIO32 }, { 0, 8, 3, MMIO32 }, { 0, 0, 3, MMIO32 },
		{ 0, 32, 1, MMIO32 }, { 0, 32, 0, MMIO32 },
		{ 5, 32, 3, MMIO32 }, { 0x12, 32, 3, MMIO32 },
		{ 0, 16, 2, 0 }, { 0, 32, 2, 0 }, { 0, 64, 4, 0 },
		{ 0, 16, 1, 0 }, { 0, 64, 1, 0 }, { 0, 7, 1, 0 },
		{ 0, 8, 5, 0 }, { 0x12, 32, 255, 0 },
		{ 2, 8, 1, 0 }, { 4, 32, 3, 0 }, { 0x10, 32, 3, 0 },
		{ 0x15, 8, 1, 0 }, { 255, 32, 3, 0 },
	};
	size_t size, i;
	uint8_t *spcr = fixture_table("spcr", &size);
	char what[64];

	(void)state;
	expect_found(spcr_parse, "as it is", spcr, size, PL011,
		     0x9000000);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		spcr[TYPE] = rows[i].type;
		spcr[WIDTH] = rows[i].width;
		spcr[ACCESS] = rows[i].access;
		snprintf(what, sizeof(what), "type %u, width %u, access %u",
			 rows[i].type, rows[i].width, rows[i].access);
		if (rows[i].found)
			expect_found(spcr_parse, what, spcr, size,
				     rows[i].found, 0x9000000);
		else
			expect_none(spcr_parse, what, spcr, size,
				    "SPCR: the stage cannot print on");
	}
	free(spcr);
}

static void test_spcr_address(void **state)
{
	size_t size;
	uint8_t *spcr = fixture_table("spcr", &size);

	(void)state;
	spcr[ADDRESS + 7] = 0x80;
	expect_found(spcr_parse, "high", spcr, size, PL011,
		     UINT64_C(0x8000000009000000));
	spcr[ADDRESS + 7] = 0;
	spcr[ADDRESS] = 2;
	expect_none(spcr_parse, "odd", spcr, size, "misaligned");
	spcr[TYPE] = 0;
	spcr[WIDTH] = 8;
	spcr[ACCESS] = 1;
	expect_found(spcr_parse, "bytes", spcr, size, BYTES, 0x9000002);
	spcr[SPACE] = 1;
	expect_none(spcr_parse, "I/O", spcr, size, "address space 1");
	memset(spcr + ADDRESS, 0, 8);
	expect_none(spcr_parse, "none", spcr, size, "disabled");
	free(spcr);
}

/* Longer ones (revision 4) are read, shorter and others are not. */
static void test_spcr_damaged(void **state)
{
	uint8_t room[128] = { 0 };
	struct serial serial;
	struct message why;
	size_t size, at;
	uint8_t *spcr = fixture_table("spcr", &size);

	(void)state;
	memcpy(room, spcr, size);
	room[4] = sizeof(room);
	room[8] = 4;
	expect_found(spcr_parse, "longer", room, sizeof(room), PL011,
		     0x9000000);
	for (at = 0; at < size; at++)
		assert_int_equal(read_copy(spcr_parse, spcr, at, &serial,
					   &why), -1);
	for (at = 0; at < 76; at++) {
		spcr[4] = (uint8_t)at;
		expect_none(spcr_parse, "length", spcr, size, "length");
	}
	spcr[4] = 255;
	expect_none(spcr_parse, "length", spcr, size, "truncated");
	spcr[4] = (uint8_t)size;
	spcr[0] = 'X';
	expect_none(spcr_parse, "signature", spcr, size,
		    "not an SPCR table");
	free(spcr);
}

#define TREE(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TREE(test_tree_found),
		TREE(test_tree_none),
		TREE(test_tree_properties),
		TREE(test_tree_damaged),
		TREE(test_tree_lengths),
		cmocka_unit_test(test_spcr),
		cmocka_unit_test(test_spcr_address),
		cmocka_unit_test(test_spcr_damaged),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
