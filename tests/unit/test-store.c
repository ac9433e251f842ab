/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the records, while images are loaded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"
#include "record/store.h"
#include "util/macros.h"

#define NORMAL	KERNEL_IMAGE_BIT(KERNEL_NORMAL)
#define CRASH	KERNEL_IMAGE_BIT(KERNEL_CRASH)
#define OLD	"kexec-smmu 2\nstate fenced\nend\n"
#define NEW	"kexec-smmu 2\nstate unfenced\nend\n"

static char dir[64];
static struct store_place place = { .dir = dir, .patience_ms = 60 };

static int make_dir(void **state)
{
	(void)state;
	place.owner = geteuid();
	strcpy(dir, "/tmp/kexec-smmu-store-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static void path_of(const char *name, char path[static 96])
{
	snprintf(path, 96, "%s/%s", dir, name);
}

static int remove_dir(void **state)
{
	static const char *const names[] = { "lock", "normal", "crash" };
	char path[96];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		path_of(names[i], path);
		unlink(path);
	}
	/* Nothing else was left behind. */
	return rmdir(dir);
}

static void put(const char *name, const char *text)
{
	char path[96];
	FILE *file;

	path_of(name, path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* What the record of -l is; NULL: there is none. */
static void check(const char *wanted)
{
	size_t size;
	char *text;
	int error = store_read(&place, KERNEL_NORMAL, &text, &size);

	if (!wanted) {
		assert_int_equal(error, ENOENT);
		return;
	}
	assert_int_equal(error, 0);
	assert_int_equal(size, strlen(wanted));
	assert_string_equal(text, wanted);
	free(text);
}

static void open_good(struct store *ret_store, unsigned int kinds)
{
	store_open(&place, kinds, true, ret_store);
	assert_int_equal(ret_store->error, 0);
	assert_int_equal(ret_store->blocked, 0);
	assert_true(ret_store->alone);
}

/* What is there afterwards, with and without an old record. */
static void settle(enum store_verdict verdict, const char *old,
		   const char *wanted)
{
	struct store store;

	if (old)
		put("normal", old);
	put("crash", OLD);
	open_good(&store, NORMAL);
	check("");
	/* A mark that arrives just before the text is not overwritten. */
	assert_true(fcntl(store.records[KERNEL_NORMAL].fd, F_GETFL) & O_APPEND);
	assert_int_equal(store_settle(&store, KERNEL_NORMAL, verdict, NEW), 0);
	store_close(&store);
	check(wanted);
	open_good(&store, CRASH);
	assert_non_null(store.records[KERNEL_CRASH].old);
	assert_string_equal(store.records[KERNEL_CRASH].old, OLD);
	assert_int_equal(store_settle(&store, KERNEL_CRASH, STORE_GONE, NULL),
			 0);
	store_close(&store);
	open_good(&store, NORMAL);
	store_settle(&store, KERNEL_NORMAL, STORE_GONE, NULL);
	store_close(&store);
	check(NULL);
}

static void test_settle(void **state)
{
	(void)state;
	settle(STORE_GONE, OLD, NULL);
	settle(STORE_GONE, NULL, NULL);
	settle(STORE_NEW, OLD, NEW);
	settle(STORE_NEW, NULL, NEW);
	settle(STORE_OLD, OLD, OLD);
	settle(STORE_OLD, NULL, NULL);
	settle(STORE_DOUBT, OLD, "");
	settle(STORE_DOUBT, NULL, "");
	/* A doubtful record stays so after a load that changes nothing. */
	settle(STORE_OLD, "", "");
	settle(STORE_OLD, ".", "");
	settle(STORE_OLD, OLD ".", "");
	settle(STORE_OLD, "kexec-smmu 1\nend\n", "");
}

/* For root only, whatever the umask. */
static void test_mode(void **state)
{
	mode_t mask = umask(0777);
	struct stat status;
	struct store store;
	char path[96];

	(void)state;
	put("crash", "");
	path_of("crash", path);
	assert_int_equal(chmod(path, 0666), 0);
	open_good(&store, CRASH);
	umask(mask);
	assert_int_equal(store_settle(&store, KERNEL_CRASH, STORE_NEW, NEW),
			 0);
	store_close(&store);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

static void test_dir(void **state)
{
	struct store_place nowhere = place;
	struct store store;
	char path[96], link[96];

	(void)state;
	path_of("x", path);
	nowhere.dir = path;
	store_open(&nowhere, NORMAL, false, &store);
	assert_int_equal(store.error, ENOENT);
	assert_int_equal(store.blocked, 0);
	assert_int_equal(store_settle(&store, KERNEL_NORMAL, STORE_NEW, NEW),
			 ENOENT);
	store_close(&store);
	store_open(&nowhere, NORMAL, true, &store);
	assert_int_equal(store.error, 0);
	store_settle(&store, KERNEL_NORMAL, STORE_NEW, OLD);
	store_close(&store);

	/* Others may write there: the record stays, and is in the way. */
	assert_int_equal(chmod(path, 0777), 0);
	store_open(&nowhere, NORMAL | CRASH, true, &store);
	assert_int_equal(store.error, STORE_E_FOREIGN);
	assert_int_equal(store.blocked, NORMAL);
	store_close(&store);
	assert_int_equal(chmod(path, 0700), 0);
	nowhere.owner++;
	store_open(&nowhere, CRASH, true, &store);
	assert_int_equal(store.error, STORE_E_FOREIGN);
	assert_int_equal(store.blocked, 0);
	store_close(&store);
	nowhere.owner--;
	path_of("link", link);
	assert_int_equal(symlink("x", link), 0);
	nowhere.dir = link;
	store_open(&nowhere, NORMAL, true, &store);
	assert_true(store.dir < 0);
	store_close(&store);
	assert_int_equal(unlink(link), 0);
	path_of("x/lock", link);
	assert_int_equal(unlink(link), 0);
	path_of("x/normal", link);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(rmdir(path), 0);
}

/* A record that cannot be replaced is marked or removed, or is in the way. */
static void test_in_the_way(void **state)
{
	struct store store;
	char path[96], fresh[96], inner[96];

	(void)state;
	path_of("normal", path);
	path_of("normal.new", fresh);
	path_of("normal.new/x", inner);
	put("normal", OLD);
	assert_int_equal(mkdir(fresh, 0700), 0);
	assert_int_equal(mkdir(inner, 0700), 0);
	store_open(&place, NORMAL, true, &store);
	assert_int_equal(store.error, EEXIST);
	assert_int_equal(store.blocked, 0);
	check(OLD ".");
	assert_int_equal(store_settle(&store, KERNEL_NORMAL, STORE_NEW, NEW),
			 EEXIST);
	store_close(&store);
	check(NULL);
	assert_int_equal(rmdir(inner), 0);
	assert_int_equal(rmdir(fresh), 0);

	/* The link, not its target. */
	put("target", OLD);
	assert_int_equal(symlink("target", path), 0);
	open_good(&store, NORMAL);
	store_settle(&store, KERNEL_NORMAL, STORE_NEW, NEW);
	store_close(&store);
	check(NEW);
	path_of("target", inner);
	assert_int_equal(unlink(inner), 0);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	store_open(&place, NORMAL | CRASH, true, &store);
	assert_int_equal(store.error, EISDIR);
	assert_int_equal(store.blocked, NORMAL);
	store_close(&store);
	assert_int_equal(rmdir(path), 0);
}

/* A load that does not wait is noticed, whichever of the two ends first. */
static void test_beside(void **state)
{
	struct store slow, quick, next;
	bool quick_first = *(const bool *)*state;
	struct store *first = quick_first ? &quick : &slow;
	struct store *second = quick_first ? &slow : &quick;

	put("normal", OLD);
	open_good(&slow, NORMAL);
	check("");
	store_open(&place, NORMAL, true, &quick);
	assert_int_equal(quick.error, 0);
	assert_false(quick.alone);
	check(".");
	assert_int_equal(store_settle(first, KERNEL_NORMAL, STORE_NEW, NEW),
			 STORE_E_OTHERS);
	store_close(first);
	/* Nor does a third load record anything while one of them runs. */
	store_open(&place, NORMAL, true, &next);
	assert_false(next.alone);
	assert_int_equal(store_settle(&next, KERNEL_NORMAL, STORE_NEW, NEW),
			 STORE_E_OTHERS);
	store_close(&next);
	assert_int_equal(store_settle(second, KERNEL_NORMAL, STORE_NEW, NEW),
			 STORE_E_OTHERS);
	store_close(second);
	store_open(&place, NORMAL, true, &next);
	assert_true(next.alone);
	assert_int_equal(store_settle(&next, KERNEL_NORMAL, STORE_NEW, NEW), 0);
	store_close(&next);
	check(NEW);
}

/* The other image's record, which the slow load does not touch. */
static void test_beside_other(void **state)
{
	struct store slow, quick;

	(void)state;
	put("normal", OLD);
	open_good(&slow, CRASH);
	store_open(&place, NORMAL, true, &quick);
	check(OLD ".");
	store_settle(&quick, KERNEL_NORMAL, STORE_OLD, NULL);
	store_close(&quick);
	assert_int_equal(store_settle(&slow, KERNEL_CRASH, STORE_NEW, NEW), 0);
	store_close(&slow);
}

/* A lock that a child has inherited is held as long as the child lives. */
static void test_child(void **state)
{
	struct store store, next;
	int pipes[2];
	pid_t child;
	char byte;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	open_good(&store, NORMAL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(pipes[1]);
		_exit(read(pipes[0], &byte, 1) == 0 ? 0 : 1);
	}
	close(pipes[0]);
	store_close(&store);
	store_open(&place, NORMAL, true, &next);
	assert_false(next.alone);
	store_settle(&next, KERNEL_NORMAL, STORE_NEW, NEW);
	store_close(&next);
	close(pipes[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	open_good(&next, NORMAL);
	store_settle(&next, KERNEL_NORMAL, STORE_GONE, NULL);
	store_close(&next);
}

/* The time limit applies to each holder separately. */
static void test_patience(void **state)
{
	const struct timespec pause = { .tv_nsec = 800000000 };
	struct store_place patient = place;
	struct store store;
	int status, i;
	pid_t child;

	(void)state;
	patient.patience_ms = 1200;
	open_good(&store, NORMAL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		store_close(&store);
		store_open(&patient, NORMAL, true, &store);
		_exit(store.alone ? 0 : 1);
	}
	patient.patience_ms = 60000;
	for (i = 0; i < 3; i++) {
		nanosleep(&pause, NULL);
		store_settle(&store, KERNEL_NORMAL, STORE_GONE, NULL);
		store_close(&store);
		store_open(&patient, NORMAL, true, &store);
	}
	store_close(&store);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* Standard input, output and error stay free. */
static void test_descriptors(void **state)
{
	int copy = dup(STDIN_FILENO);
	struct store store;

	(void)state;
	close(STDIN_FILENO);
	open_good(&store, NORMAL);
	assert_true(store.dir > STDERR_FILENO);
	assert_true(store.lock > STDERR_FILENO);
	assert_true(store.records[KERNEL_NORMAL].fd > STDERR_FILENO);
	store_close(&store);
	if (copy >= 0) {
		dup2(copy, STDIN_FILENO);
		close(copy);
	}
}

static bool yes = true, no;

#define DIR_TEST(test, state)	\
	{ #test, test, make_dir, remove_dir, state }

int main(void)
{
	static const struct CMUnitTest tests[] = {
		DIR_TEST(test_settle, NULL),
		DIR_TEST(test_mode, NULL),
		DIR_TEST(test_dir, NULL),
		DIR_TEST(test_in_the_way, NULL),
		DIR_TEST(test_beside, &yes),
		DIR_TEST(test_beside, &no),
		DIR_TEST(test_beside_other, NULL),
		DIR_TEST(test_child, NULL),
		DIR_TEST(test_patience, NULL),
		DIR_TEST(test_descriptors, NULL),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
