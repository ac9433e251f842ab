/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/guard.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/kexec.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>

/* Where the parts of the filter begin. */
enum {
	AT_ARCH = 0,
	AT_NUMBER = 2,
	AT_IOCTL = 8,
	AT_LOAD = 10,
	AT_FILE_LOAD = 14,
	AT_PROBE = 16,
	AT_MARK = 18,
	AT_ALLOW = 22,
	AT_DENY = 23,
	AT_ANSWER = 24,
};

#define LITTLE	(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define LOW(n)	(offsetof(struct seccomp_data, args[n]) + (LITTLE ? 0 : 4))
#define HIGH(n)	(offsetof(struct seccomp_data, args[n]) + (LITTLE ? 4 : 0))

#define LOAD(at, offset) \
	[at] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
/* Continue at yes or no, which are places like at. */
#define IF(at, test, k, yes, no)					\
	[at] = BPF_JUMP(BPF_JMP | (test) | BPF_K, (k),			\
			(uint8_t)((yes) - (at) - 1),			\
			(uint8_t)((no) - (at) - 1))
#define RETURN(at, k) \
	[at] = BPF_STMT(BPF_RET | BPF_K, (k))

int guard_mark(uint64_t *ret_mark)
{
	uint64_t mark = 0;

	while (mark == 0)
		if (getrandom(&mark, sizeof(mark), 0) < 0 && errno != EINTR)
			return errno;
	*ret_mark = mark;
	return 0;
}

/* Where calls go: one of the places above. */
struct ways {
	int load, file_load;	/* AT_LOAD and AT_FILE_LOAD pass unloads */
	int marked;		/* a load, to be told by its mark */
	int reboot;
	int other;		/* not a load of this architecture, perhaps one */
};

static void build(uint64_t mark, const struct ways *ways, uint16_t answer,
		  struct guard *ret_guard)
{
	const struct sock_filter insns[GUARD_LENGTH] = {
		LOAD(AT_ARCH, offsetof(struct seccomp_data, arch)),
		IF(AT_ARCH + 1, BPF_JEQ, GUARD_AUDIT_ARCH, AT_NUMBER,
		   ways->other),

		LOAD(AT_NUMBER, offsetof(struct seccomp_data, nr)),
		IF(AT_NUMBER + 1, BPF_JSET, GUARD_FOREIGN_BIT,
		   ways->other, AT_NUMBER + 2),
		IF(AT_NUMBER + 2, BPF_JEQ, SYS_kexec_load,
		   ways->load, AT_NUMBER + 3),
		IF(AT_NUMBER + 3, BPF_JEQ, SYS_kexec_file_load,
		   ways->file_load, AT_NUMBER + 4),
		IF(AT_NUMBER + 4, BPF_JEQ, SYS_reboot,
		   ways->reboot, AT_NUMBER + 5),
		IF(AT_NUMBER + 5, BPF_JEQ, SYS_ioctl, AT_IOCTL, AT_ALLOW),

		/* The kernel, too, reads 32 bits of the request only. */
		LOAD(AT_IOCTL, LOW(1)),
		IF(AT_IOCTL + 1, BPF_JEQ, GUARD_XEN_PRIVCMD_HYPERCALL,
		   ways->other, AT_ALLOW),

		/* No segments: an unload. */
		LOAD(AT_LOAD, LOW(1)),
		IF(AT_LOAD + 1, BPF_JEQ, 0, AT_LOAD + 2, ways->marked),
		LOAD(AT_LOAD + 2, HIGH(1)),
		IF(AT_LOAD + 3, BPF_JEQ, 0, AT_ALLOW, ways->marked),

		LOAD(AT_FILE_LOAD, LOW(4)),
		IF(AT_FILE_LOAD + 1, BPF_JSET, KEXEC_FILE_UNLOAD,
		   AT_ALLOW, ways->marked),

		/* The kernel refuses it before doing anything. */
		LOAD(AT_PROBE, LOW(1)),
		IF(AT_PROBE + 1, BPF_JGT, KEXEC_SEGMENT_MAX,
		   AT_MARK, AT_ANSWER),

		LOAD(AT_MARK, LOW(5)),
		IF(AT_MARK + 1, BPF_JEQ, (uint32_t)mark, AT_MARK + 2, AT_DENY),
		LOAD(AT_MARK + 2, HIGH(5)),
		IF(AT_MARK + 3, BPF_JEQ, (uint32_t)(mark >> 32),
		   AT_ALLOW, AT_DENY),

		RETURN(AT_ALLOW, SECCOMP_RET_ALLOW),
		RETURN(AT_DENY, SECCOMP_RET_ERRNO | EPERM),
		RETURN(AT_ANSWER, SECCOMP_RET_ERRNO | answer),
	};

	memcpy(ret_guard->insns, insns, sizeof(insns));
}

void guard_build(uint64_t mark, struct guard *ret_guard)
{
	static const struct ways ways = {
		.load = AT_LOAD, .file_load = AT_FILE_LOAD,
		.marked = AT_MARK, .reboot = AT_ALLOW, .other = AT_DENY,
	};

	build(mark, &ways, 0, ret_guard);
}

void guard_build_no_load(struct guard *ret_guard)
{
	static const struct ways ways = {
		.load = AT_LOAD, .file_load = AT_FILE_LOAD,
		.marked = AT_DENY, .reboot = AT_ALLOW, .other = AT_ALLOW,
	};

	build(0, &ways, 0, ret_guard);
}

void guard_build_dry(uint64_t mark, uint16_t answer, struct guard *ret_guard)
{
	static const struct ways ways = {
		.load = AT_PROBE, .file_load = AT_ANSWER,
		.marked = AT_MARK, .reboot = AT_ANSWER, .other = AT_DENY,
	};

	build(mark, &ways, answer, ret_guard);
}

static int set_filter(const struct guard *guard)
{
	struct guard copy = *guard;
	struct sock_fprog program = {
		.len = GUARD_LENGTH,
		.filter = copy.insns,
	};

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
		return 0;
	return errno;
}

int guard_install(const struct guard *guard)
{
	int error = set_filter(guard);

	if (error != EACCES)
		return error;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return errno;
	return set_filter(guard);
}
