/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Command lines as every release of kexec-tools reads them: getopt_long(3) with
 * the release's own options, from kexec-tools.txt, compared with options/. What
 * it takes for an --smmu- option must be taken, and nothing else; and it must
 * be known whether it will load.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/options.h"
#include "util/macros.h"

#define OPTIONS_MAX	64
#define WORDS_MAX	12
#define LINES		30000

/* An --smmu- option, and its name in the model: not a prefix of others. */
#define OURS		"--smmu-timeout=1s"
#define OURS_VALUE	0x7fff
static char model_ours[] = "--@=1s";

static const unsigned int releases[] = { 20, 21, 25, 28, 29, 32, 99 };

/* One release's options, as its main() hands them to getopt_long(). */
struct release {
	struct option options[OPTIONS_MAX];
	size_t count;
	char letters[64];
};

static struct release models[ARRAY_SIZE(releases)];

/* The result of a command line. */
struct outcome {
	bool refused;		/* an option that the release does not know */
	unsigned int ours;	/* --smmu- options */
	enum tools_task task;
};

static void add_option(struct release *release, const char *name, char letter,
		       bool value)
{
	struct option *option = &release->options[release->count++];
	size_t used = strlen(release->letters);

	assert_true(release->count < OPTIONS_MAX);
	option->name = strdup(name);
	option->has_arg = value ? required_argument : no_argument;
	option->val = letter != '-' ? letter : 0x100 + (int)release->count;
	if (letter == '-')
		return;
	snprintf(release->letters + used, sizeof(release->letters) - used,
		 "%c%s", letter, value ? ":" : "");
}

static void read_line(const char *line)
{
	char name[32], value[8], has[ARRAY_SIZE(releases)][8];
	char letter;
	size_t i;

	assert_int_equal(sscanf(line, "%31s %c %7s %7s %7s %7s %7s %7s %7s %7s",
				name, &letter, value, has[0], has[1], has[2],
				has[3], has[4], has[5], has[6]), 10);
	for (i = 0; i < ARRAY_SIZE(releases); i++)
		if (strcmp(has[i], "yes") == 0)
			add_option(&models[i], name, letter,
				   strcmp(value, "value") == 0);
}

static int read_models(void **state)
{
	const char *top = getenv("top_srcdir");
	char path[1024], line[256];
	FILE *file;
	size_t i;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/unit/kexec-tools.txt",
		 top ? top : ".");
	file = fopen(path, "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (line[0] != '#')
			read_line(line);
	fclose(file);
	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		struct release *release = &models[i];

		release->options[release->count].name = "@";
		release->options[release->count].has_arg = required_argument;
		release->options[release->count].val = OURS_VALUE;
	}
	return 0;
}

static int free_models(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(releases); i++)
		for (j = 0; j < models[i].count; j++)
			free((char *)(uintptr_t)models[i].options[j].name);
	return 0;
}

/* The result of the options, distinguished as the program's main() does. */
struct flags {
	bool load, exec, unload, status, helper, crash;
};

/* Returns whether the command line goes on after this option. */
static bool act(struct flags *flags, const char *name, struct outcome *outcome)
{
	if (strcmp(name, "help") == 0)
		outcome->task = TOOLS_HELP;
	else if (strcmp(name, "version") == 0)
		outcome->task = TOOLS_VERSION;
	else if (strcmp(name, "print-ckr-size") == 0)
		outcome->task = TOOLS_STATUS;
	else if (strcmp(name, "force") == 0)
		flags->load = flags->exec = true;
	else if (strcmp(name, "load") == 0 ||
		 strcmp(name, "load-preserve-context") == 0 ||
		 strcmp(name, "load-live-update") == 0)
		flags->load = true, flags->exec = false;
	else if (strcmp(name, "load-panic") == 0)
		flags->load = flags->crash = true, flags->exec = false;
	else if (strcmp(name, "unload") == 0)
		flags->load = false, flags->unload = true;
	else if (strcmp(name, "exec") == 0 ||
		 strcmp(name, "exec-live-update") == 0)
		flags->load = false, flags->exec = true;
	else if (strcmp(name, "load-jump-back-helper") == 0)
		flags->load = flags->exec = false, flags->helper = true;
	else if (strcmp(name, "status") == 0)
		flags->status = true;
	return strcmp(name, "help") && strcmp(name, "version") &&
	       strcmp(name, "print-ckr-size");
}

static enum tools_task task_of(const struct flags *flags)
{
	if (flags->status)
		return TOOLS_STATUS;
	if (flags->load || flags->helper)
		return flags->crash ? TOOLS_PANIC : TOOLS_LOAD;
	return flags->exec && !flags->unload ? TOOLS_EXEC : TOOLS_UNLOAD;
}

static const char *name_of(const struct release *release, int value)
{
	size_t i;

	for (i = 0; i < release->count; i++)
		if (release->options[i].val == value)
			return release->options[i].name;
	return NULL;
}

static struct outcome run_model(const struct release *release,
				char *const *words, size_t count)
{
	struct outcome outcome = { .refused = false };
	struct flags flags = { .load = true };
	char *argv[WORDS_MAX + 1];
	bool done = false;
	size_t i;
	int value;

	for (i = 0; i < count; i++) {
		argv[i] = strcmp(words[i], OURS) == 0 ? model_ours : words[i];
	}
	argv[count] = NULL;
	optind = 0;
	opterr = 0;
	while ((value = getopt_long((int)count, argv, release->letters,
				    release->options, NULL)) != -1) {
		const char *name = name_of(release, value);

		if (value == OURS_VALUE)
			outcome.ours++;
		else if (value == '?' || !name)
			outcome.refused = true;
		else if (!done)
			done = !act(&flags, name, &outcome);
	}
	if (!done)
		outcome.task = task_of(&flags);
	return outcome;
}

