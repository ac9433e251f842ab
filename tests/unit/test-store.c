/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeping records true: what is judged how, and what becomes of the files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/order.h"
#include "record/store.h"

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))
#define EXITED(n)	((n) << 8)
#define KILLED		9
#define NORMAL		RECORD_BIT(RECORD_NORMAL)
#define CRASH		RECORD_BIT(RECORD_CRASH)

struct judged {
	struct records_end end;
	enum records_verdict verdict;
};

static const struct judged judged[] = {
	/* What the kernel says comes first: nothing is loaded. */
	{ { RECORDS_PLAIN, EXITED(255), 0, true, 0, 0, false }, RECORDS_GONE },
	{ { RECORDS_UNLOAD, EXITED(255), 0, false, 0, 0, false },
	  RECORDS_GONE },
	{ { RECORDS_FENCED, EXITED(255), 0, false, ORDER_PASSED, EINVAL,
	    false }, RECORDS_GONE },

	{ { RECORDS_UNLOAD, EXITED(0), -1, false, 0, 0, false },
	  RECORDS_GONE },
	{ { RECORDS_UNLOAD, EXITED(0), 1, false, 0, 0, false },
	  RECORDS_DOUBT },
	{ { RECORDS_UNLOAD, EXITED(255), 1, false, 0, 0, false },
	  RECORDS_OLD },
	{ { RECORDS_UNLOAD, KILLED, 1, false, 0, 0, false }, RECORDS_OLD },
	{ { RECORDS_UNLOAD, EXITED(1), -1, false, 0, 0, false },
	  RECORDS_DOUBT },

	{ { RECORDS_PLAIN, EXITED(0), 1, true, 0, 0, false }, RECORDS_GONE },
	{ { RECORDS_PLAIN, EXITED(0), 1, true, 0, 0, true }, RECORDS_NEW },
	{ { RECORDS_PLAIN, EXITED(0), -1, true, 0, 0, false }, RECORDS_GONE },
	{ { RECORDS_PLAIN, EXITED(255), 1, true, 0, 0, false }, RECORDS_OLD },
	/* It may have loaded, and failed in what was to follow. */
	{ { RECORDS_PLAIN, EXITED(255), 1, false, 0, 0, false },
	  RECORDS_DOUBT },
	{ { RECORDS_PLAIN, EXITED(255), -1, true, 0, 0, false },
	  RECORDS_DOUBT },
	{ { RECORDS_PLAIN, KILLED, 1, true, 0, 0, false }, RECORDS_DOUBT },

	{ { RECORDS_FENCED, EXITED(0), 1, false, ORDER_LOADED, 0, true },
	  RECORDS_NEW },
	{ { RECORDS_FENCED, EXITED(0), 1, false, ORDER_LOADED, 0, false },
	  RECORDS_GONE },
	{ { RECORDS_FENCED, EXITED(0), -1, false, ORDER_UNFENCED, 0, true },
	  RECORDS_NEW },
	{ { RECORDS_FENCED, KILLED, 1, false, ORDER_LOADED, 0, true },
	  RECORDS_NEW },
	{ { RECORDS_FENCED, EXITED(255), 1, false, ORDER_NOT_SEEN, 0, true },
	  RECORDS_OLD },
	{ { RECORDS_FENCED, EXITED(255), 1, false, ORDER_REFUSED, EINVAL,
	    true }, RECORDS_OLD },
	{ { RECORDS_FENCED, EXITED(255), 1, false, ORDER_PASSED, EBUSY,
	    true }, RECORDS_OLD },
	{ { RECORDS_FENCED, EXITED(255), -1, false, ORDER_PASSED, EBUSY,
	    true }, RECORDS_DOUBT },
	/* Killed within the system call. */
	{ { RECORDS_FENCED, KILLED, 1, false, ORDER_PASSED, 0, true },
	  RECORDS_DOUBT },
	{ { RECORDS_FENCED, KILLED, 1, false, ORDER_READY, 0, true },
	  RECORDS_OLD },
};

static void test_judge(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(judged); i++) {
		enum records_verdict verdict = records_judge(&judged[i].end);

		if (verdict != judged[i].verdict)
			fail_msg("row %zu: %d instead of %d", i, (int)verdict,
				 (int)judged[i].verdict);
	}
}

/* The files. */
static char folder[64];
static struct records_place place = { .folder = folder, .patience_ms = 60 };

