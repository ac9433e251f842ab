/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blobs that are not a valid device tree: one clear line or a sensible listing,
 * in bounded time. Every blob is an exactly sized heap block.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/blob.h"
#include "devtree/devtree.h"
#include "make/tree.h"
#include "unit/fixture.h"

/* Bytes of generated trees: more than are accepted. */
#define TREE_MAX	(3u << 20)

/* Parse and free; an error has to be exactly one line. */
static int parse_copy(const void *blob, size_t size, struct message *why)
{
	uint8_t *copy = fixture_copy(blob, size);
	struct smmu_machine machine = { .smmu_count = 12345 };
	int result;

	why->text[0] = '\0';
	result = devtree_parse(copy, size, &machine, why);
	if (result) {
		assert_int_equal(result, -1);
		assert_int_equal(machine.smmu_count, 12345);
		assert_in_range(strlen(why->text), 5, 120);
		assert_null(strchr(why->text, '\n'));
	} else {
		assert_string_equal(why->text, "");
		smmu_machine_clear(&machine);
	}
	free(copy);
	return result;
}

static void expect_error(const void *blob, size_t size, const char *part)
{
	struct message why;

	if (!parse_copy(blob, size, &why))
		fail_msg("accepted instead of: %s", part);
	if (!strstr(why.text, part))
		fail_msg("got '%s' instead of '%s'", why.text, part);
}

/* A header that promises more than there is, even by one byte. */
static void test_truncated(void **state)
{
	size_t size, at;
	uint8_t *blob = fixture_blob("ranges", &size);

	(void)state;
	for (at = 0; at < size; at += 64)
		expect_error(blob, at, "truncated");
	for (at = 0; at < 64; at++)
		expect_error(blob, at, "truncated");
	expect_error(blob, size - 1, "truncated");
	free(blob);
}

/* The same, with a header that matches the truncated size. */
static void test_truncated_honestly(void **state)
{
	size_t size, at;
	uint8_t *blob = fixture_blob("ranges", &size);
	struct message why;

	(void)state;
	for (at = sizeof(struct fdt_header); at < size; at++) {
		fdt_set_totalsize(blob, (uint32_t)at);
		assert_int_equal(parse_copy(blob, at, &why), -1);
	}
	/* And with a structure block that ends there, as well. */
	fdt_set_totalsize(blob, (uint32_t)size);
	for (at = 0; at < fdt_size_dt_struct(blob); at += 4) {
		uint8_t *copy = fixture_copy(blob, size);

		fdt_set_size_dt_struct(copy, (uint32_t)at);
		expect_error(copy, size, "corrupt device tree");
		free(copy);
	}
	free(blob);
}

/* Every single byte changed: the result does not matter, the bounds do. */
static void test_every_byte(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	size_t size, at, i;
	uint8_t *blob = fixture_blob("ranges", &size);
	struct message why;

	(void)state;
	for (at = 0; at < size; at++) {
		const uint8_t saved = blob[at];

		for (i = 0; i < sizeof(values); i++) {
			blob[at] = values[i];
			parse_copy(blob, size, &why);
		}
		blob[at] = saved;
	}
	assert_int_equal(parse_copy(blob, size, &why), 0);
	free(blob);
}

/* Every word of the structure block replaced by a wrong length or tag. */
static void test_every_word(void **state)
{
	static const uint32_t values[] = {
		0, 1, 2, 3, 4, 9, 0x7fffffff, 0x80000000, 0xffffffff,
		0xfffffff8, 0xfffffff4, 0xfffffff0, 0xffffff00, 0x10000000,
	};
	size_t size, at, i;
	uint8_t *blob = fixture_blob("frames", &size);
	struct message why;

	(void)state;
	for (at = 0; at + 4 <= size; at += 4) {
		uint8_t saved[4];

		memcpy(saved, blob + at, 4);
		for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
			fdt32_st(blob + at, values[i]);
			parse_copy(blob, size, &why);
		}
		memcpy(blob + at, saved, 4);
	}
	free(blob);
}

