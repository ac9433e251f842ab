/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration file: what a line means, and which setting wins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options/conf-file.h"
#include "options/options.h"
#include "util/macros.h"

/* On the heap and of exact size, so that sanitizers see reads past its end. */
static int parse(const char *text, size_t size, struct conf *ret_conf,
		 struct message *why)
{
	char *copy = malloc(size ? size : 1);
	int result;

	assert_non_null(copy);
	memcpy(copy, text, size);
	result = conf_parse("F", copy, size, ret_conf, why);
	free(copy);
	return result;
}

static void parse_good(const char *text, struct conf *ret_conf)
{
	struct message why;

	if (parse(text, strlen(text), ret_conf, &why) < 0)
		fail_msg("%s: error %s", text, why.text);
}

static void test_lines(void **state)
{
	struct conf conf;

	(void)state;
	parse_good("", &conf);
	assert_int_equal(conf.count, 0);
	assert_null(conf.kexec_tools);
	conf_clear(&conf);

	parse_good("# policy = nonsense\n"
		   "\n \t\r\n"
		   "policy = abort\r\n"
		   "\t policy=0x9050000=keep   # a display, see #7\n"
		   "source = /a#b/c d\t# and so on\n"
		   "crash-policy\t=\tv3=bypass\n"
		   "kexec-tools = /opt/kexec tools/kexec\n"
		   "best-effort = no", &conf);
	assert_int_equal(conf.count, 5);
	assert_string_equal(conf.lines[0].value, "abort");
	assert_int_equal(conf.lines[0].number, 4);
	assert_false(conf.lines[0].crash);
	assert_string_equal(conf.lines[1].value, "0x9050000=keep");
	assert_string_equal(conf.lines[2].value, "/a#b/c d");
	assert_string_equal(conf.lines[3].setting->form.name, "policy");
	assert_true(conf.lines[3].crash);
	assert_string_equal(conf.lines[3].value, "v3=bypass");
	assert_int_equal(conf.lines[4].number, 9);
	assert_string_equal(conf.kexec_tools, "/opt/kexec tools/kexec");
	conf_clear(&conf);
}

/* Invalid lines and their messages; kexec-tools is found regardless. */
static const char *const bad[][2] = {
	{ "policy", "F:2: not KEY = VALUE" },
	{ "= abort", "F:2: not KEY = VALUE" },
	{ "policy abort", "F:2: not KEY = VALUE" },
	{ "policy =", "F:2: policy: needs a value" },
	{ "policy = # abort", "F:2: policy: needs a value" },
	{ "polciy = abort", "F:2: polciy: no such key, did you mean policy?" },
	{ "crash-polcy = abort",
	  "F:2: crash-polcy: no such key, did you mean crash-policy?" },
	{ "policy = fence", "F:2: policy: fence: unknown policy" },
	{ "crash-policy = v4=abort", "F:2: crash-policy: v4=abort:" },
	{ "add = v3", "F:2: add: v3: not v1, v2 or v3" },
	{ "timeout = 3", "F:2: timeout: 3: not a number with us" },
	{ "console = com1", "F:2: console: com1:" },
	{ "best-effort = maybe", "F:2: best-effort: maybe: neither yes nor" },
	{ "strict = 1", "F:2: strict: 1: neither yes nor" },
	{ "log = 2", "F:2: log: 2: neither yes nor" },
	{ "crash-log = NO", "F:2: crash-log: NO: neither yes nor" },
	{ "crash-strict = maybe", "F:2: crash-strict: maybe: neither yes nor" },
	{ "strict", "F:2: not KEY = VALUE" },
	{ "list = json", "F:2: list: no such key" },
	{ "status = table", "F:2: status: no such key" },
	{ "smmu-policy = abort", "F:2: smmu-policy: no such key" },
	{ "crash-kexec-tools = /x", "F:2: crash-kexec-tools: no such key" },
	{ "crash-crash-policy = keep", "F:2: crash-crash-policy: no such" },
	{ "crash- = keep", "F:2: crash-: no such key" },
	{ "Policy = abort", "F:2: Policy: no such key" },
	{ "policy\001 = abort", "F:2: policy\\x01: no such key" },
	{ "kexec-tools = kexec", "F:2: kexec-tools: kexec: not an absolute" },
	{ "kexec-tools =", "F:2: kexec-tools: needs a value" },
};

