/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which arguments are --smmu- options, and what they and the others mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/options.h"
#include "smmu-plan.h"
#include "unit/words.h"

static void join(char *const *argv, char *ret_text, size_t size)
{
	size_t used = 0;

	ret_text[0] = '\0';
	for (; *argv; argv++) {
		used += (size_t)snprintf(ret_text + used, size - used, "%s%s",
					 used ? " " : "", **argv ? *argv : "_");
		assert_true(used < size);
	}
}

static int parse(const char *words, struct options *ret_options,
		 char *ret_left, size_t size, struct message *why)
{
	char *text = strdup(words);
	char *argv[WORDS_MAX];
	int result;

	assert_non_null(text);
	words_split(text, argv);
	result = options_parse(argv, ret_options, why);
	if (result == 0)
		join(ret_options->tools_argv, ret_left, size);
	free(text);
	return result;
}

struct good {
	const char *words;
	const char *left;	/* NULL: all of them */
	enum tools_task task;
	enum tools_call call;
	size_t rules;
};

static const struct good good[] = {
	{ "kexec", NULL, .task = TOOLS_LOAD },
	{ "kexec -l Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -p Image", NULL, .task = TOOLS_PANIC },
	{ "kexec -pf Image", NULL, .task = TOOLS_PANIC },
	{ "kexec Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -e", NULL, .task = TOOLS_EXEC },
	{ "kexec --exec", NULL, .task = TOOLS_EXEC },
	{ "kexec --exe", NULL, .task = TOOLS_EXEC },
	{ "kexec --exec-live-update", NULL, .task = TOOLS_EXEC },
	{ "kexec -dfe", NULL, .task = TOOLS_EXEC },
	{ "kexec -l -e Image", NULL, .task = TOOLS_EXEC },
	{ "kexec -e -l Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -u -l Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -e -S -l Image", NULL, .task = TOOLS_STATUS },
	{ "kexec -u", NULL, .task = TOOLS_UNLOAD },
	{ "kexec -pu", NULL, .task = TOOLS_UNLOAD },
	{ "kexec --un", NULL, .task = TOOLS_UNLOAD },
	{ "kexec -S", NULL, .task = TOOLS_STATUS },
	{ "kexec --stat", NULL, .task = TOOLS_STATUS },
	{ "kexec --s", NULL, .task = TOOLS_STATUS },
	{ "kexec --print-ckr-size -h", NULL, .task = TOOLS_STATUS },
	{ "kexec -h --print-ckr-size", NULL, .task = TOOLS_HELP },
	{ "kexec -v -h", NULL, .task = TOOLS_VERSION },
	{ "kexec -e --hel", NULL, .task = TOOLS_HELP },
	{ "kexec -? -e", NULL, .task = TOOLS_EXEC },
	/* Ambiguous or unknown: kexec-tools complains. */
	{ "kexec --load-p Image", NULL, .task = TOOLS_LOAD },
	{ "kexec --nonsense -Z Image", NULL, .task = TOOLS_LOAD },
	{ "kexec --smmu Image", NULL, .task = TOOLS_LOAD },
	{ "kexec - --", NULL, .task = TOOLS_LOAD },
	/* The system call: the last one counts. */
	{ "kexec -c -s -l Image", NULL, TOOLS_LOAD, .call = TOOLS_CALL_FILE },
	{ "kexec -sc -l Image", NULL, TOOLS_LOAD, .call = TOOLS_CALL_LOAD },
	{ "kexec -lsa Image", NULL, TOOLS_LOAD, .call = TOOLS_CALL_AUTO },
	{ "kexec --kexec-sys --kexec-file -l Image", NULL, TOOLS_LOAD,
	  .call = TOOLS_CALL_FILE },
	/* Values of kexec-tools' options, whatever they look like. */
	{ "kexec -l --append --smmu-policy=abort Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -l --app --smmu-policy=abort Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -l --c --smmu-policy=abort Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -l --command-line --smmu-bogus Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -l --dtb -e --initrd -u --ramdisk -S Image", NULL,
	  .task = TOOLS_LOAD },
	{ "kexec -l --dt -e --i -u --ra -S --se -h Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -t -e -l Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -lt -e Image", NULL, .task = TOOLS_LOAD },
	{ "kexec -te Image", NULL, .task = TOOLS_LOAD },
	{ "kexec --ty -e --en -u --mem-mi -h --mem-ma -v Image", NULL,
	  .task = TOOLS_LOAD },
	{ "kexec -l --append -- --smmu-policy=abort Image",
	  "kexec -l --append -- Image", TOOLS_LOAD, TOOLS_CALL_DEFAULT, 1 },
	{ "kexec -l --append=x --smmu-policy=abort Image",
	  "kexec -l --append=x Image", TOOLS_LOAD, TOOLS_CALL_DEFAULT, 1 },
	{ "kexec -l --append= --smmu-policy=abort Image",
	  "kexec -l --append= Image", TOOLS_LOAD, TOOLS_CALL_DEFAULT, 1 },
	{ "kexec -l --append _ --smmu-policy=abort Image",
	  "kexec -l --append _ Image", TOOLS_LOAD, TOOLS_CALL_DEFAULT, 1 },
	{ "kexec -l Image --append", NULL, .task = TOOLS_LOAD },
	{ "kexec -l Image -t", NULL, .task = TOOLS_LOAD },
	{ "kexec -tx --smmu-policy=keep Image", "kexec -tx Image",
	  TOOLS_LOAD, TOOLS_CALL_DEFAULT, 1 },
	/* Options without a value do not consume the next argument. */
	{ "kexec --reuse-cmdline --smmu-policy=keep -l Image",
	  "kexec --reuse-cmdline -l Image", TOOLS_LOAD, TOOLS_CALL_DEFAULT,
	  1 },
	{ "kexec --hotplug --smmu-policy=keep -p Image",
	  "kexec --hotplug -p Image", TOOLS_PANIC, TOOLS_CALL_DEFAULT, 1 },
	{ "kexec --no-cma --smmu-policy=keep --force-dtb -l Image",
	  "kexec --no-cma --force-dtb -l Image", TOOLS_LOAD,
	  TOOLS_CALL_DEFAULT, 1 },
	/* After -- there are no --smmu- options. */
	{ "kexec -l -- --smmu-policy=abort -e", NULL, .task = TOOLS_LOAD },
	{ "kexec --smmu-policy=keep -- --smmu-list -u",
	  "kexec -- --smmu-list -u", TOOLS_LOAD, TOOLS_CALL_DEFAULT, 1 },
	/* --smmu- options, at any place and in both forms. */
	{ "kexec --smmu-policy abort -l Image", "kexec -l Image", TOOLS_LOAD,
	  TOOLS_CALL_DEFAULT, 1 },
	{ "kexec -l Image --smmu-policy=abort", "kexec -l Image", TOOLS_LOAD,
	  TOOLS_CALL_DEFAULT, 1 },
	{ "kexec --smmu-policy=keep -p --smmu-policy v3=abort Image "
	  "--smmu-policy=/a@1=bypass", "kexec -p Image", TOOLS_PANIC,
	  TOOLS_CALL_DEFAULT, 3 },
	{ "kexec -h -e --smmu-policy=abort", "kexec -h -e", TOOLS_HELP,
	  TOOLS_CALL_DEFAULT, 1 },
	{ "--smmu-policy=abort -l Image", "--smmu-policy=abort -l Image",
	  .task = TOOLS_LOAD },
};