static int make_folder(void **state)
{
	(void)state;
	place.owner = geteuid();
	strcpy(folder, "/tmp/kexec-smmu-records-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {
		"lock", "normal", "crash", "normal.doubt", "crash.doubt",
	};
	char path[96];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static bool has(const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

static void put(const char *name)
{
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(name, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* With a record of both kinds: set aside that of -l, and settle it. */
static void settle(enum records_verdict verdict, bool fresh)
{
	struct records records;

	put("normal");
	put("crash");
	assert_int_equal(records_open(&records, &place, NORMAL, false), 0);
	assert_false(has("normal"));
	assert_true(has("normal.doubt"));
	if (fresh)
		put("normal");
	records_settle(&records, RECORD_NORMAL, verdict);
	records_close(&records);
	assert_true(has("crash"));
	assert_false(has("crash.doubt"));
}

static void test_settle(void **state)
{
	(void)state;
	settle(RECORDS_GONE, false);
	assert_false(has("normal") || has("normal.doubt"));
	settle(RECORDS_GONE, true);
	assert_false(has("normal") || has("normal.doubt"));
	settle(RECORDS_NEW, true);
	assert_true(has("normal") && !has("normal.doubt"));
	settle(RECORDS_OLD, false);
	assert_true(has("normal") && !has("normal.doubt"));
	settle(RECORDS_DOUBT, true);
	assert_true(!has("normal") && has("normal.doubt"));
}

/* What was in doubt before is so after a load that changes nothing. */
static void test_old_doubt(void **state)
{
	struct records records;

	(void)state;
	put("normal.doubt");
	assert_int_equal(records_open(&records, &place, NORMAL | CRASH, true),
			 0);
	records_settle(&records, RECORD_NORMAL, RECORDS_OLD);
	records_settle(&records, RECORD_CRASH, RECORDS_OLD);
	records_close(&records);
	assert_true(!has("normal") && has("normal.doubt"));
	assert_false(has("crash") || has("crash.doubt"));
}

static void test_folder(void **state)
{
	struct records_place nowhere = place;
	struct records records;
	char path[96];

	(void)state;
	nowhere.folder = path;
	snprintf(path, sizeof(path), "%s/x", folder);
	assert_int_equal(records_open(&records, &nowhere, NORMAL, false),
			 ENOENT);
	records_settle(&records, RECORD_NORMAL, RECORDS_GONE);
	records_close(&records);
	assert_int_equal(records_open(&records, &nowhere, NORMAL, true), 0);
	records_close(&records);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(records_open(&records, &nowhere, NORMAL, true),
			 EPERM);
	records_close(&records);
	assert_int_equal(chmod(path, 0700), 0);
	nowhere.owner++;
	assert_int_equal(records_open(&records, &nowhere, NORMAL, true),
			 EPERM);
	records_close(&records);
	strcat(path, "/lock");
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/x", folder);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(symlink(".", path), 0);
	nowhere.owner--;
	assert_true(records_open(&records, &nowhere, NORMAL, true) != 0);
	records_close(&records);
	assert_int_equal(unlink(path), 0);
}

/*
 * One that stays on beyond our patience is passed by: from then on it has no
 * word in the matter.
 */
static void test_taken_over(void **state)
{
	struct records slow, quick;

	(void)state;
	put("normal");
	assert_int_equal(records_open(&slow, &place, NORMAL, false), 0);
	assert_true(slow.lock_inode != 0);
	assert_int_equal(records_open(&quick, &place, NORMAL, false), 0);
	assert_true(quick.lock >= 0);
	assert_true(quick.lock_inode != slow.lock_inode);
	put("normal");
	records_settle(&slow, RECORD_NORMAL, RECORDS_GONE);
	assert_true(has("normal"));
	records_settle(&quick, RECORD_NORMAL, RECORDS_GONE);
	assert_false(has("normal"));
	records_close(&slow);
	records_close(&quick);
}

/* Standard input, output and error stay free. */
static void test_descriptors(void **state)
{
	int copy = dup(STDIN_FILENO);
	struct records records;

	(void)state;
	close(STDIN_FILENO);
	assert_int_equal(records_open(&records, &place, NORMAL, true), 0);
	assert_true(records.folder > STDERR_FILENO);
	assert_true(records.lock > STDERR_FILENO);
	records_close(&records);
	if (copy >= 0) {
		dup2(copy, STDIN_FILENO);
		close(copy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test_setup_teardown(test_settle, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_old_doubt, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_folder, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_taken_over, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_descriptors, make_folder,
						remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