static struct outcome run_ours(char *const *words)
{
	struct outcome outcome = { .refused = true };
	struct options options;
	struct message why;
	size_t before = 0, after = 0;

	if (options_parse(words, &options, &why) < 0)
		return outcome;
	while (words[before])
		before++;
	while (options.tools_argv[after])
		after++;
	outcome.refused = false;
	outcome.ours = (unsigned int)(before - after);
	outcome.task = options.task;
	options_clear(&options);
	return outcome;
}

static struct outcome run_const(const char *const *words)
{
	return run_ours((char *const *)(uintptr_t)words);
}

static void tell(char *const *words, const char *what, int got, int wanted,
		 unsigned int release)
{
	char line[512] = "";

	for (; *words; words++) {
		strcat(line, *words);
		strcat(line, " ");
	}
	fail_msg("%s: %s: got %d instead of %d (2.0.%u)", line, what, got,
		 wanted, release);
}

static unsigned int random_below(unsigned int limit)
{
	static uint32_t state = 12345;

	state = state * 1664525 + 1013904223;
	return (state >> 8) % limit;
}

/* An argument: an option or its beginning, letters, --smmu-..., an operand. */
static void make_word(char word[static 64])
{
	static const char letters[] = "hvdfixyluetpscaS?Z";
	static const char *const others[] = {
		OURS, OURS, OURS, "Image", "-", "--", "--nonsense", "-t",
		"--append", "--initrd", "--dtb", "--serial", "",
	};
	const struct release *newest = &models[ARRAY_SIZE(releases) - 1];
	const char *name;
	unsigned int i, count;

	switch (random_below(4)) {
	case 0:
		name = newest->options[random_below((unsigned int)
						    newest->count)].name;
		count = (unsigned int)strlen(name);
		if (random_below(2))
			count = 1 + random_below(count);
		snprintf(word, 64, "--%.*s%s", (int)count, name,
			 random_below(5) ? "" : "=x");
		break;
	case 1:
		count = 1 + random_below(3);
		for (i = 0; i < count; i++)
			word[1 + i] =
				letters[random_below(ARRAY_SIZE(letters) - 1)];
		word[0] = '-';
		word[1 + count] = '\0';
		break;
	default:
		snprintf(word, 64, "%s",
			 others[random_below(ARRAY_SIZE(others))]);
		break;
	}
}

static void check_line(char *const *words, size_t count, unsigned int *ran)
{
	struct outcome ours = run_ours(words);
	size_t i;

	assert_false(ours.refused);
	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		struct outcome model = run_model(&models[i], words, count);

		if (model.refused)
			continue;
		ran[i]++;
		if (model.ours != ours.ours)
			tell(words, "options of ours", (int)ours.ours,
			     (int)model.ours, releases[i]);
		if (model.task != ours.task)
			tell(words, "task", (int)ours.task, (int)model.task,
			     releases[i]);
	}
}

static void check_lines(void)
{
	unsigned int ran[ARRAY_SIZE(releases)] = { 0 };
	char words[WORDS_MAX][64];
	char *argv[WORDS_MAX + 1];
	size_t i, j, count;

	for (i = 0; i < LINES; i++) {
		count = 2 + random_below(WORDS_MAX - 2);
		for (j = 0; j < count; j++) {
			make_word(words[j]);
			argv[j] = words[j];
		}
		argv[count] = NULL;
		check_line(argv, count, ran);
	}
	/* Random arguments are often refused, but not nearly always. */
	for (i = 0; i < ARRAY_SIZE(releases); i++)
		assert_true(ran[i] > LINES / 20);
}

static void test_releases(void **state)
{
	(void)state;
	unsetenv("POSIXLY_CORRECT");
	check_lines();
}

/* --smmu- options count anywhere; the others determine the task. */
static void test_posix(void **state)
{
	static const char *const load[] = { "kexec", "Image", "-e", NULL };
	static const char *const exec[] = { "kexec", "-e", "Image", "-l",
					    NULL };
	static const char *const ours[] = { "kexec", "-l", "Image", OURS, "-e",
					    NULL };

	(void)state;
	assert_int_equal(run_const(load).task, TOOLS_EXEC);
	setenv("POSIXLY_CORRECT", "", 1);
	assert_int_equal(run_const(load).task, TOOLS_LOAD);
	assert_int_equal(run_const(exec).task, TOOLS_EXEC);
	assert_int_equal(run_const(ours).task, TOOLS_LOAD);
	assert_int_equal(run_const(ours).ours, 1);
	unsetenv("POSIXLY_CORRECT");
}

static void check_only_loads(const char *words, bool wanted)
{
	struct tools_scan scan;

	kexec_tools_scan_init(&scan);
	for (; *words; words++)
		kexec_tools_scan_option(&scan, kexec_tools_short(*words));
	if (kexec_tools_scan_only_loads(&scan) != wanted)
		fail_msg("-%s: not %d", words, (int)wanted);
}

static void test_only_loads(void **state)
{
	(void)state;
	check_only_loads("", false);
	check_only_loads("l", true);
	check_only_loads("p", true);
	check_only_loads("f", false);
	check_only_loads("fl", true);
	check_only_loads("lf", false);
	check_only_loads("el", true);
	check_only_loads("le", false);
	check_only_loads("ul", false);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_releases),
		cmocka_unit_test(test_posix),
		cmocka_unit_test(test_only_loads),
	};

	return cmocka_run_group_tests(tests, read_models, free_models);
}