static void test_header(void **state)
{
	size_t size;
	uint8_t *blob = fixture_blob("frames", &size);
	uint8_t *longer = calloc(1, size + 4096);
	struct message why;

	(void)state;
	assert_non_null(longer);
	memcpy(longer, blob, size);
	assert_int_equal(parse_copy(longer, size + 4096, &why), 0);
	free(longer);

	fdt_set_magic(blob, 0xedfe0dd0);
	expect_error(blob, size, "not a device tree blob");
	fdt_set_magic(blob, FDT_MAGIC);
	fdt_set_version(blob, 15);
	fdt_set_last_comp_version(blob, 15);
	expect_error(blob, size, "FDT_ERR_BADVERSION");
	fdt_set_version(blob, 99);
	fdt_set_last_comp_version(blob, 98);
	expect_error(blob, size, "FDT_ERR_BADVERSION");
	fdt_set_version(blob, 17);
	fdt_set_last_comp_version(blob, 16);
	assert_int_equal(parse_copy(blob, size, &why), 0);

	fdt_set_totalsize(blob, 20);
	expect_error(blob, size, "FDT_ERR_TRUNCATED");
	fdt_set_totalsize(blob, (uint32_t)size);
	fdt_set_off_dt_struct(blob, fdt_off_dt_struct(blob) + 2);
	expect_error(blob, size, "FDT_ERR_BADOFFSET");
	free(blob);
}

/* Version 16 does not have the structure block's size. */
static void test_version_16(void **state)
{
	size_t size, at;
	uint8_t *blob = fixture_blob("frames", &size);
	struct message why;

	(void)state;
	fdt_set_version(blob, 16);
	fdt_set_size_dt_struct(blob, 0);
	assert_int_equal(parse_copy(blob, size, &why), 0);
	for (at = sizeof(struct fdt_header); at < size; at++) {
		fdt_set_totalsize(blob, (uint32_t)at);
		assert_int_equal(parse_copy(blob, at, &why), -1);
	}
	free(blob);
}

static void add_smmu(void *tree, const char *name, uint32_t base)
{
	const fdt32_t reg[2] = { cpu_to_fdt32(base), cpu_to_fdt32(0x20000) };

	assert_int_equal(fdt_begin_node(tree, name), 0);
	fdt_property_string(tree, "compatible", "arm,smmu-v3");
	fdt_property(tree, "reg", reg, sizeof(reg));
	assert_int_equal(fdt_end_node(tree), 0);
}

/* A bus through which addresses pass unchanged; the caller ends the node. */
static void add_bus(void *tree, const char *name)
{
	assert_int_equal(fdt_begin_node(tree, name), 0);
	fdt_property_u32(tree, "#address-cells", 1);
	fdt_property_u32(tree, "#size-cells", 1);
	fdt_property(tree, "ranges", NULL, 0);
}

/* buses nested nodes, an SMMU in the last of them, and one beside the first. */
static void check_depth(size_t buses, size_t expected)
{
	void *tree = tree_begin(TREE_MAX, 1, 1);
	struct smmu_machine machine;
	struct message why;
	uint8_t *blob;
	size_t size, i;

	for (i = 0; i < buses; i++)
		add_bus(tree, "b");
	add_smmu(tree, "deep", 0x1000000);
	for (i = 0; i < buses; i++)
		fdt_end_node(tree);
	add_smmu(tree, "flat", 0x2000000);
	blob = tree_end(tree, &size);
	assert_int_equal(devtree_parse(blob, size, &machine, &why), 0);
	free(blob);
	assert_int_equal(machine.smmu_count, expected);
	assert_string_equal(machine.smmus[expected - 1].name, "/flat");
	for (i = 0; i < expected; i++)
		assert_int_equal(machine.smmus[i].status, SMMU_OKAY);
	if (expected == 2)
		assert_string_equal(machine.smmus[0].name + 2 * buses, "/deep");
	smmu_machine_clear(&machine);
}

static void test_depth(void **state)
{
	(void)state;
	/* The root, the buses and the SMMU are the levels. */
	check_depth(DEVTREE_DEPTH_MAX - 2, 2);
	check_depth(DEVTREE_DEPTH_MAX - 1, 1);
	check_depth(DEVTREE_DEPTH_MAX, 1);
	check_depth(10000, 1);
}

