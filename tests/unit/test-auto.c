/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the policy auto chooses, and how a listing shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "image/drivers.h"
#include "plan/auto.h"
#include "plan/policy.h"

#define V2	IMAGE_DRIVER_ARM_SMMU
#define V3	IMAGE_DRIVER_ARM_SMMU_V3
#define LINUX	.has_image = true, .is_linux = true

/* An SMMUv1, v2 and v3, as many as bits are set in versions. */
static void make(unsigned int versions, struct smmu smmus[3],
		 struct smmu_machine *ret_machine)
{
	unsigned int version;

	*ret_machine = (struct smmu_machine){ .smmus = smmus };
	for (version = 1; version <= 3; version++) {
		struct smmu *smmu = &smmus[ret_machine->smmu_count];

		if (!(versions & 1u << version))
			continue;
		*smmu = (struct smmu){
			.base = version * 0x100000, .has_base = true,
			.version = (enum smmu_version)version,
			.group = version,
		};
		ret_machine->smmu_count++;
	}
}

static const struct {
	struct auto_facts facts;
	unsigned int versions;
	enum smmu_action action;	/* KEEP: none */
	const char *says;
} cases[] = {
	{ { .crash = true }, 8, SMMU_ABORT, "crash" },
	{ { .crash = true, .has_hest = true }, 8, SMMU_DRAIN,
	  "firmware" },
	{ { .crash = true, .has_hest = true, .has_image = true }, 4,
	  SMMU_DRAIN, "firmware" },
	{ { .can_stop = true }, 8, SMMU_ABORT, "auto: if " },
	{ { .has_hest = true, LINUX, .drivers = V3 }, 8, SMMU_ABORT,
	  "built-in" },
	{ { LINUX, .drivers = V2 }, 2, SMMU_ABORT, "built-in" },
	{ { LINUX, .drivers = V2 }, 6, SMMU_ABORT, "built-in" },
	{ { LINUX, .drivers = V2 | V3 }, 14, SMMU_ABORT, "built-in" },
	/* A module does not count. */
	{ { LINUX, .can_stop = true }, 8, SMMU_QUIESCE,
	  "no built-in driver for SMMUv3; modules do not count" },
	{ { LINUX, .can_stop = true, .drivers = V2 }, 8,
	  SMMU_QUIESCE, "SMMUv3" },
	{ { LINUX, .can_stop = true, .drivers = V3 }, 12,
	  SMMU_QUIESCE, "SMMUv2" },
	{ { LINUX, .can_stop = true, .drivers = V3 }, 2,
	  SMMU_QUIESCE, "SMMUv1" },
	{ { LINUX, .can_stop = true, .drivers = V2 | V3 }, 14,
	  SMMU_ABORT, "built-in" },
	/* Nor can functions be listed. */
	{ { LINUX }, 8, SMMU_KEEP, "wait for that, bypass if" },
	{ { LINUX, .drivers = V2 }, 8, SMMU_KEEP, "SMMUv3" },
	{ { LINUX, .drivers = V3 }, 12, SMMU_KEEP, "SMMUv2" },
	{ { LINUX, .drivers = V3 }, 2, SMMU_KEEP, "SMMUv1" },
	{ { LINUX }, 0, SMMU_ABORT, "built-in" },
	/* No Linux, unless its banner is all that is missing. */
	{ { .has_image = true, .can_stop = true }, 12, SMMU_QUIESCE,
	  "not Linux" },
	{ { .has_image = true, .can_stop = true, .drivers = V3 }, 8,
	  SMMU_ABORT, "built-in" },
	{ { .has_image = true }, 8, SMMU_KEEP, "SMMUv3" },
};

static void test_choices(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct smmu_machine machine;
		struct smmu smmus[3];
		struct message why = { "" };
		int result;

		make(cases[i].versions, smmus, &machine);
		result = auto_choose(&cases[i].facts, &machine, &why);
		if (cases[i].action == SMMU_KEEP) {
			assert_int_equal(result, -1);
			assert_null(machine.automatic_reason);
			assert_non_null(strstr(why.text, cases[i].says));
			continue;
		}
		assert_int_equal(result, 0);
		assert_int_equal(machine.automatic, cases[i].action);
		assert_non_null(strstr(machine.automatic_reason,
				       cases[i].says));
	}
}

/* A version that is not in use needs no driver. */
static void test_not_in_use(void **state)
{
	const struct auto_facts facts = { .has_image = true, .drivers = V3 };
	struct smmu_machine machine;
	struct smmu smmus[3];
	struct message why;

	(void)state;
	make(12, smmus, &machine);
	machine.smmus[0].status = SMMU_DISABLED;
	assert_int_equal(auto_choose(&facts, &machine, &why), 0);
}

/* Only SMMUs whose policy is auto get the choice; class rules still hold. */
static void test_applied(void **state)
{
	struct policy_rule rules[] = {
		{ .which = POLICY_ALL, .action = SMMU_AUTO },
		{ .which = POLICY_VERSION, .version = SMMU_VERSION_V1,
		  .action = SMMU_BYPASS },
	};
	struct smmu_machine machine;
	struct smmu smmus[3];
	struct message why;

	(void)state;
	make(14, smmus, &machine);
	machine.automatic = SMMU_DRAIN;
	machine.automatic_reason = "because";
	smmus[1].power_managed = true;
	assert_int_equal(policy_apply(rules, 2, &machine, &why), 0);
	assert_int_equal(machine.rest, SMMU_DRAIN);
	assert_int_equal(smmus[0].action, SMMU_BYPASS);
	assert_null(smmus[0].reason);
	assert_int_equal(smmus[1].policy, SMMU_AUTO);
	assert_int_equal(smmus[1].action, SMMU_KEEP);
	assert_string_not_equal(smmus[1].reason, "because");
	assert_true(policy_is_unmet(&smmus[1]));
	assert_int_equal(smmus[2].policy, SMMU_AUTO);
	assert_int_equal(smmus[2].action, SMMU_DRAIN);
	assert_string_equal(smmus[2].reason, "because");
	assert_false(policy_is_unmet(&smmus[2]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_not_in_use),
		cmocka_unit_test(test_applied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
