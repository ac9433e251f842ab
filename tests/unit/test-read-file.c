/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * util/read-file.h and util/write.h: whole files, pipes, limits; the
 * descriptor's own offset stays where it is.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/memfd.h"
#include "util/read-file.h"
#include "util/write.h"

/* Larger than the first two steps by which the buffer grows. */
#define LARGE	300000u

static uint8_t large[LARGE];

static int file_of(const void *bytes, size_t size)
{
	int fd = memfd_new("test");

	assert_true(fd >= 0);
	assert_int_equal(write_at(fd, bytes, size, 0), 0);
	return fd;
}

static void test_whole_file(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, LARGE };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		int fd = file_of(large, sizes[i]);
		uint8_t *bytes = NULL;
		size_t size = 1;

		assert_int_equal(read_fd(fd, LARGE, &bytes, &size), 0);
		assert_int_equal(size, sizes[i]);
		assert_non_null(bytes);
		assert_memory_equal(bytes, large, size);
		free(bytes);
		close(fd);
	}
}

static void test_limit(void **state)
{
	int fd = file_of(large, LARGE);
	uint8_t *bytes = NULL;
	size_t size = 1;

	(void)state;
	assert_int_equal(read_fd(fd, LARGE - 1, &bytes, &size), EFBIG);
	assert_int_equal(read_fd(fd, 0, &bytes, &size), EFBIG);
	assert_null(bytes);
	assert_int_equal(size, 1);
	assert_int_equal(read_fd(fd, LARGE, &bytes, &size), 0);
	assert_int_equal(size, LARGE);
	free(bytes);
	close(fd);
}

static void test_endless(void **state)
{
	uint8_t *bytes = NULL;
	size_t size = 1;

	(void)state;
	assert_int_equal(read_file("/dev/zero", 100000, &bytes, &size), EFBIG);
	assert_int_equal(read_file("/nowhere", 10, &bytes, &size), ENOENT);
	assert_int_equal(read_file("/", 10, &bytes, &size), EISDIR);
	assert_null(bytes);
}

/* Its writer takes small steps. */
static void test_pipe(void **state)
{
	FILE *out = popen("for i in 1 2 3; do printf abc; sleep 0.01; done",
			  "r");
	uint8_t *bytes;
	size_t size;

	(void)state;
	assert_non_null(out);
	assert_int_equal(read_fd(fileno(out), 100, &bytes, &size), 0);
	assert_int_equal(size, 9);
	assert_memory_equal(bytes, "abcabcabc", 9);
	free(bytes);
	pclose(out);
}

static void test_offsets(void **state)
{
	int fd = file_of("0123456789", 10);
	char part[8] = "";
	uint8_t *bytes;
	size_t size;

	(void)state;
	assert_int_equal(lseek(fd, 4, SEEK_SET), 4);
	assert_int_equal(read_at(fd, part, 3, 2), 3);
	assert_string_equal(part, "234");
	assert_int_equal(read_at(fd, part, 7, 8), 2);
	assert_int_equal(read_at(fd, part, 7, 10), 0);
	assert_int_equal(read_fd(fd, 100, &bytes, &size), 0);
	assert_int_equal(size, 10);
	free(bytes);
	assert_int_equal(write_at(fd, "ab", 2, 9), 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 4);
	assert_int_equal(read_at(fd, part, 3, 8), 3);
	assert_memory_equal(part, "8ab", 3);
	close(fd);
	assert_int_equal(read_at(-1, part, 3, 0), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(write_at(-1, part, 3, 0), EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_file),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_offsets),
	};
	size_t i;

	for (i = 0; i < LARGE; i++)
		large[i] = (uint8_t)(i * 7 + i / 251);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
