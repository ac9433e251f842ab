/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each SMMU becomes under the rules that are given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "plan/policy.h"
#include "util/macros.h"

/* A machine with one SMMU of each kind; all of it is static. */
static struct smmu smmus[9];
static struct smmu_machine machine;

static void add(const char *name, enum smmu_version version, uint64_t base,
		enum smmu_status status, unsigned int group)
{
	struct smmu *smmu = &smmus[machine.smmu_count++];

	memset(smmu, 0, sizeof(*smmu));
	smmu->name = (char *)(uintptr_t)name;
	smmu->version = version;
	smmu->base = base;
	smmu->has_base = base;
	smmu->status = status;
	smmu->group = group;
	/* What an earlier call may have left. */
	smmu->reason = "stale";
	smmu->action = SMMU_BYPASS;
}

enum { PLAIN, PLAIN2, V2, POWER, OFF, HELD, LOST, TWO_A, TWO_B };

static int set_up(void **state)
{
	(void)state;
	memset(&machine, 0, sizeof(machine));
	machine.smmus = smmus;
	add("/plain", SMMU_VERSION_V3, 0x1000000, SMMU_OKAY, 0);
	add("/plain2", SMMU_VERSION_V3, 0x2000000, SMMU_OKAY, 1);
	add("/v2", SMMU_VERSION_V2, 0x3000000, SMMU_OKAY, 2);
	add("/power", SMMU_VERSION_V3, 0x4000000, SMMU_OKAY, 3);
	smmus[POWER].power_managed = true;
	add("/off", SMMU_VERSION_V3, 0x5000000, SMMU_DISABLED, 4);
	add("/held", SMMU_VERSION_V3, 0x6000000, SMMU_RESERVED, 5);
	add("/lost", SMMU_VERSION_V3, 0, SMMU_UNREACHABLE, 6);
	add("/two", SMMU_VERSION_V3, 0x8000000, SMMU_OKAY, 7);
	add("/two", SMMU_VERSION_V3, 0x7000000, SMMU_OKAY, 7);
	return 0;
}

/* Apply up to four rules, "" being none. Returns what policy_apply() does. */
static int apply(struct message *why, const char *const texts[4])
{
	struct policy_rule rules[4];
	size_t count, i;
	int result;

	for (count = 0; count < 4 && texts[count]; count++)
		assert_int_equal(policy_rule_parse(texts[count], &rules[count],
						   why), 0);
	result = policy_apply(rules, count, &machine, why);
	for (i = 0; i < count; i++)
		policy_rule_clear(&rules[i]);
	return result;
}

#define RULES(...)	((const char *const[5]){ __VA_ARGS__, NULL })

static void expect(size_t index, enum smmu_action action)
{
	if (smmus[index].action != action)
		fail_msg("%s: got %s instead of %s", smmus[index].name,
			 smmu_action_name(smmus[index].action),
			 smmu_action_name(action));
}

static void test_nothing_asked(void **state)
{
	struct message why;
	size_t i;

	(void)state;
	assert_int_equal(policy_apply(NULL, 0, &machine, &why), 0);
	for (i = 0; i < ARRAY_SIZE(smmus); i++) {
		assert_false(smmus[i].has_policy);
		expect(i, SMMU_KEEP);
		assert_null(smmus[i].reason);
	}
}

static void test_all(void **state)
{
	struct message why;
	size_t i;

	(void)state;
	assert_int_equal(apply(&why, RULES("abort")), 0);
	for (i = 0; i < ARRAY_SIZE(smmus); i++) {
		assert_true(smmus[i].has_policy);
		assert_int_equal(smmus[i].policy, SMMU_ABORT);
		/* There is a reason exactly if action and policy differ. */
		assert_int_equal(!smmus[i].reason,
				 smmus[i].action == smmus[i].policy);
	}
	expect(PLAIN, SMMU_ABORT);
	expect(PLAIN2, SMMU_ABORT);
	expect(V2, SMMU_ABORT);
	expect(POWER, SMMU_KEEP);
	expect(OFF, SMMU_KEEP);
	expect(HELD, SMMU_KEEP);
	expect(LOST, SMMU_KEEP);
	expect(TWO_A, SMMU_ABORT);
	expect(TWO_B, SMMU_ABORT);
	assert_non_null(strstr(smmus[POWER].reason, "power-managed"));
	assert_non_null(strstr(smmus[OFF].reason, "disabled"));
	assert_non_null(strstr(smmus[HELD].reason, "reserved"));
	assert_non_null(strstr(smmus[LOST].reason, "address"));
}

