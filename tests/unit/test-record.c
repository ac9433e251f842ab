/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record of a load: what is written is read, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"
#include "record/write.h"

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))
#define BOOT		"01234567-89ab-cdef-0123-456789abcdef"
#define ODD_NAME	"/a b\\c\n\303\244@1"

static char folder[] = "/tmp/kexec-smmu-record-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/normal", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/crash", folder);
	unlink(path);
	return rmdir(folder);
}

/* One of each kind of SMMU that a record may have to tell of. */
static void make_machine(struct smmu_machine *machine)
{
	struct smmu *smmu;

	memset(machine, 0, sizeof(*machine));
	machine->source = SMMU_SOURCE_IORT;
	smmu = smmu_machine_add(machine);
	smmu->has_base = smmu->has_size = smmu->has_policy = true;
	smmu->base = UINT64_C(0xfffffffffffe0000);
	smmu->size = 0x20000;
	smmu->version = SMMU_VERSION_V3;
	smmu->policy = smmu->action = SMMU_ABORT;
	smmu->model = strdup("smmu-v3");
	smmu->name = strdup(ODD_NAME);
	smmu = smmu_machine_add(machine);
	smmu->version = SMMU_VERSION_V1;
	smmu->status = SMMU_UNREACHABLE;
	smmu->group = 7;
	smmu->has_policy = smmu->power_managed = true;
	smmu->policy = SMMU_BYPASS;
	smmu->reason = "so it is";
	smmu = smmu_machine_add(machine);
	smmu->has_base = smmu->by_hand = true;
	smmu->version = SMMU_VERSION_V2;
	smmu->group = 8;
}

static void check_text(const char *got, const char *wanted)
{
	if (!wanted)
		assert_null(got);
	else
		assert_string_equal(got, wanted);
}

static void check_smmu(const struct smmu *got, const struct smmu *wanted)
{
	assert_int_equal(got->has_base, wanted->has_base);
	assert_true(got->base == wanted->base);
	assert_int_equal(got->has_size, wanted->has_size);
	assert_true(got->size == wanted->size);
	assert_int_equal(got->version, wanted->version);
	assert_int_equal(got->status, wanted->status);
	assert_int_equal(got->group, wanted->group);
	assert_int_equal(got->power_managed, wanted->power_managed);
	assert_int_equal(got->by_hand, wanted->by_hand);
	assert_int_equal(got->has_policy, wanted->has_policy);
	assert_int_equal(got->policy, wanted->policy);
	assert_int_equal(got->action, wanted->action);
	check_text(got->model, wanted->model);
	check_text(got->name, wanted->name);
	check_text(got->reason, wanted->reason);
}

