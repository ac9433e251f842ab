/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generator's inputs, each an exactly sized heap block, through parser,
 * policies and listings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/devtree.h"
#include "list/json.h"
#include "list/list.h"
#include "make/corrupt-dts.h"
#include "plan/policy.h"

static void check_listing(const struct corrupt_dts *malformed,
			  struct smmu_machine *machine, FILE *out)
{
	struct policy_rule rule;
	struct message why = { "" };

	assert_int_equal(policy_rule_parse("abort", &rule, &why), 0);
	if (policy_apply(&rule, 1, machine, &why))
		fail_msg("%s: %s", malformed->name, why.text);
	list_json(out, machine, machine, /* same_source= */ true);
	list_table(out, machine, true);
}

static void check(const struct corrupt_dts *malformed, void *context)
{
	struct smmu_machine machine = { .smmu_count = 12345 };
	struct message why = { "" };
	int result = devtree_parse(malformed->bytes, malformed->size, &machine,
				   &why);

	if (result) {
		if (malformed->result != CORRUPT_DTS_REFUSED)
			fail_msg("%s: %s", malformed->name, why.text);
		assert_int_equal(machine.smmu_count, 12345);
		assert_in_range(strlen(why.text), 5, 120);
	} else {
		if (malformed->result != CORRUPT_DTS_LISTED)
			fail_msg("%s: listed", malformed->name);
		assert_string_equal(why.text, "");
		check_listing(malformed, &machine, context);
		smmu_machine_clear(&machine);
	}
}

static void test_malformed(void **state)
{
	FILE *out = fopen("/dev/null", "w");

	(void)state;
	assert_non_null(out);
	assert_in_range(corrupt_dts_each(check, out), 300, 1000);
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