/* An SMMU kept by a rule needs no reason. */
static void test_all_keep(void **state)
{
	struct message why;
	size_t i;

	(void)state;
	assert_int_equal(apply(&why, RULES("keep")), 0);
	for (i = 0; i < ARRAY_SIZE(smmus); i++) {
		assert_true(smmus[i].has_policy);
		expect(i, SMMU_KEEP);
		assert_null(smmus[i].reason);
	}
}

static void test_version(void **state)
{
	struct message why;

	(void)state;
	assert_int_equal(apply(&why, RULES("v3=abort")), 0);
	expect(PLAIN, SMMU_ABORT);
	expect(V2, SMMU_KEEP);
	assert_false(smmus[V2].has_policy);
	expect(POWER, SMMU_KEEP);

	/* A rule for a version need not match any SMMU. */
	assert_int_equal(apply(&why, RULES("v1=abort")), 0);
	assert_false(smmus[PLAIN].has_policy);
}

/* The most specific rule wins wherever it stands; among equal ones the last. */
static void test_precedence(void **state)
{
	struct message why;

	(void)state;
	assert_int_equal(apply(&why, RULES("0x1000000=keep", "/plain=abort",
					   "v3=bypass", "abort")), 0);
	expect(PLAIN, SMMU_KEEP);
	expect(PLAIN2, SMMU_BYPASS);
	expect(V2, SMMU_ABORT);

	assert_int_equal(apply(&why, RULES("abort", "v3=bypass",
					   "/plain=abort")), 0);
	expect(PLAIN, SMMU_ABORT);
	expect(PLAIN2, SMMU_BYPASS);

	assert_int_equal(apply(&why, RULES("/plain=abort", "v3=bypass")), 0);
	expect(PLAIN, SMMU_ABORT);

	assert_int_equal(apply(&why, RULES("abort", "bypass")), 0);
	expect(PLAIN, SMMU_BYPASS);
	assert_int_equal(apply(&why, RULES("bypass", "abort")), 0);
	expect(PLAIN, SMMU_ABORT);
	assert_int_equal(apply(&why, RULES("0x1000000=bypass",
					   "0x1000000=abort")), 0);
	expect(PLAIN, SMMU_ABORT);
}

static void test_named_power_managed(void **state)
{
	struct message why;

	(void)state;
	assert_int_equal(apply(&why, RULES("keep", "/power=abort")), 0);
	expect(POWER, SMMU_ABORT);
	assert_null(smmus[POWER].reason);
	assert_int_equal(apply(&why, RULES("0x4000000=bypass", "abort")), 0);
	expect(POWER, SMMU_BYPASS);
	assert_null(smmus[POWER].reason);
}

static void test_frames_together(void **state)
{
	struct message why;

	(void)state;
	/* By the address of the second frame. */
	assert_int_equal(apply(&why, RULES("0x7000000=abort")), 0);
	expect(TWO_A, SMMU_ABORT);
	expect(TWO_B, SMMU_ABORT);
	expect(LOST, SMMU_KEEP);
	/* Both named: the last. */
	assert_int_equal(apply(&why, RULES("0x7000000=abort",
					   "0x8000000=bypass")), 0);
	expect(TWO_A, SMMU_BYPASS);
	expect(TWO_B, SMMU_BYPASS);

	/* An SMMU is never programmed in part. */
	smmus[TWO_B].status = SMMU_UNREACHABLE;
	smmus[TWO_B].has_base = false;
	assert_int_equal(apply(&why, RULES("abort")), 0);
	expect(TWO_A, SMMU_KEEP);
	expect(TWO_B, SMMU_KEEP);
	assert_int_equal(apply(&why, RULES("0x8000000=abort")), -1);
	assert_string_equal(why.text, "0x8000000: this SMMU is unreachable");
}

