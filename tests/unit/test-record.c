/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a record: which are valid, and how they are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "record/record.h"
#include "util/macros.h"

#define FIRST	"kexec-smmu 2\n"

static const char whole[] = FIRST "boot 1\nrow a\nrow  b c\njson {}\nend\n";

static enum record_kind kind_of(const char *text)
{
	return record_kind(text, strlen(text));
}

static const char *const damaged[] = {
	"kexec-smmu 1\nend\n",
	"kexec-smmu 3\nend\n",
	"kexec-smmu 2 \nend\n",
	FIRST,
	"end\n",
	"\nend\n",
	FIRST "end",
	FIRST "end\nend\n",
	FIRST "end\nx",
	FIRST "state\nend\n",
	FIRST "\nend\n",
	FIRST " fenced\nend\n",
	FIRST "row \033[31m\nend\n",
	FIRST "row a\rb\nend\n",
	FIRST "row a\tb\nend\n",
	FIRST "row \303\244\nend\n",
	FIRST "row a\177\nend\n",
	FIRST "row aend\n",
};

static void test_kinds(void **state)
{
	size_t i;

	(void)state;
	assert_int_equal(kind_of(whole), RECORD_WHOLE);
	assert_int_equal(kind_of(FIRST "end\n"), RECORD_WHOLE);
	assert_int_equal(kind_of(FIRST "boot \nend\n"), RECORD_WHOLE);
	assert_int_equal(kind_of(""), RECORD_OPEN);
	assert_int_equal(kind_of("."), RECORD_MARKED);
	assert_int_equal(kind_of("." FIRST "end\n"), RECORD_MARKED);
	assert_int_equal(kind_of(FIRST "end\n.."), RECORD_MARKED);
	assert_int_equal(record_kind(FIRST "row a\0b\nend\n",
				     sizeof(FIRST "row a\0b\nend\n") - 1),
			 RECORD_CORRUPT);
	for (i = 0; i < ARRAY_SIZE(damaged); i++)
		if (kind_of(damaged[i]) != RECORD_CORRUPT)
			fail_msg("not damaged: %s", damaged[i]);
}

/* A truncated record is invalid, and is not read beyond its end. */
static void test_cut_off(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size < strlen(whole); size++) {
		char *copy = malloc(size ? size : 1);

		assert_non_null(copy);
		memcpy(copy, whole, size);
		if (record_kind(copy, size) == RECORD_WHOLE)
			fail_msg("whole when cut off at %zu", size);
		free(copy);
	}
}

static void test_long(void **state)
{
	char *text = malloc(RECORD_SIZE_MAX + 64);
	char *at;

	(void)state;
	assert_non_null(text);
	at = stpcpy(text, FIRST "row ");
	memset(at, 'x', RECORD_SIZE_MAX);
	strcpy(at + RECORD_SIZE_MAX, "\nend\n");
	assert_int_equal(kind_of(text), RECORD_CORRUPT);
	strcpy(text + RECORD_SIZE_MAX - 5, "\nend\n");
	assert_int_equal(kind_of(text), RECORD_WHOLE);
	free(text);
}

static void check_next(const char **at, const char *key, const char *wanted)
{
	size_t size;

	*at = record_next(*at, key, &size);
	assert_non_null(*at);
	assert_int_equal(size, strlen(wanted));
	assert_memory_equal(*at, wanted, size);
}

static void test_next(void **state)
{
	const char *at = whole;
	size_t size;

	(void)state;
	check_next(&at, "row", "a");
	check_next(&at, "row", " b c");
	assert_null(record_next(at, "row", &size));
	at = whole;
	check_next(&at, "boot", "1");
	assert_null(record_next(whole, "ro", &size));
	assert_null(record_next(whole, "end", &size));
	assert_null(record_next(whole, "kexec-smmu", &size));
}

/* Arbitrary changes to its bytes do no harm. */
static void test_noise(void **state)
{
	uint32_t random = 1;
	size_t i, size;

	(void)state;
	for (i = 0; i < 20000; i++) {
		char *copy = strdup(whole);
		const char *at = copy;

		assert_non_null(copy);
		random = random * 1664525 + 1013904223;
		copy[(random >> 8) % strlen(whole)] = (char)(random >> 24);
		random = random * 1664525 + 1013904223;
		copy[(random >> 8) % strlen(whole)] = "\n \\0x."[random >> 28 & 5];
		if (record_kind(copy, strlen(whole)) == RECORD_WHOLE)
			while ((at = record_next(at, "row", &size)))
				assert_true(at + size < copy + strlen(whole));
		free(copy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