static void test_good(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		const struct good *row = &good[i];
		struct options options;
		struct message why;
		char left[256];

		if (parse(row->words, &options, left, sizeof(left), &why) < 0)
			fail_msg("%s: error %s", row->words, why.text);
		if (strcmp(left, row->left ? row->left : row->words) != 0)
			fail_msg("%s: left %s", row->words, left);
		if (options.task != row->task)
			fail_msg("%s: task %d instead of %d", row->words,
				 (int)options.task, (int)row->task);
		if (options.call != row->call)
			fail_msg("%s: call %d instead of %d", row->words,
				 (int)options.call, (int)row->call);
		if (options.settings.rule_count != row->rules)
			fail_msg("%s: %zu rules instead of %zu", row->words,
				 options.settings.rule_count, row->rules);
		options_clear(&options);
	}
}

static void parse_good(const char *words, struct options *ret_options)
{
	struct message why;
	char left[256];

	if (parse(words, ret_options, left, sizeof(left), &why) < 0)
		fail_msg("%s: error %s", words, why.text);
}

static void check_list(const char *words, enum options_show list)
{
	struct options options;

	parse_good(words, &options);
	if (options.list != list)
		fail_msg("%s: list %d instead of %d", words, (int)options.list,
			 (int)list);
	options_clear(&options);
}

