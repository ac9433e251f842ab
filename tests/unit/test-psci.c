/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How PSCI is called, according to a device tree and to a FADT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "unit/fixture.h"
#include "acpi/fadt.h"
#include "devtree/psci.h"
#include "smmu-plan.h"
#include "util/macros.h"

#define HVC	SMMU_PLAN_CONDUIT_HVC
#define SMC	SMMU_PLAN_CONDUIT_SMC
typedef int read_call(const void *blob, size_t size, uint8_t *ret_conduit,
		      struct message *why);

static void expect_conduit(read_call *call, const void *blob, size_t size,
			   uint8_t conduit)
{
	uint8_t *copy = fixture_copy(blob, size);
	struct message why = { "" };
	uint8_t found = 77;

	if (call(copy, size, &found, &why))
		fail_msg("%s", why.text);
	assert_int_equal(found, conduit);
	free(copy);
}

static void expect_none(read_call *call, const void *blob, size_t size,
			const char *part)
{
	uint8_t *copy = fixture_copy(blob, size);
	struct message why = { "" };
	uint8_t found = 77;

	assert_int_equal(call(copy, size, &found, &why), -1);
	assert_int_equal(found, 77);
	if (!strstr(why.text, part))
		fail_msg("'%s' instead of '%s'", why.text, part);
	free(copy);
}

/* A tree with one node below a parent; NULL: without that property. */
static size_t make_tree(void *tree, size_t room, const char *compatible,
			size_t size, const char *method, const char *status)
{
	assert_int_equal(fdt_create(tree, (int)room), 0);
	assert_int_equal(fdt_finish_reservemap(tree), 0);
	assert_int_equal(fdt_begin_node(tree, ""), 0);
	assert_int_equal(fdt_begin_node(tree, "firmware"), 0);
	if (status)
		assert_int_equal(fdt_property_string(tree, "status", status),
				 0);
	assert_int_equal(fdt_begin_node(tree, "psci"), 0);
	assert_int_equal(fdt_property(tree, "compatible", compatible,
				      (int)size), 0);
	if (method)
		assert_int_equal(fdt_property_string(tree, "method", method),
				 0);
	assert_int_equal(fdt_end_node(tree), 0);
	assert_int_equal(fdt_end_node(tree), 0);
	assert_int_equal(fdt_end_node(tree), 0);
	assert_int_equal(fdt_finish(tree), 0);
	return fdt_totalsize(tree);
}

static void test_tree(void **state)
{
	static const char none[] = "no PSCI in the device tree";
	static const char method[] = "neither hvc nor smc";
	static const struct {
		const char *compatible;
		size_t size;
		const char *method;
		const char *status;
		uint8_t conduit;
		const char *part;
	} rows[] = {
#define LIST(text)	text, sizeof(text)
		{ LIST("arm,psci-1.0"), "smc", NULL, SMC, NULL },
		{ LIST("arm,psci-0.2"), "hvc", NULL, HVC, NULL },
		{ LIST("arm,psci-1.0\0arm,psci-0.2\0arm,psci"), "hvc", "okay",
		  HVC, NULL },
		{ LIST("arm,psci-1.1\0arm,psci-0.2"), "smc", NULL, SMC, NULL },
		{ LIST("arm,psci"), "smc", NULL, 0, "PSCI 0.1" },
		{ LIST("arm,psci-1.0"), "smc", "disabled", 0, none },
		{ LIST("arm,psci-1.0"), NULL, NULL, 0, method },
		{ LIST("arm,psci-1.0"), "SMC", NULL, 0, method },
		{ LIST("arm,psci-1.0"), "smccc", NULL, 0, method },
		{ LIST("arm,psci-1.0"), "", NULL, 0, method },
		{ LIST("arm,psci-9.9"), "smc", NULL, 0, none },
		{ LIST(""), "smc", NULL, 0, none },
		{ "arm,psci-1.0", 12, "smc", NULL, SMC, NULL },
		{ "arm,psci-1.0", 11, "smc", NULL, 0, none },
	};
	uint64_t room[64];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t size = make_tree(room, sizeof(room),
					rows[i].compatible, rows[i].size,
					rows[i].method, rows[i].status);

		if (rows[i].conduit)
			expect_conduit(devtree_psci, room, size,
				       rows[i].conduit);
		else
			expect_none(devtree_psci, room, size, rows[i].part);
	}
}

