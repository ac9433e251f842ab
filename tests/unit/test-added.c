/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-add: what is accepted, and how it becomes part of a machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "machine/added.h"
#include "plan/policy.h"
#include "util/macros.h"

static void test_parse_good(void **state)
{
	static const struct {
		const char *text;
		enum smmu_version version;
		uint64_t base;
		bool has_size;
		uint64_t size;
	} cases[] = {
		{ "v1@0x1000", SMMU_VERSION_V1, 0x1000, false, 0 },
		{ "v2@0x0", SMMU_VERSION_V2, 0, false, 0 },
		{ "v3@0x9050000", SMMU_VERSION_V3, 0x9050000, false, 0 },
		{ "v3@0xFFFFFFFFFFFDF000", SMMU_VERSION_V3,
		  UINT64_C(0xfffffffffffdf000), false, 0 },
		{ "v3@0x00000000000000009050000", SMMU_VERSION_V3, 0x9050000,
		  false, 0 },
		{ "v3@0x9050000+0x20000", SMMU_VERSION_V3, 0x9050000, true,
		  0x20000 },
		{ "v2@0x9050000+65536", SMMU_VERSION_V2, 0x9050000, true,
		  65536 },
		{ "v2@0x1000+1", SMMU_VERSION_V2, 0x1000, true, 1 },
		{ "v2@0xfffffffffffff000+0xfff", SMMU_VERSION_V2,
		  UINT64_C(0xfffffffffffff000), true, 0xfff },
		{ "v2@0x0+0xffffffffffffffff", SMMU_VERSION_V2, 0, true,
		  UINT64_MAX },
		{ "v2@0x0+18446744073709551615", SMMU_VERSION_V2, 0, true,
		  UINT64_MAX },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message why = { "" };
		struct added_smmu added;

		if (added_parse(cases[i].text, &added, &why))
			fail_msg("%s: %s", cases[i].text, why.text);
		assert_int_equal(added.version, cases[i].version);
		assert_true(added.base == cases[i].base);
		assert_int_equal(added.has_size, cases[i].has_size);
		assert_true(added.size == cases[i].size);
	}
}

static void test_parse_bad(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} cases[] = {
		{ "", "not v1, v2 or v3" }, { "v3", "not v1, v2 or v3" },
		{ "0x1000", "not v1, v2 or v3" },
		{ "v4@0x1000", "not v1, v2 or v3" },
		{ "V3@0x1000", "not v1, v2 or v3" },
		{ "v@0x1000", "not v1, v2 or v3" },
		{ "v33@0x1000", "not v1, v2 or v3" },
		{ "@0x1000", "not v1, v2 or v3" },
		{ "v3=0x1000", "not v1, v2 or v3" },
		{ "v3@", "is not 0x" }, { "v3@0x", "is not 0x" },
		{ "v3@4096", "is not 0x" }, { "v3@0X1000", "is not 0x" },
		{ "v3@0xg000", "is not 0x" }, { "v3@ 0x1000", "is not 0x" },
		{ "v3@-0x1000", "is not 0x" }, { "v3@0x1000 ", "is not 0x" },
		{ "v3@0x1000@0x1000", "is not 0x" },
		{ "v3@+0x1000", "is not 0x" },
		{ "v3@0x10000000000000000", "address has more than 64" },
		{ "v3@0x1", "not a multiple of 0x1000" },
		{ "v3@0x9050800+0x20000", "not a multiple of 0x1000" },
		{ "v3@0x1000+", "size is not" }, { "v3@0x1000+0x", "size is not" },
		{ "v3@0x1000+1a", "size is not" }, { "v3@0x1000+1K", "size is not" },
		{ "v3@0x1000++1", "size is not" }, { "v3@0x1000+-1", "size is not" },
		{ "v3@0x1000+1+1", "size is not" },
		{ "v3@0x1000+18446744073709551616", "size has more than" },
		{ "v3@0x1000+0x10000000000000000", "size has more than" },
		{ "v3@0x1000+99999999999999999999999", "size has more than" },
		{ "v3@0x1000+0", "size is zero" },
		{ "v3@0x1000+0x0", "size is zero" },
		{ "v3@0xfffffffffffff000+0x1000", "past 64 bits" },
		{ "v3@0x1000+0xffffffffffffffff", "past 64 bits" },
		{ "v3@0xfffffffffffe0000", "past 64 bits" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct added_smmu added = { .base = 77, .size = 78 };
		struct message why = { "" };

		if (!added_parse(cases[i].text, &added, &why))
			fail_msg("%s: taken", cases[i].text);
		if (!strstr(why.text, cases[i].why) ||
		    !strstr(why.text, cases[i].text))
			fail_msg("%s: says '%s'", cases[i].text, why.text);
		assert_int_equal(added.base, 77);
		assert_int_equal(added.size, 78);
	}
}