static void test_list(void **state)
{
	(void)state;
	check_list("kexec -l Image", OPTIONS_SHOW_NONE);
	check_list("kexec --smmu-list", OPTIONS_SHOW_TABLE);
	check_list("kexec --smmu-list -p", OPTIONS_SHOW_TABLE);
	check_list("kexec --smmu-list jsonx", OPTIONS_SHOW_TABLE);
	check_list("kexec --smmu-list table", OPTIONS_SHOW_TABLE);
	check_list("kexec --smmu-list json", OPTIONS_SHOW_JSON);
	check_list("kexec --smmu-list=json", OPTIONS_SHOW_JSON);
	check_list("kexec --smmu-list=json --smmu-list", OPTIONS_SHOW_TABLE);
}

static void test_list_leaves_word(void **state)
{
	struct options options;
	struct message why;
	char left[256];

	(void)state;
	assert_int_equal(parse("kexec --smmu-list jsonx json", &options, left,
			       sizeof(left), &why), 0);
	assert_string_equal(left, "kexec jsonx json");
	options_clear(&options);
}

static void check_times(const char *words, uint32_t timeout_us,
			uint32_t settle_us)
{
	struct options options;

	parse_good(words, &options);
	assert_int_equal(options.settings.plan.timeout_us, timeout_us);
	assert_int_equal(options.settings.plan.settle_us, settle_us);
	options_clear(&options);
}

static void test_times(void **state)
{
	(void)state;
	check_times("kexec", 100000, 50000);
	check_times("kexec --smmu-timeout=1us", 1, 50000);
	check_times("kexec --smmu-timeout 250ms", 250000, 50000);
	check_times("kexec --smmu-timeout=10s", 10000000, 50000);
	check_times("kexec --smmu-timeout=1s --smmu-timeout=007us", 7, 50000);
	check_times("kexec --smmu-settle=0ms", 100000, 0);
	check_times("kexec --smmu-settle 250ms", 100000, 250000);
	check_times("kexec --smmu-timeout=1s --smmu-settle=10s", 1000000,
		    10000000);
}

static void check_watch(const char *words, uint32_t watch_us)
{
	struct options options;

	parse_good(words, &options);
	assert_int_equal(options.settings.plan.watch_us, watch_us);
	assert_int_equal(options.settings.plan.blocks.watch, watch_us != 0);
	options_clear(&options);
}

static void test_watch(void **state)
{
	(void)state;
	check_watch("kexec", 0);
	check_watch("kexec --smmu-watch=100ms", 100000);
	check_watch("kexec --smmu-watch=100ms --smmu-watch 0us", 0);
}

static void check_console(const char *words, unsigned int console,
			  uint64_t base, bool automatic)
{
	struct options options;

	parse_good(words, &options);
	assert_int_equal(options.settings.plan.console, console);
	assert_int_equal(options.settings.plan.console_base, base);
	assert_int_equal(options.settings.plan.console_auto, automatic);
	options_clear(&options);
}

