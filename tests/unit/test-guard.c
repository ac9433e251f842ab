/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seccomp filter, run by a small interpreter of classic BPF. */
#include <config.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/audit.h>
#include <linux/kexec.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>

#include "launch/guard.h"

#define MARK	UINT64_C(0x0123456789abcdef)
#define DENY	(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW	SECCOMP_RET_ALLOW

/* Argument words of another architecture's system calls. */
#define FOREIGN_ARCH \
	(GUARD_AUDIT_ARCH == AUDIT_ARCH_X86_64 ? AUDIT_ARCH_I386 : \
						 AUDIT_ARCH_ARM)

/*
 * The instructions that the filter may use; anything else, and a jump or a load
 * that the kernel would reject, fails the test.
 */
static uint32_t interpret(const struct guard *guard,
			  const struct seccomp_data *data)
{
	uint32_t accumulator = 0;
	size_t at = 0;

	while (at < GUARD_LENGTH) {
		const struct sock_filter *insn = &guard->insns[at++];

		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(insn->k % 4 == 0 &&
				    insn->k + 4 <= sizeof(*data));
			memcpy(&accumulator, (const char *)data + insn->k, 4);
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			at += accumulator == insn->k ? insn->jt : insn->jf;
			break;
		case BPF_JMP | BPF_JGT | BPF_K:
			at += accumulator > insn->k ? insn->jt : insn->jf;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			at += accumulator & insn->k ? insn->jt : insn->jf;
			break;
		case BPF_RET | BPF_K:
			return insn->k;
		default:
			fail_msg("instruction %#x at %zu", insn->code, at - 1);
		}
	}
	fail_msg("ran off the end");
	return 0;
}

struct row {
	const char *name;
	int number;
	uint64_t args[6];
	uint32_t result;
};

static const struct row rows[] = {
	{ "load without mark", SYS_kexec_load, { 1, 3, 2, 0, 0, 0 }, DENY },
	{ "load with mark", SYS_kexec_load, { 1, 3, 2, 0, 0, MARK }, ALLOW },
	{ "crash load with mark", SYS_kexec_load,
	  { 1, 3, 2, KEXEC_ON_CRASH, 0, MARK }, ALLOW },
	{ "crash load without mark", SYS_kexec_load,
	  { 1, 3, 2, KEXEC_ON_CRASH, 0, 0 }, DENY },
	{ "mark: low half only", SYS_kexec_load,
	  { 1, 3, 2, 0, 0, MARK & UINT32_MAX }, DENY },
	{ "mark: high half only", SYS_kexec_load,
	  { 1, 3, 2, 0, 0, MARK & ~(uint64_t)UINT32_MAX }, DENY },
	{ "mark: halves swapped", SYS_kexec_load,
	  { 1, 3, 2, 0, 0, MARK << 32 | MARK >> 32 }, DENY },
	{ "mark: one bit off", SYS_kexec_load,
	  { 1, 3, 2, 0, 0, MARK ^ 1 }, DENY },
	{ "mark: one high bit off", SYS_kexec_load,
	  { 1, 3, 2, 0, 0, MARK ^ (UINT64_C(1) << 63) }, DENY },
	{ "mark: in the fifth argument", SYS_kexec_load,
	  { 1, 3, 2, 0, MARK, 0 }, DENY },
	{ "unload", SYS_kexec_load, { 0, 0, 0, 0, 0, 0 }, ALLOW },
	{ "unload of a crash kernel", SYS_kexec_load,
	  { 0, 0, 0, KEXEC_ON_CRASH, 0, 0 }, ALLOW },
	{ "2^32 segments are not none", SYS_kexec_load,
	  { 1, UINT64_C(1) << 32, 2, 0, 0, 0 }, DENY },
	{ "2^32 segments with mark", SYS_kexec_load,
	  { 1, UINT64_C(1) << 32, 2, 0, 0, MARK }, ALLOW },
	{ "file load without mark", SYS_kexec_file_load,
	  { 3, 4, 0, 0, 0, 0 }, DENY },
	{ "file load of a crash kernel", SYS_kexec_file_load,
	  { 3, 4, 0, 0, KEXEC_FILE_ON_CRASH, 0 }, DENY },
	{ "file load without initramfs", SYS_kexec_file_load,
	  { 3, 4, 0, 0, KEXEC_FILE_NO_INITRAMFS, 0 }, DENY },
	{ "file load with a flag in the high half", SYS_kexec_file_load,
	  { 3, 4, 0, 0, (uint64_t)KEXEC_FILE_UNLOAD << 32, 0 }, DENY },
	{ "file load with mark", SYS_kexec_file_load,
	  { 3, 4, 0, 0, 0, MARK }, ALLOW },
	{ "file unload", SYS_kexec_file_load,
	  { 0, 0, 0, 0, KEXEC_FILE_UNLOAD, 0 }, ALLOW },
	{ "file unload of a crash kernel", SYS_kexec_file_load,
	  { 0, 0, 0, 0, KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH, 0 }, ALLOW },
	{ "Xen's hypercall", SYS_ioctl, { 3, 0x305000, 1, 0, 0, 0 }, DENY },
	{ "Xen's hypercall, with dirt in the high half", SYS_ioctl,
	  { 3, UINT64_C(0x100305000), 1, 0, 0, 0 }, DENY },
	{ "Xen's hypercall with mark", SYS_ioctl,
	  { 3, 0x305000, 1, 0, 0, MARK }, DENY },
	{ "another ioctl", SYS_ioctl, { 0x305000, 0x5401, 1, 0, 0, 0 }, ALLOW },
	{ "reboot", SYS_reboot, { 1, 2, 0x45584543, 0, 0, 0 }, ALLOW },
	{ "write", SYS_write, { 1, 3, 2, 0, 0, 0 }, ALLOW },
	{ "execve", SYS_execve, { 1, 3, 2, 0, 0, 0 }, ALLOW },
};