static void test_named_errors(void **state)
{
	static const struct {
		const char *rule;
		const char *why;
	} cases[] = {
		{ "/off=abort", "/off: this SMMU is disabled" },
		{ "0x5000000=keep", "0x5000000: this SMMU is disabled" },
		{ "/held=bypass", "/held: this SMMU is reserved" },
		{ "/lost=abort", "/lost: this SMMU is unreachable" },
		{ "0x1000=abort", "0x1000: no such SMMU (there are: 0x1000000, 0x2000000, 0x3000000, 0x4000000, 0x5000000, 0x6000000, 0x8000000, 0x7000000)" },
		/* An SMMU without an address is not at address zero. */
		{ "0x0=abort", "0x0: no such SMMU" },
		{ "/plai=abort", "/plai: no such SMMU (there are: /plain, /plain2, /v2, /power, /off, /held, /lost, /two)" },
		{ "/plain/=abort", "/plain/: no such SMMU" },
	};
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		/* One bad rule among good ones. */
		assert_int_equal(apply(&why, RULES("abort", cases[i].rule)), -1);
		if (strncmp(why.text, cases[i].why, strlen(cases[i].why)))
			fail_msg("got '%s' instead of '%s'", why.text,
				 cases[i].why);
	}
}

static void test_no_smmus(void **state)
{
	struct message why;

	(void)state;
	machine.smmu_count = 0;
	assert_int_equal(apply(&why, RULES("abort")), 0);
	assert_int_equal(apply(&why, RULES("0x1=abort")), -1);
	assert_string_equal(why.text,
			    "0x1: no such SMMU (there are: none)");
}

/* One line, however many there are. */
static void test_long_list(void **state)
{
	static struct smmu many[300];
	struct message why;
	size_t i;

	(void)state;
	memset(many, 0, sizeof(many));
	for (i = 0; i < ARRAY_SIZE(many); i++) {
		many[i].base = UINT64_C(0x4000000000) + (i << 20);
		many[i].has_base = true;
		many[i].group = (unsigned int)i;
	}
	machine.smmus = many;
	machine.smmu_count = ARRAY_SIZE(many);
	assert_int_equal(apply(&why, RULES("0x1=abort")), -1);
	assert_in_range(strlen(why.text), 200, 400);
	assert_non_null(strstr(why.text, "0x4000100000, "));
	assert_string_equal(why.text + strlen(why.text) - 6, ", ...)");
	assert_int_equal(apply(&why, RULES("/a=abort")), -1);
	assert_memory_equal(why.text, "/a: no such SMMU (there are: 0x4000000000, ",
			    strlen("/a: no such SMMU (there are: 0x4000000000, "));
}

/* SMMUs that a class rule leaves alone: naming them works. */
static void test_class_defaults(void **state)
{
	static const struct {
		bool power_managed, qualcomm, owns_region;
		const char *reason;
	} cases[] = {
		{ true, false, false, "power-managed: may be unclocked by then" },
		{ false, true, false,
		  "Qualcomm: firmware filters its registers" },
		{ false, false, true, "a reserved region is accessed through it" },
		{ true, true, true, "power-managed: may be unclocked by then" },
		{ false, true, true,
		  "Qualcomm: firmware filters its registers" },
	};
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		/* The second frame decides for both. */
		smmus[TWO_B].power_managed = cases[i].power_managed;
		smmus[TWO_B].qualcomm = cases[i].qualcomm;
		smmus[TWO_B].owns_region = cases[i].owns_region;
		assert_int_equal(apply(&why, RULES("abort")), 0);
		expect(TWO_A, SMMU_KEEP);
		expect(TWO_B, SMMU_KEEP);
		assert_string_equal(smmus[TWO_A].reason, cases[i].reason);
		assert_string_equal(smmus[TWO_B].reason, cases[i].reason);
		assert_null(smmus[PLAIN].reason);
		assert_int_equal(apply(&why, RULES("v3=bypass")), 0);
		expect(TWO_A, SMMU_KEEP);
		assert_int_equal(apply(&why, RULES("0x8000000=bypass")), 0);
		expect(TWO_B, SMMU_BYPASS);
		assert_null(smmus[TWO_A].reason);
		assert_int_equal(apply(&why, RULES("keep", "/two=abort")), 0);
		expect(TWO_A, SMMU_ABORT);
	}
}

