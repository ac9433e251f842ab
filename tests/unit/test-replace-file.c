/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file is replaced as a whole or not at all. fsync() is the test's own, so
 * that events can happen when all is written but not yet renamed.
 */
#include <config.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/replace-file.h"
#include "util/write.h"

static const uint8_t bytes[] = "0123456789";
static const struct output_part parts[] = {
	{ 0, bytes, 4 },
	{ 8, bytes + 4, 6 },
};

static char dir[64];
static int (*on_fsync)(void);
static int fsyncs;

int fsync(int fd)
{
	(void)fd;
	fsyncs++;
	return on_fsync ? on_fsync() : 0;
}

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/kexec-smmu-output-XXXXXX");
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	on_fsync = NULL;
	fsyncs = 0;
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
	return 0;
}

static size_t count_files(void)
{
	DIR *here = opendir(".");
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(here);
	while ((entry = readdir(here)))
		count += strcmp(entry->d_name, ".") &&
			 strcmp(entry->d_name, "..");
	closedir(here);
	return count;
}

static void make(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void holds(const char *name, const void *want, size_t size)
{
	char got[64];
	FILE *file = fopen(name, "r");

	assert_non_null(file);
	assert_int_equal(fread(got, 1, sizeof(got), file), size);
	assert_memory_equal(got, want, size);
	fclose(file);
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	assert_int_equal(lstat(name, &status), 0);
	return status.st_mode & 07777;
}

static int write_it(const char *name, struct message *why)
{
	why->text[0] = '\0';
	return replace_file(name, parts, 2, why);
}

static void good(const char *name)
{
	struct message why;

	if (write_it(name, &why) < 0)
		fail_msg("%s", why.text);
	holds(name, "0123\0\0\0\0" "456789", 14);
}

static void bad(const char *name, const char *text)
{
	struct message why;

	assert_int_equal(write_it(name, &why), -1);
	if (!strstr(why.text, text))
		fail_msg("\"%s\" without \"%s\"", why.text, text);
}

static void test_new(void **state)
{
	(void)state;
	umask(027);
	good("out");
	assert_int_equal(mode_of("out"), 0640);
	assert_int_equal(count_files(), 1);
	/* The file, and the directory. */
	assert_int_equal(fsyncs, 2);
	umask(022);
}

static void test_replaced(void **state)
{
	(void)state;
	make("out", "old");
	assert_int_equal(chmod("out", 0750), 0);
	good("out");
	assert_int_equal(mode_of("out"), 0750);
	assert_int_equal(count_files(), 1);
	good("./out");
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(symlink("sub/file", "link"), 0);
	make("sub/file", "old");
	good("link");
	holds("sub/file", "0123\0\0\0\0" "456789", 14);
	assert_int_equal(count_files(), 3);
}

static void test_refused(void **state)
{
	char name[300];

	(void)state;
	bad("none/out", "none/out: No such file");
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	bad("dangling", "dangling: is a link to a file that does not exist");
	assert_int_equal(unlink("dangling"), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	bad("sub", "sub: not a regular file");
	bad("/dev/null", "/dev/null: not a regular file");
	memset(name, 'x', 255);
	name[255] = '\0';
	good(name);
	name[255] = 'x';
	name[256] = '\0';
	bad(name, "too long");
	assert_int_equal(count_files(), 2);
}

static int fail_full(void)
{
	errno = ENOSPC;
	return -1;
}

/* The old file stays, and nothing is left beside it. */
static void test_full(void **state)
{
	struct rlimit limit = { .rlim_cur = 10, .rlim_max = RLIM_INFINITY };

	(void)state;
	make("out", "old");
	on_fsync = fail_full;
	bad("out", "out: No space left");
	bad("new", "new: No space left");
	on_fsync = NULL;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	write_fails();
	limit.rlim_cur = 10;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	bad("out", "out: File too large");
	limit.rlim_cur = limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	holds("out", "old", 3);
	assert_int_equal(count_files(), 1);
}

/* At the first fsync(); the second one, of the directory, comes later. */
static int in_between(void)
{
	if (fsyncs == 1) {
		assert_int_equal(count_files(), 2);
		holds("out", "old", 3);
	}
	return 0;
}

static void test_at_once(void **state)
{
	(void)state;
	make("out", "old");
	on_fsync = in_between;
	good("out");
	assert_int_equal(fsyncs, 2);
	assert_int_equal(count_files(), 1);
}

static int interrupt(void)
{
	raise(SIGTERM);
	return 0;
}

static int ended_by(void (*prepare)(void))
{
	struct message why;
	pid_t child = fork();
	int status;

	if (child == 0) {
		prepare();
		on_fsync = interrupt;
		_exit(write_it("out", &why) < 0 ? 1 : 0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void nothing(void)
{
}

static void ignore(void)
{
	signal(SIGTERM, SIG_IGN);
}

static void test_signal(void **state)
{
	int status;

	(void)state;
	make("out", "old");
	status = ended_by(nothing);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	holds("out", "old", 3);
	assert_int_equal(count_files(), 1);
	/* An ignored signal stays ignored. */
	status = ended_by(ignore);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	holds("out", "0123\0\0\0\0" "456789", 14);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_new),
		TEST(test_replaced),
		TEST(test_refused),
		TEST(test_full),
		TEST(test_at_once),
		TEST(test_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