static void test_bad(void **state)
{
	struct message why;
	struct conf conf;
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text), "kexec-tools = /good\n%s\n"
			 "policy = keep\npolicy = worse\n", bad[i][0]);
		if (parse(text, strlen(text), &conf, &why) == 0)
			fail_msg("%s: taken", bad[i][0]);
		if (strncmp(why.text, bad[i][1], strlen(bad[i][1])) != 0)
			fail_msg("%s: says %s", bad[i][0], why.text);
		assert_int_equal(conf.count, 0);
		assert_string_equal(conf.kexec_tools, "/good");
		conf_clear(&conf);
	}
}

static void test_binary(void **state)
{
	struct message why;
	struct conf conf;

	(void)state;
	assert_int_equal(parse("policy = keep\0x", 15, &conf, &why), -1);
	assert_string_equal(why.text, "F: not a text file");
	assert_null(conf.kexec_tools);
	conf_clear(&conf);
}

/* No input makes it crash. */
static void test_noise(void **state)
{
	static const char bytes[] = "=#\n\r\t -crashpolicykextools/0x9\377@+";
	uint32_t random = 1;
	struct message why;
	struct conf conf;
	char text[64];
	size_t i, j;

	(void)state;
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < sizeof(text); j++) {
			random = random * 1664525 + 1013904223;
			text[j] = bytes[(random >> 16) % (sizeof(bytes) - 1)];
		}
		parse(text, (random >> 8) % sizeof(text), &conf, &why);
		conf_clear(&conf);
	}
}

/* The result of a command line and a file together. */
static void merge(const char *line, const char *file, struct options *options,
		  struct conf *conf)
{
	static char words[256];
	char *argv[16] = { NULL };
	char *rest = words;
	struct message why;
	size_t count = 0;

	snprintf(words, sizeof(words), "%s", line);
	while (rest && count < ARRAY_SIZE(argv) - 1)
		argv[count++] = strsep(&rest, " ");
	if (options_parse(argv, options, &why) < 0)
		fail_msg("%s: error %s", line, why.text);
	parse_good(file, conf);
	if (conf_apply(conf, options->task == TOOLS_PANIC, &options->settings,
		       &why) < 0)
		fail_msg("%s: error %s", file, why.text);
}

struct winner {
	const char *line;
	const char *file;
	size_t rules;
	enum smmu_action action;	/* of the last rule */
	uint32_t timeout_us;
};

static const struct winner winners[] = {
	{ "kexec -l", "", 0, SMMU_KEEP, 100000 },
	{ "kexec -l", "policy = abort\ntimeout = 1s", 1, SMMU_ABORT, 1000000 },
	{ "kexec -p", "policy = abort\ntimeout = 1s", 1, SMMU_ABORT, 1000000 },
	/* Several lines for one key: for most keys, the last counts. */
	{ "kexec -l", "policy = abort\npolicy = v3=bypass\n"
	  "timeout = 1s\ntimeout = 2s", 2, SMMU_BYPASS, 2000000 },
	/* The command line replaces all lines of a key, and no other key. */
	{ "kexec -l --smmu-policy=keep", "policy = abort\n"
	  "policy = 0x1000=abort\ntimeout = 1s", 1, SMMU_KEEP, 1000000 },
	{ "kexec -p --smmu-policy=keep", "crash-policy = abort\n"
	  "policy = v3=abort", 1, SMMU_KEEP, 100000 },
	{ "kexec -l --smmu-timeout=100ms", "timeout = 1s\npolicy = bypass",
	  1, SMMU_BYPASS, 100000 },
	/* crash-KEY applies to -p only, and replaces all lines of KEY there. */
	{ "kexec -l", "crash-policy = abort\ncrash-timeout = 1s", 0, SMMU_KEEP,
	  100000 },
	{ "kexec -p", "crash-policy = abort\ncrash-timeout = 1s", 1,
	  SMMU_ABORT, 1000000 },
	{ "kexec -p", "crash-policy = bypass\npolicy = abort\n"
	  "policy = v3=keep\ntimeout = 3s", 1, SMMU_BYPASS, 3000000 },
	{ "kexec -l", "crash-policy = bypass\npolicy = abort\n"
	  "policy = v3=keep\ntimeout = 3s", 2, SMMU_KEEP, 3000000 },
};