/* Deeper than trees are read: not found, and nothing overrun. */
static void test_deep(void **state)
{
	static uint64_t room[1024];
	int i;

	(void)state;
	assert_int_equal(fdt_create(room, sizeof(room)), 0);
	assert_int_equal(fdt_finish_reservemap(room), 0);
	for (i = 0; i < 70; i++)
		assert_int_equal(fdt_begin_node(room, i ? "n" : ""), 0);
	assert_int_equal(fdt_property_string(room, "compatible",
					     "arm,psci-1.0"), 0);
	assert_int_equal(fdt_property_string(room, "method", "hvc"), 0);
	for (i = 0; i < 70 - 1; i++)
		assert_int_equal(fdt_end_node(room), 0);
	assert_int_equal(fdt_begin_node(room, "psci"), 0);
	assert_int_equal(fdt_property_string(room, "compatible",
					     "arm,psci-0.2"), 0);
	assert_int_equal(fdt_property_string(room, "method", "smc"), 0);
	assert_int_equal(fdt_end_node(room), 0);
	assert_int_equal(fdt_end_node(room), 0);
	assert_int_equal(fdt_finish(room), 0);
	expect_conduit(devtree_psci, room, fdt_totalsize(room), SMC);
}

static void test_damaged_tree(void **state)
{
	static const uint8_t values[] = { 0x00, 0x02, 0x7f, 0x80, 0xff };
	uint64_t room[64];
	size_t size, at, i;

	(void)state;
	size = make_tree(room, sizeof(room), LIST("arm,psci-1.0"), "smc",
			 NULL);
	for (at = 0; at < size; at++) {
		uint8_t *copy = fixture_copy(room, size);
		struct message why;
		uint8_t conduit;

		for (i = 0; i < ARRAY_SIZE(values); i++) {
			copy[at] = values[i];
			if (devtree_psci(copy, size, &conduit, &why) == 0)
				assert_in_range(conduit, HVC, SMC);
		}
		free(copy);
	}
	expect_none(devtree_psci, room, size - 1, "truncated");
}

/* ARM_BOOT_ARCH and the header's length. */
enum { LENGTH = 4, ARM_BOOT_ARCH = 129 };

static void test_fadt(void **state)
{
	static const char none[] = "has no PSCI";
	size_t size, at;
	uint8_t *fadt = fixture_table("fadt", &size);

	(void)state;
	expect_conduit(fadt_parse, fadt, size, SMC);
	fadt[ARM_BOOT_ARCH] = 3;
	expect_conduit(fadt_parse, fadt, size, HVC);
	fadt[ARM_BOOT_ARCH] = 2;
	expect_none(fadt_parse, fadt, size, none);
	fadt[ARM_BOOT_ARCH] = 0;
	fadt[ARM_BOOT_ARCH + 1] = 1;
	expect_none(fadt_parse, fadt, size, none);
	fadt[ARM_BOOT_ARCH] = 1;
	expect_conduit(fadt_parse, fadt, size, SMC);

	/* As old as ACPI 1.0, and ending in the middle of the field. */
	fadt[LENGTH + 1] = 0;
	for (at = 36; at < ARM_BOOT_ARCH + 2; at++) {
		fadt[LENGTH] = (uint8_t)at;
		expect_none(fadt_parse, fadt, size, none);
	}
	fadt[LENGTH] = ARM_BOOT_ARCH + 2;
	expect_conduit(fadt_parse, fadt, size, SMC);
	fadt[LENGTH] = 35;
	expect_none(fadt_parse, fadt, size, "corrupt");
	fadt[LENGTH + 3] = 0x80;
	expect_none(fadt_parse, fadt, size, "truncated");
	for (at = 0; at < 36; at++)
		expect_none(fadt_parse, fadt, at, "FACP");
	free(fadt);
}

enum { VENDOR = 268 };

/* The machine's manufacturer: ACPI 6.5, table 5.9. */
static void test_vendor(void **state)
{
	static const struct {
		const char *vendor;
		int is_qualcomm;
	} cases[] = {
		{ "QCOM\0\0\0", 1 }, { "QCOM    ", 1 }, { "QCOMGUNY", 1 },
		{ "\0\0\0\0\0\0\0", 0 }, { "KVM\0\0\0\0", 0 }, { "QCO\0M\0\0", 0 },
		{ "qcom\0\0\0", 0 }, { " QCOM\0\0", 0 },
	};
	struct message why = { "" };
	size_t size, i;
	uint8_t *fadt = fixture_table("fadt", &size);

	(void)state;
	assert_int_equal(size, VENDOR + 8);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(fadt + VENDOR, cases[i].vendor, 8);
		if (fadt_is_qualcomm(fadt, size, &why) != cases[i].is_qualcomm)
			fail_msg("case %zu", i);
	}
	/* Revisions before the sixth end there, or in the middle of it. */
	memcpy(fadt + VENDOR, "QCOM\0\0\0", 8);
	fadt[LENGTH + 1] = 1;
	for (i = VENDOR - 1; i < VENDOR + 8; i++) {
		fadt[LENGTH] = (uint8_t)(i - 256);
		assert_int_equal(fadt_is_qualcomm(fadt, size, &why), 0);
	}
	assert_int_equal(fadt_is_qualcomm(fadt, 100, &why), -1);
	assert_non_null(strstr(why.text, "truncated"));
	assert_int_equal(fadt_is_qualcomm("IORT", 4, &why), -1);
	free(fadt);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_damaged_tree),
		cmocka_unit_test(test_fadt),
		cmocka_unit_test(test_vendor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