static void test_long_path(void **state)
{
	void *tree = tree_begin(TREE_MAX, 1, 1);
	char name[2048];
	uint8_t *blob;
	size_t size;

	(void)state;
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	add_bus(tree, name);
	add_smmu(tree, name, 0x1000000);
	fdt_end_node(tree);
	blob = tree_end(tree, &size);
	expect_error(blob, size, "path of over 4095 bytes");
	free(blob);

	/* One byte less fits: "/" and 2047 bytes, twice, is 4096. */
	tree = tree_begin(TREE_MAX, 1, 1);
	add_bus(tree, name);
	add_smmu(tree, name + 1, 0x1000000);
	fdt_end_node(tree);
	blob = tree_end(tree, &size);
	assert_int_equal(parse_copy(blob, size, &(struct message){ "" }), 0);
	free(blob);
}

/* Properties after a child do not count (5.4.2), nor does a second one. */
static void test_order_of_properties(void **state)
{
	void *tree = tree_begin(TREE_MAX, 1, 1);
	struct smmu_machine machine;
	struct message why;
	uint8_t *blob;
	size_t size;

	(void)state;
	add_bus(tree, "bus");
	fdt_property_string(tree, "status", "okay");
	fdt_property_string(tree, "status", "disabled");
	add_smmu(tree, "first", 0x1000000);
	fdt_property_string(tree, "status", "disabled");
	fdt_property_u32(tree, "#address-cells", 2);
	fdt_property_string(tree, "compatible", "arm,smmu-v3");
	add_smmu(tree, "second", 0x2000000);
	fdt_end_node(tree);
	blob = tree_end(tree, &size);
	assert_int_equal(devtree_parse(blob, size, &machine, &why), 0);
	free(blob);
	assert_int_equal(machine.smmu_count, 2);
	assert_int_equal(machine.smmus[0].status, SMMU_OKAY);
	assert_int_equal(machine.smmus[1].status, SMMU_OKAY);
	assert_int_equal(machine.smmus[1].base, 0x2000000);
	smmu_machine_clear(&machine);
}

/* Tags in an order that is not a tree's. */
static void test_structure(void **state)
{
	static const struct {
		uint32_t tags[8];
		const char *part;
	} cases[] = {
		{ { FDT_END }, "corrupt" },
		{ { FDT_END_NODE, FDT_END }, "corrupt" },
		{ { FDT_END_NODE, FDT_BEGIN_NODE, 0, FDT_END }, "corrupt" },
		{ { FDT_NOP, FDT_NOP, FDT_END }, "corrupt" },
		{ { FDT_PROP, 0, 0, FDT_END }, "corrupt" },
		{ { FDT_BEGIN_NODE, 0, FDT_END }, "corrupt" },
		{ { FDT_BEGIN_NODE, 0, FDT_END_NODE, FDT_END_NODE, FDT_END },
		  "corrupt" },
		{ { FDT_BEGIN_NODE, 0, FDT_END_NODE, FDT_BEGIN_NODE, 0,
		    FDT_END_NODE, FDT_END }, "corrupt" },
		{ { FDT_BEGIN_NODE, 0, FDT_END_NODE, 7, FDT_END }, "corrupt" },
		/* Lengths that lead back to where the property began. */
		{ { FDT_BEGIN_NODE, 0, FDT_PROP, 0xfffffff4, 0 }, "corrupt" },
		{ { FDT_BEGIN_NODE, 0, FDT_PROP, 0xfffffff8, 0 }, "corrupt" },
		{ { FDT_BEGIN_NODE, 0, FDT_PROP, 0xfffffff0, 0 }, "corrupt" },
	};
	const size_t structure = FDT_V17_SIZE + sizeof(struct fdt_reserve_entry);
	const size_t size = structure + sizeof(cases[0].tags);
	size_t i, tag;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t *blob = calloc(1, size);

		assert_non_null(blob);
		fdt_set_magic(blob, FDT_MAGIC);
		fdt_set_totalsize(blob, (uint32_t)size);
		fdt_set_version(blob, 17);
		fdt_set_last_comp_version(blob, 16);
		fdt_set_off_mem_rsvmap(blob, FDT_V17_SIZE);
		fdt_set_off_dt_struct(blob, (uint32_t)structure);
		fdt_set_size_dt_struct(blob, sizeof(cases[0].tags));
		fdt_set_off_dt_strings(blob, (uint32_t)size);
		for (tag = 0; tag < 8; tag++)
			fdt32_st(blob + structure + 4 * tag,
				 cases[i].tags[tag]);
		expect_error(blob, size, cases[i].part);
		free(blob);
	}
}

