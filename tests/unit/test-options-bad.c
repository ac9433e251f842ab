/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines that are refused, and the messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/options.h"
#include "unit/words.h"

/* The arguments, and what the message has to contain. */
static const char *const bad[][2] = {
	{ "kexec --smmu-", "--smmu-: unknown option\n" },
	{ "kexec --smmu-polic=abort", "--smmu-polic=abort: unknown" },
	{ "kexec --smmu-policyx=abort", "unknown option, did you mean --smmu-policy?" },
	{ "kexec --smmu-oplicy=abort", "unknown option, did you mean --smmu-policy?" },
	{ "kexec --smmu-plicy", "unknown option, did you mean --smmu-policy?" },
	{ "kexec --smmu-statsu", "unknown option, did you mean --smmu-status?" },
	{ "kexec --smmu-ad=v3@0", "unknown option, did you mean --smmu-add?" },
	{ "kexec --smmu-pol=abort", "--smmu-pol=abort: unknown option\n" },
	{ "kexec --smmu-a", "--smmu-a: unknown option\n" },
	{ "kexec --smmu-policies", "unknown option\n" },
	{ "kexec --smmu-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "unknown" },
	{ "kexec --SMMU-x -l --smmu-x", "--smmu-x: unknown" },
	{ "kexec -l Image --smmu-policy", "needs a value" },
	{ "kexec -l Image --smmu-policy=", "needs a value" },
	{ "kexec -l --smmu-policy _ Image", "needs a value" },
	{ "kexec -l --smmu-policy -l Image", "-l" },
	{ "kexec -l --smmu-policy=fence Image", "fence" },
	{ "kexec --smmu-source=", "needs a value" },
	{ "kexec --smmu-list=", "needs a value" },
	{ "kexec --smmu-list=forest", "neither table, json nor tree" },
	{ "kexec --smmu-status=tree", "neither table nor json" },
	{ "kexec --smmu-list --smmu-color=blue", "neither auto, always nor never" },
	{ "kexec --smmu-list --smmu-color", "needs a value" },
	{ "kexec -l --smmu-color=never Image", "has no effect" },
	{ "kexec --smmu-list=TABLE", "TABLE" },
	{ "kexec --smmu-console=pl011", "pl011" },
	{ "kexec --smmu-console=pl011@", "hex" },
	{ "kexec --smmu-console=pl011@9000000", "hex" },
	{ "kexec --smmu-console=pl011@0x", "hex" },
	{ "kexec --smmu-console=pl011@0x9000002", "multiple of 4" },
	{ "kexec --smmu-console=pl011@0x10000000000000000", "hex" },
	{ "kexec --smmu-console=pl011@0x9000000,x", "neither" },
	{ "kexec --smmu-console=uart8250@0x100,mmio64", "neither" },
	{ "kexec --smmu-on-failure=panic", "neither continue nor reset" },
	{ "kexec --smmu-on-failure", "needs a value" },
	{ "kexec --smmu-timeout=100", "us, ms or s" },
	{ "kexec --smmu-timeout=ms", "us, ms or s" },
	{ "kexec --smmu-timeout=-1ms", "us, ms or s" },
	{ "kexec --smmu-timeout=1.5s", "us, ms or s" },
	{ "kexec --smmu-timeout=1sec", "us, ms or s" },
	{ "kexec --smmu-timeout=1S", "us, ms or s" },
	{ "kexec --smmu-timeout=0x1s", "us, ms or s" },
	{ "kexec --smmu-timeout=1ss", "us, ms or s" },
	{ "kexec --smmu-timeout=10000001us", "not from" },
	{ "kexec --smmu-timeout=10001ms", "not from" },
	{ "kexec --smmu-timeout=0s", "not from 1us to 10s" },
	{ "kexec --smmu-watch", "needs a value" },
	{ "kexec --smmu-watch=0", "us, ms or s" },
	{ "kexec --smmu-watch=1h", "us, ms or s" },
	{ "kexec --smmu-watch=10001ms", "not from 0us to 10s" },
	{ "kexec --smmu-settle", "needs a value" },
	{ "kexec --smmu-settle=5", "us, ms or s" },
	{ "kexec --smmu-settle=0", "us, ms or s" },
	{ "kexec --smmu-settle=-1ms", "us, ms or s" },
	{ "kexec --smmu-settle=11s", "not from 0us to 10s" },
	{ "kexec --smmu-timeout=11s", "not from" },
	{ "kexec --smmu-timeout=99999999999999999999us", "not from" },
	{ "kexec --smmu-add", "needs a value" },
	{ "kexec --smmu-add=v3", "v3: not v1, v2 or v3, @" },
	{ "kexec --smmu-add=v3@0x1000 --smmu-add=v4@0x2000", "v4@0x2000" },
	{ "kexec --smmu-best-effort=", "needs a value" },
	{ "kexec --smmu-best-effort=1", "1: neither yes nor no" },
	{ "kexec --smmu-strict=", "needs a value" },
	{ "kexec --smmu-log=", "needs a value" },
	{ "kexec --smmu-log=maybe", "maybe: neither yes nor no" },
	{ "kexec --smmu-strict=1", "1: neither yes nor no" },
	{ "kexec --smmu-strict=YES", "YES: neither yes nor no" },
	{ "kexec --smmu-status=", "needs a value" },
	{ "kexec --smmu-status=x", "x: neither table nor json" },
	{ "kexec --smmu-status -e", "--smmu-status: cannot go together" },
	{ "kexec -S --smmu-status", "--smmu-status: cannot go together" },
	{ "kexec --smmu-list --smmu-status", "--smmu-list: cannot go" },
	{ "kexec -e --smmu-policy=abort", "-e:" },
	{ "kexec --exec --smmu-policy=abort", "-e:" },
	{ "kexec -l -e --smmu-policy=abort Image", "-e:" },
	{ "kexec -e -l --smmu-policy=abort Image", "-e:" },
	{ "kexec -u -l --smmu-policy=abort Image", "-u:" },
	{ "kexec -u --smmu-policy=abort", "-u:" },
	{ "kexec -pu --smmu-policy=abort", "-u:" },
	{ "kexec --smmu-policy=abort -S", "-S:" },
	{ "kexec --s --smmu-policy=abort", "-S:" },
	{ "kexec --smmu-policy=abort --print-ckr-size", "--print-ckr-size:" },
	{ "kexec --smmu-list -e", "-e" },
	{ "kexec -u --smmu-list=json", "-u" },
};

static void test_bad(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct options options = { .settings.rule_count = 99 };
		struct message why = { "" };
		char said[sizeof(why.text) + 1];
		char *text = strdup(bad[i][0]);
		char *argv[WORDS_MAX];

		assert_non_null(text);
		words_split(text, argv);
		if (options_parse(argv, &options, &why) == 0)
			fail_msg("%s: taken", bad[i][0]);
		free(text);
		snprintf(said, sizeof(said), "%s\n", why.text);
		if (!strstr(said, bad[i][1]))
			fail_msg("%s: says %s, without %s", bad[i][0],
				 why.text, bad[i][1]);
		if (options.settings.rule_count != 99)
			fail_msg("%s: options changed", bad[i][0]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
