/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guard on a real kernel. Below it lies the filter of outer-filter.c, so
 * that a call which the guard lets through shows, and does nothing.
 */
#include <config.h>

#include <errno.h>
#include <linux/capability.h>
#include <linux/kexec.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/foreign-call.h"
#include "launch/guard.h"
#include "cli/outer-filter.h"

static uint64_t mark;
static int failures;

static int load_plain(void)
{
	return (int)syscall(SYS_kexec_load, 0ul, 1ul, NULL, 0ul, 0ul, 0ul);
}

static int load_marked(void)
{
	return (int)syscall(SYS_kexec_load, 0ul, 1ul, NULL, 0ul, 0ul, mark);
}

static int load_other_mark(void)
{
	return (int)syscall(SYS_kexec_load, 0ul, 1ul, NULL, 0ul, 0ul,
			    mark ^ UINT64_C(1) << 40);
}

static int load_panic(void)
{
	return (int)syscall(SYS_kexec_load, 0ul, 1ul, NULL,
			    (unsigned long)KEXEC_ON_CRASH, 0ul, 0ul);
}

static int load_many(void)
{
	return (int)syscall(SYS_kexec_load, 0ul, 1ul << 32, NULL, 0ul, 0ul,
			    0ul);
}

static int unload(void)
{
	return (int)syscall(SYS_kexec_load, 0ul, 0ul, NULL, 0ul, 0ul, 0ul);
}

static int file_plain(void)
{
	return (int)syscall(SYS_kexec_file_load, -1, -1, 0ul, NULL, 0ul, 0ul);
}

static int file_marked(void)
{
	return (int)syscall(SYS_kexec_file_load, -1, -1, 0ul, NULL, 0ul, mark);
}

static int file_unload(void)
{
	return (int)syscall(SYS_kexec_file_load, -1, -1, 0ul, NULL,
			    (unsigned long)KEXEC_FILE_UNLOAD, 0ul);
}

static int hypercall(void)
{
	return ioctl(STDIN_FILENO, 0x305000, NULL);
}

static int other_ioctl(void)
{
	return ioctl(-1, 0x305001, NULL);
}

static int load_in_child(void)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(load_plain() == 0 ? 0 : errno);
	waitpid(child, &status, 0);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	return -1;
}

static const struct test {
	const char *name;
	int (*call)(void);
	int unguarded;	/* errno without the guard */
	int guarded;
} tests[] = {
	{ "load", load_plain, OUTER_REACHED, EPERM },
	{ "load with the mark", load_marked, OUTER_REACHED, OUTER_REACHED },
	{ "load with another mark", load_other_mark, OUTER_REACHED, EPERM },
	{ "load of a crash kernel", load_panic, OUTER_REACHED, EPERM },
	{ "load of 2^32 segments", load_many, OUTER_REACHED, EPERM },
	{ "load in a child", load_in_child, OUTER_REACHED, EPERM },
	{ "unload", unload, OUTER_REACHED, OUTER_REACHED },
	{ "file load", file_plain, OUTER_REACHED, EPERM },
	{ "file load with the mark", file_marked, OUTER_REACHED,
	  OUTER_REACHED },
	{ "file unload", file_unload, OUTER_REACHED, OUTER_REACHED },
	{ "Xen's hypercall", hypercall, OUTER_REACHED, EPERM },
	{ "another ioctl", other_ioctl, EBADF, EBADF },
};

static void verdict(bool good, const char *name, const char *what)
{
	printf("%s %s%s%s\n", good ? "ok" : "not ok", name,
	       good ? "" : ": ", good ? "" : what);
	fflush(stdout);
	if (!good)
		failures++;
}

/* Make the call in a process of its own. Returns its errno. */
static int errno_of(int (*call)(void), bool guarded)
{
	struct guard guard;
	int status;
	pid_t child = fork();

	if (child == 0) {
		guard_build(mark, &guard);
		if (outer_filter_install() != 0)
			_exit(200);
		if (guarded && guard_install(&guard) != 0)
			_exit(201);
		_exit(call() == 0 ? 0 : errno);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 202;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 203;
}

static void run_tests(void)
{
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		const struct test *test = &tests[i];
		int unguarded = errno_of(test->call, false);
		int guarded = errno_of(test->call, true);
		char what[80];

		snprintf(what, sizeof(what), "errno %d and %d, not %d and %d",
			 unguarded, guarded, test->unguarded, test->guarded);
		verdict(unguarded == test->unguarded &&
			guarded == test->guarded, test->name, what);
	}
}

/* A harmless call of the other architecture, where this kernel has one. */
static void run_foreign(void)
{
	size_t i;

	for (i = 0; foreign_calls[i].name; i++) {
		const struct foreign_call *foreign = &foreign_calls[i];
		int unguarded = errno_of(foreign->call, false);

		if (unguarded != 0)
			printf("%s: not in this kernel (errno %d)\n",
			       foreign->name, unguarded);
		verdict(errno_of(foreign->call, true) == EPERM, foreign->name,
			"is let through");
	}
}

static int no_new_privs_after(uid_t user)
{
	struct guard guard;
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (user != 0 && setresuid(user, user, user) != 0)
			_exit(99);
		guard_build(mark, &guard);
		if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 0 ||
		    guard_install(&guard) != 0)
			_exit(98);
		if (load_plain() == 0 || errno != EPERM)
			_exit(97);
		_exit(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 96;
}

/*
 * seccomp(2), SECCOMP_SET_MODE_FILTER: a filter without NO_NEW_PRIVS wants
 * CAP_SYS_ADMIN. Root of a container has not got it.
 */
static bool filters_without(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capget, &header, data) == 0 &&
	       (data[0].effective & CAP_TO_MASK(CAP_SYS_ADMIN)) != 0;
}

int main(void)
{
	if (errno_of(load_plain, true) == 201) {
		puts("SKIP: the kernel takes no seccomp filter");
		return 77;
	}
	if (guard_mark(&mark) != 0)
		return 99;
	run_tests();
	run_foreign();
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 0)
		puts("NO_NEW_PRIVS: set for the test as a whole");
	else if (!filters_without())
		verdict(no_new_privs_after(0) == 1, "NO_NEW_PRIVS for a user",
			"is not set");
	else {
		verdict(no_new_privs_after(0) == 0, "no NO_NEW_PRIVS for root",
			"is set");
		verdict(no_new_privs_after(65534) == 1,
			"NO_NEW_PRIVS for a user", "is not set");
	}
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