static void add(struct smmu_machine *machine, const char *name, uint64_t base,
		unsigned int group)
{
	struct smmu *smmu = smmu_machine_add(machine);

	assert_non_null(smmu);
	smmu->name = strdup(name);
	smmu->base = base;
	smmu->has_base = base;
	smmu->version = SMMU_VERSION_V3;
	smmu->group = group;
}

static int append(struct smmu_machine *machine, const char *text,
		  struct message *why)
{
	struct added_smmu added;

	assert_int_equal(added_parse(text, &added, why), 0);
	return added_append(&added, 1, machine, why);
}

static void test_append(void **state)
{
	struct smmu_machine machine = { .source = SMMU_SOURCE_IORT };
	struct message why = { "" };
	const struct smmu *smmu;

	(void)state;
	add(&machine, "/two", 0x1000000, 6);
	add(&machine, "/two", 0x1100000, 6);
	assert_int_equal(append(&machine, "v2@0x2000000+0x1000", &why), 0);
	assert_int_equal(append(&machine, "v3@0x2100000", &why), 0);
	assert_int_equal(machine.smmu_count, 4);
	smmu = &machine.smmus[2];
	assert_int_equal(smmu->version, SMMU_VERSION_V2);
	assert_true(smmu->has_base);
	assert_int_equal(smmu->base, 0x2000000);
	assert_true(smmu->has_size);
	assert_int_equal(smmu->size, 0x1000);
	assert_int_equal(smmu->status, SMMU_OKAY);
	assert_null(smmu->name);
	assert_null(smmu->model);
	assert_true(smmu->by_hand);
	assert_false(smmu->power_managed);
	assert_false(machine.smmus[1].by_hand);
	assert_false(smmu[1].has_size);
	/* Not the second frame of another SMMU. */
	assert_int_not_equal(smmu->group, 6);
	assert_int_not_equal(smmu[1].group, smmu->group);
	smmu_machine_clear(&machine);
}

static void test_append_to_nothing(void **state)
{
	struct smmu_machine machine = { .source = SMMU_SOURCE_FDT };
	struct message why = { "" };

	(void)state;
	assert_int_equal(append(&machine, "v3@0x0", &why), 0);
	assert_int_equal(machine.smmu_count, 1);
	assert_true(machine.smmus[0].has_base);
	assert_int_equal(append(&machine, "v3@0x0", &why), -1);
	assert_string_equal(why.text, "0x0: cannot be added: there already is an SMMU: added before (v3, okay)");
	smmu_machine_clear(&machine);
}

static void test_append_twice(void **state)
{
	struct smmu_machine machine = { .source = SMMU_SOURCE_FDT };
	struct message why = { "" };

	(void)state;
	add(&machine, "/none", 0, 1);
	add(&machine, "/off", 0x1000000, 2);
	machine.smmus[1].status = SMMU_DISABLED;
	/* An SMMU without an address is not at address zero. */
	assert_int_equal(append(&machine, "v1@0x0", &why), 0);
	assert_int_equal(append(&machine, "v2@0x1000000", &why), -1);
	assert_string_equal(why.text, "0x1000000: cannot be added: there already is an SMMU: /off (v3, disabled)");
	assert_int_equal(machine.smmu_count, 3);
	smmu_machine_clear(&machine);
}

/* Rules by version and by address apply to added SMMUs as well. */
static void test_policies(void **state)
{
	static const char *const texts[] = { "v2=bypass", "0x3000000=abort" };
	struct smmu_machine machine = { .source = SMMU_SOURCE_FDT };
	struct policy_rule rules[2];
	struct message why = { "" };
	size_t i;

	(void)state;
	assert_int_equal(append(&machine, "v2@0x2000000", &why), 0);
	assert_int_equal(append(&machine, "v2@0x3000000", &why), 0);
	assert_int_equal(append(&machine, "v3@0x4000000", &why), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(policy_rule_parse(texts[i], &rules[i], &why),
				 0);
	assert_int_equal(policy_apply(rules, 2, &machine, &why), 0);
	assert_int_equal(machine.smmus[0].action, SMMU_BYPASS);
	assert_int_equal(machine.smmus[1].action, SMMU_ABORT);
	assert_int_equal(machine.smmus[2].action, SMMU_KEEP);
	smmu_machine_clear(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_good),
		cmocka_unit_test(test_parse_bad),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_append_to_nothing),
		cmocka_unit_test(test_append_twice),
		cmocka_unit_test(test_policies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