/*
 * A property whose name does not exist: what it meant is unknown. Each property
 * in turn, in a tree whose SMMU is listed otherwise.
 */
static void test_names(void **state)
{
	static const char line[] = "the name of a property lies outside its strings block";
	size_t size, names, i;
	int offset, next = 0;
	uint8_t *blob = fixture_blob("frames", &size);
	size_t structure = fdt_off_dt_struct(blob);
	uint32_t tag;

	(void)state;
	names = fdt_size_dt_strings(blob);
	for (i = 0; i < names; i++) {
		fdt_set_size_dt_strings(blob, (uint32_t)i);
		expect_error(blob, size, line);
	}
	fdt_set_size_dt_strings(blob, (uint32_t)names);
	do {
		offset = next;
		tag = fdt_next_tag(blob, offset, &next);
		if (tag == FDT_PROP) {
			uint8_t *at = blob + structure + offset + 8;
			uint32_t saved = fdt32_ld((fdt32_t *)(void *)at);

			fdt32_st(at, (uint32_t)names);
			expect_error(blob, size, line);
			fdt32_st(at, saved);
		}
	} while (tag != FDT_END);
	assert_int_equal(parse_copy(blob, size, &(struct message){ "" }), 0);
	/* The last string without its terminator. */
	blob[fdt_off_dt_strings(blob) + names - 1] = 'x';
	expect_error(blob, size, line);
	free(blob);
}

/* The reservations are not read, but libfdt cannot determine where they end. */
static void test_reservations(void **state)
{
	size_t size, at;
	uint8_t *blob = fixture_blob("frames", &size);

	(void)state;
	for (at = fdt_off_mem_rsvmap(blob); at < fdt_off_dt_struct(blob); at++)
		blob[at] = 1;
	fdt_set_off_mem_rsvmap(blob, (uint32_t)(size - 8) & ~7u);
	expect_error(blob, size, "FDT_ERR_TRUNCATED");
	free(blob);
}

static void test_many_nodes(void **state)
{
	void *tree = tree_begin(TREE_MAX, 1, 1);
	struct smmu_machine machine;
	struct message why;
	char name[32];
	uint8_t *blob;
	size_t size;
	uint32_t i;

	(void)state;
	for (i = 0; i < 40000; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		if (i % 2) {
			add_smmu(tree, name, i << 12);
		} else {
			fdt_begin_node(tree, name);
			fdt_end_node(tree);
		}
	}
	blob = tree_end(tree, &size);
	assert_int_equal(devtree_parse(blob, size, &machine, &why), 0);
	free(blob);
	assert_int_equal(machine.smmu_count, 20000);
	assert_int_equal(machine.smmus[19999].base, 39999u << 12);
	smmu_machine_clear(&machine);
}

/* Many SMMUs below many ranges, none of which covers them: quadratic work. */
static void test_too_much_work(void **state)
{
	const size_t ranges_size = 12 * 50000;
	uint8_t *ranges = calloc(1, ranges_size);
	void *tree = tree_begin(TREE_MAX, 1, 1);
	char name[32];
	uint8_t *blob;
	size_t size;
	uint32_t i;

	(void)state;
	assert_non_null(ranges);
	assert_int_equal(fdt_begin_node(tree, "bus"), 0);
	fdt_property_u32(tree, "#address-cells", 1);
	fdt_property_u32(tree, "#size-cells", 1);
	assert_int_equal(fdt_property(tree, "ranges", ranges,
				      (int)ranges_size), 0);
	for (i = 0; i < 15000; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		add_smmu(tree, name, 0x1000000);
	}
	fdt_end_node(tree);
	blob = tree_end(tree, &size);
	expect_error(blob, size, "too many steps");
	free(blob);
	free(ranges);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_truncated_honestly),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_every_word),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_version_16),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_long_path),
		cmocka_unit_test(test_order_of_properties),
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_reservations),
		cmocka_unit_test(test_many_nodes),
		cmocka_unit_test(test_too_much_work),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
