/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of kexec-smmu-wrap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smmu-plan.h"
#include "options/wrap-options.h"

#define WORDS_MAX	16
#define WRAP(...) \
	((const char *const []){ "kexec-smmu-wrap", __VA_ARGS__, NULL })
#define BASIC		"--policy=abort", "--source=x.dtb"

static int parse(const char *const *words, struct wrap_options *options,
		 struct message *why)
{
	char *argv[WORDS_MAX];
	size_t i;

	for (i = 0; i == 0 || words[i - 1]; i++)
		argv[i] = (char *)(uintptr_t)words[i];
	return wrap_options_parse(argv, options, why);
}

static void good(const char *const *words, struct wrap_options *options)
{
	struct message why = { "" };

	if (parse(words, options, &why) < 0)
		fail_msg("%s", why.text);
}

static void bad(const char *const *words, const char *text)
{
	struct wrap_options options = { .load_offset = 123 };
	struct message why = { "" };

	if (parse(words, &options, &why) == 0)
		fail_msg("taken, without: %s", text);
	if (!strstr(why.text, text))
		fail_msg("\"%s\" without \"%s\"", why.text, text);
	assert_int_equal(options.load_offset, 123);
}

static void test_image(void **state)
{
	struct wrap_options options;

	(void)state;
	good(WRAP(BASIC, "-o", "out", "Image"), &options);
	assert_int_equal(options.task, WRAP_IMAGE);
	assert_string_equal(options.output, "out");
	assert_string_equal(options.payload, "Image");
	assert_string_equal(options.settings.source.file, "x.dtb");
	assert_int_equal(options.settings.rule_count, 1);
	assert_int_equal(options.load_offset, 0x200000);
	assert_false(options.raw);
	assert_false(options.settings.plan.copy_dtb);
	wrap_options_clear(&options);
}

/* Every form, in any order. */
static void test_forms(void **state)
{
	struct wrap_options options;

	(void)state;
	good(WRAP("Image", "-oout", "--policy", "abort", "--source", "x.dtb",
		  "--timeout", "5ms", "--settle=6ms", "--watch", "7ms", "--policy=v3=bypass"),
		   &options);
	assert_string_equal(options.output, "out");
	assert_string_equal(options.payload, "Image");
	assert_int_equal(options.settings.rule_count, 2);
	assert_int_equal(options.settings.plan.timeout_us, 5000);
	assert_int_equal(options.settings.plan.settle_us, 6000);
	assert_int_equal(options.settings.plan.watch_us, 7000);
	wrap_options_clear(&options);
	good(WRAP(BASIC, "--output", "out", "--", "--raw"), &options);
	assert_string_equal(options.output, "out");
	assert_string_equal(options.payload, "--raw");
	assert_false(options.raw);
	wrap_options_clear(&options);
	good(WRAP(BASIC, "--output=out", "-"), &options);
	assert_string_equal(options.payload, "-");
	wrap_options_clear(&options);
}

static void test_raw(void **state)
{
	struct wrap_options options;

	(void)state;
	good(WRAP(BASIC, "--raw", "-o", "out", "x", "--load-offset=0x4000000",
		  "--copy-dtb=0x40000000"), &options);
	assert_true(options.raw);
	assert_true(options.load_offset == 0x4000000);
	assert_true(options.settings.plan.copy_dtb);
	assert_true(options.settings.plan.copy_dtb_base == 0x40000000);
	wrap_options_clear(&options);
	good(WRAP(BASIC, "--raw", "-o", "out", "x", "--load-offset", "65536"),
	     &options);
	assert_int_equal(options.load_offset, 65536);
	wrap_options_clear(&options);
}