static struct seccomp_data data_of(const struct row *row)
{
	struct seccomp_data data = {
		.nr = row->number,
		.arch = GUARD_AUDIT_ARCH,
	};

	memcpy(data.args, row->args, sizeof(row->args));
	return data;
}

static void check(const char *name, const struct seccomp_data *data,
		  uint32_t wanted)
{
	struct guard guard;
	uint32_t result;

	guard_build(MARK, &guard);
	result = interpret(&guard, data);
	if (result != wanted)
		fail_msg("%s: %#x instead of %#x", name, result, wanted);
}

static void test_rows(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct seccomp_data data = data_of(&rows[i]);

		check(rows[i].name, &data, rows[i].result);
	}
}

/* The numbers mean other calls there; so nothing passes, mark or not. */
static void test_foreign(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct seccomp_data data = data_of(&rows[i]);

		data.arch = FOREIGN_ARCH;
		check(rows[i].name, &data, DENY);
		if (GUARD_FOREIGN_BIT == 0)
			continue;
		data.arch = GUARD_AUDIT_ARCH;
		data.nr |= (int)GUARD_FOREIGN_BIT;
		check(rows[i].name, &data, DENY);
	}
}

/* Whether an instruction is reached by some row. */
static bool is_reached(struct guard guard, size_t at)
{
	size_t i;

	guard.insns[at] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						       0x7e57u);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct seccomp_data data = data_of(&rows[i]);

		if (interpret(&guard, &data) == 0x7e57u)
			return true;
	}
	return false;
}

/* Every instruction is needed, if only in a dry run. */
static void test_all_reached(void **state)
{
	struct guard guard, dry;
	size_t at;

	(void)state;
	guard_build(MARK, &guard);
	guard_build_dry(MARK, 0, &dry);
	for (at = 0; at < GUARD_LENGTH; at++)
		if (!is_reached(guard, at) && !is_reached(dry, at))
			fail_msg("instruction %zu is never reached", at);
}

static void test_mark(void **state)
{
	uint64_t one = 0;
	uint64_t other = 0;

	(void)state;
	assert_int_equal(guard_mark(&one), 0);
	assert_int_equal(guard_mark(&other), 0);
	assert_true(one != 0 && other != 0 && one != other);
}

