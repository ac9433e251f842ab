/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/macros.h"
#include "util/read-file.h"

static const int forwarded[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM,
};

/* What launch_run() changes in this process and restores for the child. */
struct signals {
	sigset_t waited;	/* SIGCHLD and the forwarded ones */
	sigset_t old_mask;
	struct sigaction old_child;
};

/* What kept the child from becoming kexec-tools. */
struct failure {
	bool in_guard;
	int error;
};

static void release_signals(const struct signals *signals)
{
	sigaction(SIGCHLD, &signals->old_child, NULL);
	sigprocmask(SIG_SETMASK, &signals->old_mask, NULL);
}

/* Only what is safe after fork(). */
static void __attribute__((noreturn))
become(const struct launch *launch, const struct signals *signals, pid_t parent,
       int report)
{
	struct failure failure = { 0 };

	/*
	 * If it is killed, kexec-tools goes as well, as if it were this
	 * process.
	 */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	if (launch->fd >= 0)
		fcntl(launch->fd, F_SETFD, 0);
	if (launch->lock >= 0)
		fcntl(launch->lock, F_SETFD, 0);
	if (launch->guard)
		failure.error = guard_install(launch->guard);
	failure.in_guard = failure.error != 0 && !launch->may_lack_guard;
	if (launch->is_silent) {
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
	}
	if (!failure.in_guard) {
		release_signals(signals);
		execve(launch->path, launch->argv, launch->environment);
		failure.error = errno;
	}
	if (write(report, &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

/*
 * Signals of the terminal reach the child without us: SI_KERNEL. Not so the one
 * of its hang-up, which is for the session's leader alone, and that may be us.
 */
static int wait_for(pid_t child, const struct signals *signals)
{
	siginfo_t info;
	int status;

	for (;;) {
		pid_t ended = waitpid(child, &status, WNOHANG);

		if (ended == child)
			return status;
		if (ended < 0 && errno != EINTR)
			return EXIT_FAILURE << 8;
		if (sigwaitinfo(&signals->waited, &info) > 0 &&
		    info.si_signo != SIGCHLD &&
		    (info.si_code != SI_KERNEL || info.si_signo == SIGHUP))
			kill(child, info.si_signo);
	}
}

int launch_run(const struct launch *launch, int *ret_status,
	       struct message *why)
{
	const struct sigaction normal = { .sa_handler = SIG_DFL };
	struct failure failure;
	struct signals signals;
	pid_t parent = getpid();
	bool failed = true;
	int report[2];
	pid_t child;
	int status;
	size_t i;

	if (pipe2(report, O_CLOEXEC) != 0) {
		message_set(why, "%s: cannot be started: %m", launch->path);
		return -1;
	}
	sigemptyset(&signals.waited);
	sigaddset(&signals.waited, SIGCHLD);
	for (i = 0; i < ARRAY_SIZE(forwarded); i++)
		sigaddset(&signals.waited, forwarded[i]);
	/* If the caller ignored it, the child's status would be lost. */
	sigaction(SIGCHLD, &normal, &signals.old_child);
	sigprocmask(SIG_BLOCK, &signals.waited, &signals.old_mask);

	child = fork();
	if (child == 0)
		become(launch, &signals, parent, report[1]);
	if (child < 0)
		message_set(why, "%s: cannot be started: %m", launch->path);
	close(report[1]);
	if (child > 0) {
		/* Nothing comes once the child is kexec-tools. */
		failed = read_at(report[0], &failure, sizeof(failure), 0) ==
			 sizeof(failure);
		status = wait_for(child, &signals);
		if (!failed)
			*ret_status = status;
		else if (failure.in_guard)
			message_set(why, "%s: not started: the kernel rejected "
				    "the seccomp filter: %s", launch->path,
				    strerror(failure.error));
		else
			message_set(why, "%s: cannot be started: %s",
				    launch->path, strerror(failure.error));
	}
	close(report[0]);
	release_signals(&signals);
	return failed ? -1 : 0;
}

int launch_exit_status(int status)
{
	struct rlimit no_core;
	sigset_t set;
	int signal_number;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	signal_number = WTERMSIG(status);

	/* The child has left its core already, if it was to leave one. */
	if (getrlimit(RLIMIT_CORE, &no_core) == 0) {
		no_core.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &no_core);
	}
	signal(signal_number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(signal_number);
	return 128 + signal_number;
}