/* SMMUs by hand need no source, but nothing is looked up then. */
static void test_source(void **state)
{
	struct wrap_options options;

	(void)state;
	good(WRAP("--policy=abort", "--add=v3@0x9050000", "-oout", "Image"),
	     &options);
	wrap_options_clear(&options);
	bad(WRAP("--policy=abort", "-oout", "Image"), "--source: is missing");
	bad(WRAP("--policy=abort", "--add=v3@0x9050000", "--console=auto",
		 "-oout", "Image"), "--console=auto: needs a --source");
	bad(WRAP("--policy=abort", "--add=v3@0x9050000",
		 "--on-failure=reset", "-oout", "Image"),
	    "--on-failure=reset: needs a --source");
}

static void test_missing(void **state)
{
	struct wrap_options options;

	(void)state;
	bad(WRAP(BASIC, "-oout"), "PAYLOAD: is missing");
	bad(WRAP(BASIC, "Image"), "-o: is missing");
	bad(WRAP("--source=x.dtb", "-oout", "Image"), "--policy: is missing");
	bad(WRAP(BASIC, "-oout", "Image", "--load-offset=0x400000"),
	    "--load-offset: needs --raw");
	bad(WRAP(BASIC, "Image", "-o"), "-o: needs a value");
	bad(WRAP(BASIC, "Image", "-o", ""), "-o: needs a value");
	bad(WRAP(BASIC, "Image", "--output="), "--output: needs a value");
	bad(WRAP(BASIC, "-oout", "Image", "--copy-dtb"),
	    "--copy-dtb: needs a value");

	/* --help needs no other option. */
	good(WRAP("--help"), &options);
	assert_int_equal(options.task, WRAP_HELP);
	wrap_options_clear(&options);
	good(WRAP("-V"), &options);
	assert_int_equal(options.task, WRAP_VERSION);
	wrap_options_clear(&options);
}

static void test_wrong(void **state)
{
	static const char *const addresses[] = {
		"--copy-dtb=4000", "--copy-dtb=0x", "--copy-dtb=0x40000004",
		"--copy-dtb=0xffffffffffe00008", "--copy-dtb=0x4000000g",
	};
	size_t i;

	(void)state;
	bad(WRAP(BASIC, "--smmu-policy=abort", "-oout", "Image"),
	    "--smmu-policy=abort: unknown option");
	bad(WRAP(BASIC, "--pol=abort", "-oout", "Image"), "unknown option");
	bad(WRAP(BASIC, "--unwarp", "-oout", "Image"),
	    "--unwarp: unknown option, did you mean --unwrap?");
	bad(WRAP(BASIC, "--adds=v3@0", "-oout", "Image"),
	    "--adds=v3@0: unknown option, did you mean --add?");
	bad(WRAP(BASIC, "-x", "-oout", "Image"), "-x: unknown option");
	bad(WRAP(BASIC, "-hV", "-oout", "Image"), "-hV: unknown option");
	/* Settings for a load do not exist here. */
	bad(WRAP(BASIC, "--best-effort", "-oout", "Image"),
	    "--best-effort: unknown option");
	bad(WRAP(BASIC, "--strict=1", "-oout", "Image"),
	    "--strict: 1: neither yes nor no");
	bad(WRAP(BASIC, "--allow-unfenced=yes", "-oout", "Image"),
	    "--allow-unfenced: takes no value");
	bad(WRAP(BASIC, "--raw=yes", "-oout", "Image"),
	    "--raw: takes no value");
	bad(WRAP(BASIC, "-oout", "Image", "vmlinux"),
	    "more than one PAYLOAD: vmlinux as well as Image");
	bad(WRAP(BASIC, "-oout", "-oin", "Image"), "-o: in as well as out");
	bad(WRAP(BASIC, "--policy=fence", "-oout", "Image"), "--policy: ");
	bad(WRAP(BASIC, "--policy=v3=drain", "-oout", "Image"),
	    "--policy: drain: a wrapped image does not know");
	bad(WRAP(BASIC, "--raw", "--load-offset=64k", "-oout", "x"),
	    "not a number of bytes");
	for (i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
		bad(WRAP(BASIC, addresses[i], "-oout", "Image"),
		    "not 0x and the hex digits");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