/* Only the two load calls are refused, whatever mark they carry. */
static void test_no_load(void **state)
{
	static const struct row open[] = {
		{ "load", SYS_kexec_load, { 1, 3, 2, 0, 0, 0 }, DENY },
		{ "load: a zero mark is none", SYS_kexec_load,
		  { 1, 3, 2, KEXEC_ON_CRASH, 0, 0 }, DENY },
		{ "load: any mark", SYS_kexec_load, { 1, 3, 2, 0, 0, MARK },
		  DENY },
		{ "load: 2^32 segments", SYS_kexec_load,
		  { 1, UINT64_C(1) << 32, 2, 0, 0, 0 }, DENY },
		{ "unload", SYS_kexec_load, { 0, 0, 0, 0, 0, 0 }, ALLOW },
		{ "file load", SYS_kexec_file_load, { 3, 4, 1, 0, 0, 0 }, DENY },
		{ "file unload", SYS_kexec_file_load,
		  { -1ULL, -1ULL, 1, 0, KEXEC_FILE_UNLOAD, 0 }, ALLOW },
		{ "reboot", SYS_reboot, { 0 }, ALLOW },
		{ "Xen's hypercall", SYS_ioctl,
		  { 3, GUARD_XEN_PRIVCMD_HYPERCALL, 0, 0, 0, 0 }, ALLOW },
	};
	struct seccomp_data data = { .arch = GUARD_AUDIT_ARCH };
	struct guard guard;
	size_t i;

	(void)state;
	guard_build_no_load(&guard);
	for (i = 0; i < sizeof(open) / sizeof(*open); i++) {
		data.nr = open[i].number;
		memcpy(data.args, open[i].args, sizeof(data.args));
		if (interpret(&guard, &data) != open[i].result)
			fail_msg("%s", open[i].name);
	}
	data.arch = FOREIGN_ARCH;
	assert_int_equal(interpret(&guard, &data), ALLOW);
}

/* Nothing passes except the query that loads nothing. */
static void test_dry(void **state)
{
	static const struct row closed[] = {
		{ "load", SYS_kexec_load, { 1, 3, 2, 0, 0, 0 }, 0 },
		{ "load with mark", SYS_kexec_load, { 1, 3, 2, 0, 0, MARK }, 0 },
		{ "as many segments as there can be", SYS_kexec_load,
		  { 1, KEXEC_SEGMENT_MAX, 2, 0, 0, MARK }, 0 },
		{ "one more, with mark", SYS_kexec_load,
		  { 1, KEXEC_SEGMENT_MAX + 1, 2, 0, 0, MARK }, ALLOW },
		{ "one more, without mark", SYS_kexec_load,
		  { 1, KEXEC_SEGMENT_MAX + 1, 2, 0, 0, 0 }, DENY },
		{ "2^32 segments", SYS_kexec_load,
		  { 1, UINT64_C(1) << 32, 2, 0, 0, MARK }, 0 },
		{ "unload", SYS_kexec_load, { 0, 0, 0, 0, 0, MARK }, 0 },
		{ "file load", SYS_kexec_file_load, { 3, 4, 1, 0, 0, 0 }, 0 },
		{ "file load with mark", SYS_kexec_file_load,
		  { 3, 4, 1, 0, 0, MARK }, 0 },
		{ "file unload", SYS_kexec_file_load,
		  { -1ULL, -1ULL, 1, 0, KEXEC_FILE_UNLOAD, MARK }, 0 },
		{ "reboot", SYS_reboot, { 1, 2, 0x45584543, 0, 0, MARK }, 0 },
		{ "Xen's hypercall", SYS_ioctl,
		  { 3, GUARD_XEN_PRIVCMD_HYPERCALL, 0, 0, 0, MARK }, DENY },
		{ "write", SYS_write, { 1, 3, 2, 0, 0, 0 }, ALLOW },
	};
	static const uint16_t answers[] = { 0, EPERM };
	struct seccomp_data data;
	struct guard guard;
	size_t i, j;

	(void)state;
	for (j = 0; j < 2; j++) {
		guard_build_dry(MARK, answers[j], &guard);
		for (i = 0; i < sizeof(closed) / sizeof(*closed); i++) {
			uint32_t wanted = closed[i].result;

			if (wanted == 0)
				wanted = SECCOMP_RET_ERRNO | answers[j];
			data = data_of(&closed[i]);
			if (interpret(&guard, &data) != wanted)
				fail_msg("%s", closed[i].name);
			data.arch = FOREIGN_ARCH;
			assert_int_equal(interpret(&guard, &data), DENY);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_all_reached),
		cmocka_unit_test(test_mark),
		cmocka_unit_test(test_no_load),
		cmocka_unit_test(test_dry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