/* The file that record_write() has made, to be freed. */
static char *read_back(const char *name)
{
	char *text = calloc(1, 65536);
	struct stat status;
	char path[64];
	FILE *file;

	assert_non_null(text);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, 65535, file) > 0);
	assert_int_equal(fstat(fileno(file), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	fclose(file);
	return text;
}

/* Write and read. *ret_text is what was written, to be freed. */
static void round_trip(const struct record_head *head,
		       const struct smmu_machine *machine,
		       struct record *ret_record, char **ret_text)
{
	char *body = record_body(machine, BOOT);
	mode_t old = umask(0777);

	assert_non_null(body);
	assert_int_equal(record_write(folder, 0, RECORD_CRASH, head, body), 0);
	umask(old);
	free(body);
	*ret_text = read_back("crash");
	assert_int_equal(record_parse(*ret_text, strlen(*ret_text),
				      ret_record), 0);
}

static void test_round_trip(void **state)
{
	const struct record_head head = {
		.call = "kexec_file_load", .has_stage = true,
		.segment = 0x44024000,
	};
	struct smmu_machine machine;
	struct record record;
	char *text;
	size_t i;

	(void)state;
	make_machine(&machine);
	round_trip(&head, &machine, &record, &text);
	free(text);
	assert_true(record.time >= time(NULL) - 60 &&
		    record.time <= time(NULL));
	assert_string_equal(record.boot, BOOT);
	assert_string_equal(record.call, "kexec_file_load");
	assert_true(record.has_stage && record.has_segment);
	assert_null(record.cause);
	assert_true(record.segment == 0x44024000);
	assert_int_equal(record.machine.source, SMMU_SOURCE_IORT);
	assert_int_equal(record.machine.smmu_count, machine.smmu_count);
	for (i = 0; i < machine.smmu_count; i++)
		check_smmu(&record.machine.smmus[i], &machine.smmus[i]);
	record_clear(&record);
	smmu_machine_clear(&machine);
}

/* Whatever was decided: without the stage, nothing is done. */
static void test_without_stage(void **state)
{
	const struct record_head head = { .cause = "x: \\xff: it \\ is" };
	struct smmu_machine machine;
	struct record record;
	char *text;

	(void)state;
	make_machine(&machine);
	round_trip(&head, &machine, &record, &text);
	free(text);
	assert_false(record.has_stage);
	assert_false(record.has_segment);
	assert_null(record.call);
	assert_string_equal(record.cause, "x: \\xff: it \\ is");
	assert_int_equal(record.machine.smmus[0].action, SMMU_KEEP);
	assert_int_equal(record.machine.smmus[0].policy, SMMU_ABORT);
	assert_non_null(strstr(record.machine.smmus[0].reason, "without"));
	assert_string_equal(record.machine.smmus[1].reason, "so it is");
	assert_null(record.machine.smmus[2].reason);
	record_clear(&record);
	smmu_machine_clear(&machine);
}

/* The longest cause that a message can hold has room. */
static void test_long_cause(void **state)
{
	struct smmu_machine machine = { .smmu_count = 0 };
	struct record_head head = { .call = "kexec_load", .segment = 1 };
	struct record record;
	char cause[512];
	char *text;

	(void)state;
	memset(cause, '\\', sizeof(cause));
	cause[sizeof(cause) - 1] = '\0';
	head.cause = cause;
	round_trip(&head, &machine, &record, &text);
	free(text);
	assert_string_equal(record.cause, cause);
	record_clear(&record);
}

/* A record that was cut off anywhere is none. */
static void test_cut_off(void **state)
{
	const struct record_head head = { .has_stage = true, .segment = 1 };
	struct smmu_machine machine;
	struct record record;
	char *text;
	size_t size;

	(void)state;
	make_machine(&machine);
	round_trip(&head, &machine, &record, &text);
	record_clear(&record);
	smmu_machine_clear(&machine);
	for (size = 0; size < strlen(text); size++) {
		char *copy = malloc(size ? size : 1);

		memcpy(copy, text, size);
		if (record_parse(copy, size, &record) == 0)
			fail_msg("taken when cut off at %zu", size);
		free(copy);
	}
	free(text);
}

static const char *const damaged[] = {
	"kexec-smmu 2\nend\n",
	"\nend\n",
	"kexec-smmu 1\nend\nend\n",
	"kexec-smmu 1\nend",
	"kexec-smmu 1\ntime x\nend\n",
	"kexec-smmu 1\ntime 18446744073709551615\nend\n",
	"kexec-smmu 1\nbogus 1\nend\n",
	"kexec-smmu 1\nstage\nend\n",
	"kexec-smmu 1\nstage maybe\nend\n",
	"kexec-smmu 1\ncall exec\nend\n",
	"kexec-smmu 1\nsegment 12\nend\n",
	"kexec-smmu 1\nboot 0123456789012345678901234567890123456\nend\n",
	"kexec-smmu 1\nname /x\nend\n",
	"kexec-smmu 1\nsmmu x\nend\n",
	"kexec-smmu 1\nsmmu -\nversion v4\nend\n",
	"kexec-smmu 1\nsmmu -\nstatus good\nend\n",
	"kexec-smmu 1\nsmmu -\naction fence\nend\n",
	"kexec-smmu 1\nsmmu -\ngroup 4294967296\nend\n",
	"kexec-smmu 1\nsmmu -\nname a\\x0\nend\n",
	"kexec-smmu 1\nsmmu -\nname a\\x00\nend\n",
	"kexec-smmu 1\nsmmu -\nname a\\y\nend\n",
	"kexec-smmu 1\nsmmu -\nname a\\xzz\nend\n",
	"kexec-smmu 1\nsmmu -\nname a\nname b\nend\n",
};

static void test_damaged(void **state)
{
	struct record record;
	size_t i;

	(void)state;
	assert_int_equal(record_parse("kexec-smmu 1\nend\n", 17, &record), 0);
	record_clear(&record);
	assert_int_equal(record_parse("kexec-smmu 1\n\0end\n", 18, &record),
			 -1);
	for (i = 0; i < COUNT(damaged); i++)
		if (record_parse(damaged[i], strlen(damaged[i]), &record) == 0)
			fail_msg("taken: %s", damaged[i]);
}

/* Whatever became of its bytes, reading it does no harm. */
static void test_noise(void **state)
{
	const struct record_head head = { .call = "kexec_load", .cause = "c" };
	struct smmu_machine machine;
	struct record record;
	uint32_t random = 1;
	char *text, *copy;
	size_t size, i;

	(void)state;
	make_machine(&machine);
	round_trip(&head, &machine, &record, &text);
	record_clear(&record);
	smmu_machine_clear(&machine);
	size = strlen(text);
	for (i = 0; i < 20000; i++) {
		copy = malloc(size);
		assert_non_null(copy);
		memcpy(copy, text, size);
		random = random * 1664525 + 1013904223;
		copy[(random >> 8) % size] = (char)(random >> 24);
		random = random * 1664525 + 1013904223;
		copy[(random >> 8) % size] = "\n \\0x-"[random >> 28 & 5];
		if (record_parse(copy, size, &record) == 0)
			record_clear(&record);
		free(copy);
	}
	free(text);
}

/* What cannot be written leaves what was there, and nothing else behind. */
static void test_not_written(void **state)
{
	const struct record_head head = { .has_stage = true };
	char lock[64];
	FILE *file;
	struct stat status;
	char *text;

	(void)state;
	assert_int_equal(record_write("/nonexistent", 0, RECORD_NORMAL, &head,
				      ""), ENOENT);
	assert_int_equal(record_write(folder, 0, RECORD_NORMAL, &head,
				      "boot 1\n"), 0);
	/* The lock is another's by now. */
	snprintf(lock, sizeof(lock), "%s/lock", folder);
	assert_int_equal(record_write(folder, 1, RECORD_NORMAL, &head,
				      "boot 2\n"), ESTALE);
	file = fopen(lock, "w");
	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	fclose(file);
	assert_int_equal(record_write(folder, status.st_ino + 1, RECORD_NORMAL,
				      &head, "boot 3\n"), ESTALE);
	text = read_back("normal");
	assert_non_null(strstr(text, "boot 1\n"));
	free(text);
	assert_int_equal(record_write(folder, status.st_ino, RECORD_NORMAL,
				      &head, "boot 4\n"), 0);
	text = read_back("normal");
	assert_non_null(strstr(text, "boot 4\n"));
	free(text);
	unlink(lock);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_without_stage),
		cmocka_unit_test(test_long_cause),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_not_written),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