static void test_winners(void **state)
{
	struct options options;
	struct conf conf;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(winners); i++) {
		const struct winner *row = &winners[i];
		const struct settings *settings = &options.settings;

		merge(row->line, row->file, &options, &conf);
		if (settings->rule_count != row->rules)
			fail_msg("row %zu: %zu rules", i, settings->rule_count);
		if (row->rules && settings->rules[row->rules - 1].action !=
				  row->action)
			fail_msg("row %zu: another action", i);
		if (settings->plan.timeout_us != row->timeout_us)
			fail_msg("row %zu: timeout %u", i,
				 settings->plan.timeout_us);
		options_clear(&options);
		conf_clear(&conf);
	}
}

static void test_every_key(void **state)
{
	struct options options;
	struct conf conf;

	(void)state;
	merge("kexec -p", "source = iort\nadd = v3@0x1000\nadd = v2@0x2000\n"
	      "console = pl011@0x9000000\nbest-effort = yes\n"
	      "crash-source = /some/file\n", &options, &conf);
	assert_int_equal(options.settings.source.kind, SOURCE_FILE);
	assert_string_equal(options.settings.source.file, "/some/file");
	assert_int_equal(options.settings.added_count, 2);
	assert_true(options.settings.plan.console_base == 0x9000000);
	assert_true(options.settings.best_effort);
	options_clear(&options);
	conf_clear(&conf);
}

