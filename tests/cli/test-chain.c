/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the command line to the system call: the command, the stub in place of
 * kexec-tools, the plugin in it, and the recorder in place of the kernel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <endian.h>
#include <errno.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

#include "cli/chain.h"
#include "smmu-plan.h"
#include "cli/stub-image.h"

static struct chain chain;

static int start(void **state)
{
	(void)state;
	chain_start(&chain);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	chain_stop(&chain);
	return 0;
}

static const struct smmu_plan_header *header_of(const struct chain_segment *s)
{
	struct smmu_stage_info info;

	assert_true(s->head.bufsz >= SMMU_STAGE_INFO_OFFSET + sizeof(info));
	memcpy(&info, s->bytes + SMMU_STAGE_INFO_OFFSET, sizeof(info));
	assert_true(le64toh(info.magic) == SMMU_STAGE_MAGIC);
	assert_true(le32toh(info.plan_offset) +
		    sizeof(struct smmu_plan_header) <= s->head.bufsz);
	return (const struct smmu_plan_header *)(const void *)
		(s->bytes + le32toh(info.plan_offset));
}

/* The checksums as the stage makes them, over what was really loaded. */
static void check_sums(const struct chain_segment *s,
		       const struct smmu_plan_header *header)
{
	uint32_t ro_size;
	uLong crc;

	crc = crc32(0, (const uint8_t *)header,
		    offsetof(struct smmu_plan_header, header_crc));
	assert_true(crc == le32toh(header->header_crc));

	memcpy(&ro_size, s->bytes + SMMU_STAGE_INFO_OFFSET +
	       offsetof(struct smmu_stage_info, ro_size), sizeof(ro_size));
	crc = crc32(0, s->bytes, le32toh(ro_size));
	crc = crc32(crc, (const uint8_t *)(header + 1),
		    le32toh(header->body_size) -
		    (uInt)((const uint8_t *)(header + 1) - s->bytes));
	assert_true(crc == le32toh(header->body_crc));
}

static void check_plan(const struct chain_segment *s, uint64_t entry,
		       uint8_t action)
{
	const struct smmu_plan_header *header = header_of(s);
	struct smmu_plan_entry plan_entry;

	/* The SMMU, and the log. */
	assert_true(le64toh(header->magic) == SMMU_PLAN_MAGIC);
	assert_int_equal(le16toh(header->count), 2);
	assert_true(le64toh(header->next) == entry);
	assert_true(le64toh(header->next_check) == ~entry);
	assert_true(le32toh(header->memory_size) <= s->head.memsz);
	assert_true(le32toh(header->body_size) <= s->head.bufsz);
	check_sums(s, header);
	memcpy(&plan_entry, header + 1, sizeof(plan_entry));
	assert_true(le64toh(plan_entry.base) == 0x9050000);
	assert_int_equal(plan_entry.action, action);
	memcpy(&plan_entry, (const struct smmu_plan_entry *)(header + 1) + 1,
	       sizeof(plan_entry));
	assert_int_equal(plan_entry.type, SMMU_PLAN_LOG);
}

/* What kexec-tools gave is still there, bit for bit and in its order. */
static void check_originals(uint64_t base, uint64_t count)
{
	uint8_t bytes[STUB_SEGMENT_BYTES];
	uint64_t i;

	for (i = 0; i < count; i++) {
		const struct chain_segment *s = &chain.segments[i];

		memset(bytes, STUB_SEGMENT_FILL((int)i), sizeof(bytes));
		assert_true(s->head.mem == STUB_SEGMENT_MEM(base, i));
		assert_true(s->head.memsz == STUB_SEGMENT_MEMSZ);
		assert_int_equal(s->head.bufsz, sizeof(bytes));
		assert_memory_equal(s->bytes, bytes, sizeof(bytes));
	}
}

static void check_load(uint64_t base, uint64_t count, uint64_t flags,
		       uint8_t action)
{
	const struct chain_segment *stage;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	chain_read(&chain);
	assert_int_equal(chain.calls, 1);
	assert_int_equal(chain.last.number, SYS_kexec_load);
	assert_true(chain.last.args[1] == count + 1);
	assert_true(chain.last.args[3] == flags);
	assert_true(chain.last.args[5] != 0);
	check_originals(base, count);

	stage = &chain.segments[count];
	assert_true(chain.last.args[0] == stage->head.mem);
	assert_true(stage->head.mem % page == 0);
	assert_true(stage->head.memsz % page == 0);
	assert_true(stage->head.bufsz % page == 0);
	assert_true(stage->head.bufsz <= stage->head.memsz);
	assert_true(stage->head.mem ==
		    STUB_SEGMENT_MEM(base, count - 1) + STUB_SEGMENT_MEMSZ);
	check_plan(stage, STUB_ENTRY(base), action);
}