static void test_console(void **state)
{
	(void)state;
	check_console("kexec --smmu-console=pl011@0x9000000",
		      SMMU_PLAN_CONSOLE_PL011, 0x9000000, false);
	check_console("kexec --smmu-console=pl011@0xfffffffffffffffC",
		      SMMU_PLAN_CONSOLE_PL011, UINT64_MAX - 3, false);
	check_console("kexec --smmu-console pl011@0x9000000 "
		      "--smmu-console none",
		      SMMU_PLAN_CONSOLE_NONE, 0, false);
	check_console("kexec --smmu-console=uart8250@0x1000 "
		      "--smmu-console=auto",
		      SMMU_PLAN_CONSOLE_NONE, 0, true);
	check_console("kexec --smmu-console=auto "
		      "--smmu-console=uart8250@0x1000,mmio32",
		      SMMU_PLAN_CONSOLE_UART8250_MMIO32, 0x1000, false);
}

static void test_on_failure(void **state)
{
	struct options options;

	(void)state;
	parse_good("kexec", &options);
	assert_int_equal(options.settings.plan.on_failure, SMMU_PLAN_CONTINUE);
	options_clear(&options);

	parse_good("kexec --smmu-on-failure=reset", &options);
	assert_int_equal(options.settings.plan.on_failure, SMMU_PLAN_RESET);
	options_clear(&options);

	parse_good("kexec --smmu-on-failure=reset --smmu-on-failure continue",
		   &options);
	assert_int_equal(options.settings.plan.on_failure, SMMU_PLAN_CONTINUE);
	options_clear(&options);
}

static void check_best_effort(const char *words, bool wanted, const char *left)
{
	struct options options;
	struct message why;
	char rest[256];

	assert_int_equal(parse(words, &options, rest, sizeof(rest), &why), 0);
	assert_int_equal(options.settings.best_effort, wanted);
	assert_string_equal(rest, left);
	options_clear(&options);
}

static void test_best_effort(void **state)
{
	(void)state;
	check_best_effort("kexec -l", false, "kexec -l");
	check_best_effort("kexec --smmu-best-effort -l", true, "kexec -l");
	check_best_effort("kexec --smmu-best-effort=yes -l", true, "kexec -l");
	check_best_effort("kexec --smmu-best-effort yes -l", true, "kexec -l");
	check_best_effort("kexec --smmu-best-effort Image", true,
			  "kexec Image");
	check_best_effort("kexec --smmu-best-effort --smmu-best-effort=no",
			  false, "kexec");
}

static void test_source(void **state)
{
	struct options options;

	(void)state;
	parse_good("kexec", &options);
	assert_int_equal(options.settings.source.kind, SOURCE_AUTO);
	options_clear(&options);

	parse_good("kexec --smmu-source fdt", &options);
	assert_int_equal(options.settings.source.kind, SOURCE_FDT);
	options_clear(&options);
}

static void test_add(void **state)
{
	struct options options;

	(void)state;
	parse_good("kexec -l Image", &options);
	assert_int_equal(options.settings.added_count, 0);
	options_clear(&options);

	parse_good("kexec --smmu-add v3@0x9050000 -l Image "
		   "--smmu-add=v2@0x1000+0x2000", &options);
	assert_int_equal(options.settings.added_count, 2);
	assert_int_equal(options.settings.added[0].version, SMMU_VERSION_V3);
	assert_int_equal(options.settings.added[0].base, 0x9050000);
	assert_false(options.settings.added[0].has_size);
	assert_int_equal(options.settings.added[1].version, SMMU_VERSION_V2);
	assert_int_equal(options.settings.added[1].size, 0x2000);
	assert_int_equal(options.settings.rule_count, 0);
	options_clear(&options);
	assert_null(options.settings.added);
}

/* An empty argv, without even a program name. */
static void test_no_words(void **state)
{
	char *argv[] = { NULL };
	struct options options;
	struct message why;

	(void)state;
	assert_int_equal(options_parse(argv, &options, &why), 0);
	assert_null(options.tools_argv[0]);
	options_clear(&options);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_list_leaves_word),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_watch),
		cmocka_unit_test(test_console),
		cmocka_unit_test(test_on_failure),
		cmocka_unit_test(test_best_effort),
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_no_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