/* Whether the file is trusted. */
static char dir[] = "/tmp/kexec-smmu-conf-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/conf", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static void put_file(const char *text, mode_t mode)
{
	FILE *file;

	unlink(path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void check_file(enum conf_state wanted, const char *says)
{
	struct message why = { "" };
	struct conf conf;
	enum conf_state state = conf_file_read(path, geteuid(), &conf, &why);

	if (state != wanted || !strstr(why.text, says))
		fail_msg("state %d instead of %d, says %s without %s",
			 (int)state, (int)wanted, why.text, says);
	conf_clear(&conf);
}

static void test_trust(void **state)
{
	struct message why;
	struct conf conf;

	(void)state;
	unlink(path);
	check_file(CONF_GOOD, "");
	put_file("policy = abort\n", 0644);
	check_file(CONF_GOOD, "");
	put_file("policy = abort\n", 0400);
	check_file(CONF_GOOD, "");
	put_file("policy = abort\n", 0664);
	check_file(CONF_BAD, "conf: not trusted: others than its owner");
	put_file("policy = abort\n", 0646);
	check_file(CONF_BAD, "conf: not trusted: others than its owner");
	put_file("policy = abort\n", 0644);
	assert_int_equal(conf_file_read(path, geteuid() + 1, &conf, &why),
			 CONF_BAD);
	assert_non_null(strstr(why.text, "not trusted: it belongs to user"));
	conf_clear(&conf);
	assert_int_equal(chmod(dir, 0777), 0);
	check_file(CONF_BAD, "-conf-");
	assert_int_equal(chmod(dir, 0700), 0);
	put_file("policy = abort\n\nbogus\n", 0644);
	check_file(CONF_BAD, "conf:3: not KEY = VALUE");
}

/* path is a link to target; the rest of the path is below the directory. */
static void check_link(const char *target, enum conf_state wanted,
		       const char *says)
{
	unlink(path);
	assert_int_equal(symlink(target, path), 0);
	check_file(wanted, says);
	unlink(path);
}

static void below(const char *name, char room[static 64])
{
	snprintf(room, 64, "%s/%s", dir, name);
}

/* Whoever may write a directory on the path can replace the file. */
static void test_links(void **state)
{
	char sub[64], file[64], hop[64], deep[80];

	(void)state;
	below("sub", sub);
	below("sub/file", file);
	below("hop", hop);
	put_file("policy = abort\n", 0644);
	assert_int_equal(mkdir(sub, 0755), 0);
	assert_int_equal(rename(path, file), 0);

	check_link("sub/file", CONF_GOOD, "");
	check_link("./sub//../sub/./file", CONF_GOOD, "");
	check_link("sub", CONF_BAD, "not a regular file");
	check_link("sub/", CONF_BAD, "not a regular file");
	check_link("sub/none", CONF_BAD, "cannot be read");
	check_link("sub/file/x", CONF_BAD, "cannot be read");
	check_link("conf", CONF_BAD, "cannot be read");
	assert_int_equal(symlink("sub", hop), 0);
	check_link("hop/file", CONF_GOOD, "");
	assert_int_equal(unlink(hop), 0);

	assert_int_equal(chmod(sub, 0775), 0);
	check_link("sub/file", CONF_BAD, "sub: not trusted: others");
	assert_int_equal(chmod(sub, 0757), 0);
	check_link("sub/file", CONF_BAD, "sub: not trusted: others");
	check_link("sub/../sub/file", CONF_BAD, "sub: not trusted: others");
	assert_int_equal(chmod(sub, 0755), 0);
	/* Every directory from the root on: /tmp is everybody's. */
	check_link(file, CONF_BAD, "/tmp: not trusted: others");
	assert_int_equal(chmod(file, 0664), 0);
	check_link("sub/file", CONF_BAD, "conf: not trusted: others");
	assert_int_equal(chmod(file, 0644), 0);
	snprintf(deep, sizeof(deep), "%s/deep", sub);
	assert_int_equal(symlink("file", deep), 0);
	if (geteuid() == 0) {
		assert_int_equal(lchown(deep, 1, 1), 0);
		check_link("sub/deep", CONF_BAD,
			   "deep: not trusted: it belongs to user 1");
		assert_int_equal(chown(sub, 1, 1), 0);
		check_link("sub/file", CONF_BAD,
			   "sub: not trusted: it belongs to user 1");
	}
	unlink(deep);
	unlink(file);
	assert_int_equal(rmdir(sub), 0);
}

/* The program may run in any directory: a path has to mean the same in each. */
static void test_absolute(void **state)
{
	(void)state;
	put_file("policy = abort\nsource = board.dtb\n", 0644);
	check_file(CONF_BAD, "conf:2: source: board.dtb: not an absolute path");
	put_file("crash-source = ./board.dtb\n", 0644);
	check_file(CONF_BAD, "conf:1: crash-source: ./board.dtb: not an absolute path");
	put_file("source = /board.dtb\ncrash-source = fdt\n", 0644);
	check_file(CONF_GOOD, "");
}

static void test_odd_files(void **state)
{
	FILE *file;

	(void)state;
	unlink(path);
	assert_int_equal(symlink("nowhere", path), 0);
	check_file(CONF_BAD, "cannot be read");
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	check_file(CONF_BAD, "not a regular file");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	check_file(CONF_BAD, "not a regular file");
	rmdir(path);
	put_file("", 0600);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), 70000), 0);
	fclose(file);
	check_file(CONF_BAD, "larger than");
	if (geteuid() != 0) {
		put_file("", 0);
		check_file(CONF_HIDDEN, "Permission denied");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_winners),
		cmocka_unit_test(test_every_key),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_absolute),
		cmocka_unit_test(test_trust),
		cmocka_unit_test(test_odd_files),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