/* Names of IORT nodes are for people, and added SMMUs have none. */
static void test_no_paths(void **state)
{
	struct message why;
	struct policy_rule rule;

	(void)state;
	assert_int_equal(policy_rule_parse("IORT@0x48=abort", &rule, &why), -1);
	machine.smmu_count = 2;
	smmus[PLAIN].name = NULL;
	smmus[PLAIN2].name = (char *)(uintptr_t)"IORT@0x48";
	assert_int_equal(apply(&why, RULES("0x1000000=abort")), 0);
	expect(PLAIN, SMMU_ABORT);
	assert_int_equal(apply(&why, RULES("/IORT@0x48=abort")), -1);
	assert_string_equal(why.text, "/IORT@0x48: no such SMMU (there are: 0x1000000, 0x2000000)");
}

/* SMMUs in use that are left alone although the rule asks for more. */
static void test_unfenced(void **state)
{
	struct message why, line;

	(void)state;
	assert_int_equal(apply(&why, RULES("abort")), 0);
	assert_true(policy_unfenced(&machine, "--p", &line));
	assert_string_equal(line.text, "NOT FENCED: 1 of 5 SMMUs in use: left "
			    "as it is (power-managed: may be unclocked by "
			    "then); to include one, name it: "
			    "--p=/power=abort");
	assert_int_equal(apply(&why, RULES("abort", "/power=keep")), 0);
	assert_false(policy_unfenced(&machine, "--p", &line));
	assert_string_equal(line.text, "");
	/* SMMUs for which no rule asks anything do not count. */
	assert_int_equal(apply(&why, RULES("v2=abort")), 0);
	assert_false(policy_unfenced(&machine, "--p", &line));

	smmus[TWO_B].qualcomm = true;
	smmus[TWO_A].name = smmus[TWO_B].name = NULL;
	assert_int_equal(apply(&why, RULES("bypass", "/power=keep")), 0);
	assert_true(policy_unfenced(&machine, "--p", &line));
	assert_non_null(strstr(line.text, "1 of 5 SMMUs in use: left as it is "
			       "(Qualcomm"));
	assert_non_null(strstr(line.text, "--p=0x8000000=bypass"));
	assert_int_equal(apply(&why, RULES("bypass")), 0);
	assert_true(policy_unfenced(&machine, "--p", &line));
	assert_non_null(strstr(line.text, "2 of 5 SMMUs in use: left as they "
			       "are (power-managed: may be unclocked by then, "
			       "or for another reason)"));
}

static void test_use(void **state)
{
	static const struct {
		const char *rules[3];
		const char *why;
	} cases[] = {
		{ { "v1=abort" },
		  "v1=abort: matches no SMMU in use (in use: 1 v2, 4 v3)" },
		{ { "v1=bypass", "keep" }, "v1=bypass: matches no SMMU" },
		{ { "v1=keep" }, NULL },
		{ { "keep" }, NULL },
		{ { "v1=abort", "v2=abort" }, NULL },
		{ { "v1=abort", "abort" }, NULL },
	};
	struct message why;
	size_t i, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct policy_rule rules[2];

		for (n = 0; cases[i].rules[n]; n++)
			assert_int_equal(policy_rule_parse(cases[i].rules[n],
							   &rules[n], &why), 0);
		assert_int_equal(policy_check_use(rules, n, &machine, &why),
				 cases[i].why ? -1 : 0);
		if (cases[i].why)
			assert_non_null(strstr(why.text, cases[i].why));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_nothing_asked, set_up),
		cmocka_unit_test_setup(test_all, set_up),
		cmocka_unit_test_setup(test_all_keep, set_up),
		cmocka_unit_test_setup(test_version, set_up),
		cmocka_unit_test_setup(test_precedence, set_up),
		cmocka_unit_test_setup(test_named_power_managed, set_up),
		cmocka_unit_test_setup(test_frames_together, set_up),
		cmocka_unit_test_setup(test_named_errors, set_up),
		cmocka_unit_test_setup(test_no_smmus, set_up),
		cmocka_unit_test_setup(test_long_list, set_up),
		cmocka_unit_test_setup(test_class_defaults, set_up),
		cmocka_unit_test_setup(test_no_paths, set_up),
		cmocka_unit_test_setup(test_unfenced, set_up),
		cmocka_unit_test_setup(test_use, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