static void test_load(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "load", "abort"), 0);
	check_load(STUB_BASE, 3, 0, SMMU_PLAN_ABORT);
	chain_says(&chain, "");
}

static void test_bypass(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "load", "bypass"), 0);
	check_load(STUB_BASE, 3, 0, SMMU_PLAN_BYPASS);
}

static void test_keep(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "load", "keep"), 0);
	check_load(STUB_BASE, 3, 0, SMMU_PLAN_KEEP);
}

static void test_panic(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "panic", "abort"), 0);
	check_load(STUB_CRASH_BASE, 3, KEXEC_ON_CRASH, SMMU_PLAN_ABORT);
}

/* Its entry is in none of the segments. */
static void test_panic_without_entry(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "segments=2 panic", "abort"), 255);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);
	chain_says(&chain, "kexec-smmu: the stage cannot be added");
	chain_says(&chain, "errno 22");
}

static void test_most_segments(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "segments=15 load", "abort"), 0);
	check_load(STUB_BASE, 15, 0, SMMU_PLAN_ABORT);
}

static void test_too_many_segments(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "segments=16 load", "abort"), 255);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);
	chain_says(&chain, "has 16 segments");
	chain_says(&chain, "errno 22");
}

/* kexec_file_load is answered by the plugin, and kexec-tools falls back. */
static void test_auto(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "auto", "abort"), 0);
	check_load(STUB_BASE, 3, 0, SMMU_PLAN_ABORT);
	chain_says(&chain, "");
}

static void test_file(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "file", "abort"), 255);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);
	chain_says(&chain, "errno 38");
}

static void test_unload(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "unload load", "abort"), 0);
	chain_read(&chain);
	assert_int_equal(chain.calls, 2);
	assert_true(chain.first.args[1] == 0);
	assert_true(chain.first.args[0] == 0);
	assert_true(chain.last.args[1] == 4);
}

static void test_file_unload(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "file-unload load", "abort"), 0);
	chain_read(&chain);
	assert_int_equal(chain.calls, 2);
	assert_int_equal(chain.first.number, SYS_kexec_file_load);
	assert_true(chain.first.args[4] == KEXEC_FILE_UNLOAD);
}

static void test_forward(void **state)
{
	(void)state;
	assert_int_equal(chain_run(&chain, "forward load", "abort"), 0);
}

/* What the kernel refuses comes back as it is. */
static void check_refused(int error, const char *line)
{
	char number[16];
	char text[32];

	snprintf(number, sizeof(number), "%d", error);
	snprintf(text, sizeof(text), "kexec_load failed: errno %d", error);
	assert_int_equal(setenv("KST_ERRNO", number, 1), 0);
	assert_int_equal(chain_run(&chain, "load", "abort"), 255);
	assert_int_equal(unsetenv("KST_ERRNO"), 0);
	chain_says(&chain, text);
	if (line)
		chain_says(&chain, line);
	else
		chain_says_not(&chain, "kexec-smmu:");
	chain_read(&chain);
	assert_int_equal(chain.calls, 1);
}

static void test_refused(void **state)
{
	(void)state;
	check_refused(EBUSY, "kexec-smmu: kernel: busy: ");
	check_refused(EPERM, NULL);
	check_refused(EADDRNOTAVAIL, NULL);
	check_refused(ENOSYS, "kexec-smmu: kernel: has no kexec_load");
}

/* A child that says it is well when the kernel has refused. */
static void test_refused_and_hidden(void **state)
{
	(void)state;
	assert_int_equal(setenv("KST_STUB_QUIET", "1", 1), 0);
	assert_int_equal(setenv("KST_ERRNO", "16", 1), 0);
	assert_int_equal(chain_run(&chain, "load", "abort"), 1);
	assert_int_equal(unsetenv("KST_ERRNO"), 0);
	assert_int_equal(unsetenv("KST_STUB_QUIET"), 0);
	chain_says(&chain, "exited with status 0 although its load failed");
}

/* Nobody can know the mark of the next time. */
static void test_marks_differ(void **state)
{
	uint64_t mark;

	(void)state;
	assert_int_equal(chain_run(&chain, "load", "abort"), 0);
	chain_read(&chain);
	mark = chain.last.args[5];
	assert_int_equal(chain_run(&chain, "load", "abort"), 0);
	chain_read(&chain);
	assert_true(chain.last.args[5] != mark);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_bypass),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_panic),
		cmocka_unit_test(test_panic_without_entry),
		cmocka_unit_test(test_most_segments),
		cmocka_unit_test(test_too_many_segments),
		cmocka_unit_test(test_auto),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_unload),
		cmocka_unit_test(test_file_unload),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_and_hidden),
		cmocka_unit_test(test_marks_differ),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
