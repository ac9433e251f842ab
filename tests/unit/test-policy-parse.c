/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parsing a policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/policy.h"
#include "util/macros.h"

static void test_parse_good(void **state)
{
	static const struct {
		const char *text;
		enum policy_which which;
		enum smmu_action action;
		enum smmu_version version;
		uint64_t base;
		const char *path;
	} cases[] = {
		{ "keep", POLICY_ALL, SMMU_KEEP, 0, 0, NULL },
		{ "abort", POLICY_ALL, SMMU_ABORT, 0, 0, NULL },
		{ "bypass", POLICY_ALL, SMMU_BYPASS, 0, 0, NULL },
		{ "drain", POLICY_ALL, SMMU_DRAIN, 0, 0, NULL },
		{ "v3=quiesce", POLICY_VERSION, SMMU_QUIESCE, SMMU_VERSION_V3,
		  0, NULL },
		{ "0x9050000=drain", POLICY_BASE, SMMU_DRAIN, 0, 0x9050000, NULL },
		{ "v1=keep", POLICY_VERSION, SMMU_KEEP, SMMU_VERSION_V1, 0, NULL },
		{ "v2=bypass", POLICY_VERSION, SMMU_BYPASS, SMMU_VERSION_V2, 0, NULL },
		{ "v3=abort", POLICY_VERSION, SMMU_ABORT, SMMU_VERSION_V3, 0, NULL },
		{ "0x0=keep", POLICY_BASE, SMMU_KEEP, 0, 0, NULL },
		{ "0x9050000=abort", POLICY_BASE, SMMU_ABORT, 0, 0x9050000, NULL },
		{ "0xAbCdEf=abort", POLICY_BASE, SMMU_ABORT, 0, 0xabcdef, NULL },
		{ "0xffffffffffffffff=abort", POLICY_BASE, SMMU_ABORT, 0,
		  UINT64_MAX, NULL },
		{ "0x0000000000000000000000001=abort", POLICY_BASE, SMMU_ABORT,
		  0, 1, NULL },
		{ "/smmu@9050000=abort", POLICY_PATH, SMMU_ABORT, 0, 0,
		  "/smmu@9050000" },
		{ "/a=b/c=keep", POLICY_PATH, SMMU_KEEP, 0, 0, "/a=b/c" },
		{ "/=keep", POLICY_PATH, SMMU_KEEP, 0, 0, "/" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct policy_rule rule;
		struct message why = { "" };

		if (policy_rule_parse(cases[i].text, &rule, &why))
			fail_msg("%s: %s", cases[i].text, why.text);
		assert_int_equal(rule.which, cases[i].which);
		assert_int_equal(rule.action, cases[i].action);
		if (rule.which == POLICY_VERSION)
			assert_int_equal(rule.version, cases[i].version);
		assert_int_equal(rule.base, cases[i].base);
		if (cases[i].path)
			assert_string_equal(rule.path, cases[i].path);
		else
			assert_null(rule.path);
		policy_rule_clear(&rule);
		assert_null(rule.path);
	}
}

static void test_parse_bad(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} cases[] = {
		{ "", ": unknown policy (known: keep, abort, bypass, drain, quiesce, auto)" },
		{ "ABORT", "ABORT: unknown policy" },
		{ "abort ", "abort : unknown policy" },
		{ "abor", "abor: unknown policy" },
		{ "abortx", "abortx: unknown policy" },
		{ "v3", "v3: unknown policy" },
		{ "0x1", "0x1: unknown policy" },
		{ "/smmu", "/smmu: unknown policy" },
		{ "v3=", "v3=: unknown policy" },
		{ "v3=abort=", "v3=abort=: unknown policy" },
		{ "v3=stop", "v3=stop: unknown policy" },
		{ "quiet", "quiet: unknown policy" },
		{ "drains", "drains: unknown policy" },
		{ "v3=autos", "v3=autos: unknown policy" },
		{ "=abort", "=abort: neither an address" },
		{ "v4=abort", "v4=abort: neither an address" },
		{ "V3=abort", "V3=abort: neither an address" },
		{ "v=abort", "v=abort: neither an address" },
		{ "v33=abort", "v33=abort: neither an address" },
		{ "9050000=abort", "9050000=abort: neither an address" },
		{ "0X9050000=abort", "0X9050000=abort: neither an address" },
		{ "smmu@1=abort", "smmu@1=abort: neither an address" },
		{ "0x=abort", "0x=abort: not a hexadecimal address" },
		{ "0x12g4=abort", "0x12g4=abort: not a hexadecimal address" },
		{ "0x 1=abort", "0x 1=abort: not a hexadecimal address" },
		{ "0x-1=abort", "0x-1=abort: not a hexadecimal address" },
		{ "0x0x1=abort", "0x0x1=abort: not a hexadecimal address" },
		{ "0x1,=abort", "0x1,=abort: not a hexadecimal address" },
		{ "0x10000000000000000=abort",
		  "0x10000000000000000=abort: the address has more than 64 bits" },
		{ "\033[31m=abort", "\\x1b[31m=abort: neither an address" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct policy_rule rule = { .base = 77 };
		struct message why = { "" };

		assert_int_equal(policy_rule_parse(cases[i].text, &rule, &why),
				 -1);
		if (strncmp(why.text, cases[i].why, strlen(cases[i].why)))
			fail_msg("got '%s' instead of '%s'", why.text,
				 cases[i].why);
		assert_int_equal(rule.base, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_good),
		cmocka_unit_test(test_parse_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
