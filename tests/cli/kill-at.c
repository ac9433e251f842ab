/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kill-at N PATH ARGV0 PROGRAM [WORD...]: run a program and kill it, by
 * SIGKILL, where it enters its Nth system call, counted from the first one that
 * has a path beginning with PATH. Ends when all of its children have ended:
 * with status 0 if it was killed, 1 if it ended before, 77 where no process can
 * be traced.
 */
#include <config.h>

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start(const char *program, char **argv)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(77);
	execv(program, argv);
	_exit(99);
}

/* Is one of the first two arguments such a path? */
static bool has_path(pid_t child, const struct __ptrace_syscall_info *call,
		     const char *path)
{
	char found[512];
	size_t size = strlen(path);
	int i;

	for (i = 0; i < 2 && size < sizeof(found); i++) {
		struct iovec to = { found, size };
		struct iovec from = {
			(void *)(uintptr_t)call->entry.args[i], size
		};

		if (process_vm_readv(child, &to, 1, &from, 1, 0) ==
		    (ssize_t)size && memcmp(found, path, size) == 0)
			return true;
	}
	return false;
}

/* At a stop for a system call: whether it is this one. */
static bool is_reached(pid_t child, const char *path, long *left)
{
	static bool counts;
	struct __ptrace_syscall_info call;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child,
		   (void *)sizeof(call), &call) <= 0)
		exit(77);
	if (call.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	counts = counts || has_path(child, &call, path);
	return counts && --*left == 0;
}

static bool run(pid_t child, const char *path, long left)
{
	int status, signal_number = 0;

	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			signal_number = 0;
			if (is_reached(child, path, &left)) {
				kill(child, SIGKILL);
				return true;
			}
		} else if (WSTOPSIG(status) == SIGTRAP) {
			signal_number = 0;
			ptrace(PTRACE_SETOPTIONS, child, NULL,
			       PTRACE_O_TRACESYSGOOD);
		} else {
			signal_number = WSTOPSIG(status);
		}
		ptrace(PTRACE_SYSCALL, child, NULL, signal_number);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		exit(77);
	return false;
}

int main(int argc, char **argv)
{
	const char *program;
	bool killed;

	if (argc < 5) {
		fprintf(stderr, "usage: kill-at N PATH ARGV0 PROGRAM...\n");
		return 99;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	program = argv[4];
	argv[4] = argv[3];
	killed = run(start(program, argv + 4), argv[2], atol(argv[1]));
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return killed ? 0 : 1;
}
