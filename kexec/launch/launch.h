/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running kexec-tools as a child, unnoticeably. */
#ifndef LAUNCH_LAUNCH_H
#define LAUNCH_LAUNCH_H

#include <stdbool.h>

#include "launch/guard.h"
#include "util/macros.h"
#include "util/message.h"

struct launch {
	const char *path;
	char *const *argv;
	char *const *environment;
	const struct guard *guard;	/* NULL: none */
	bool may_lack_guard;		/* where the kernel takes none */
	bool is_silent;			/* what it prints goes nowhere */
	int fd, lock;			/* the child keeps them; -1: none */
};

/*
 * Run the program and wait for it; signals to this process are forwarded,
 * except those of the terminal, which it gets by itself. Returns 0 and its wait
 * status, or -1 with the reason in *why if it could not be started. Leaves
 * signal mask and dispositions as they were, for the child too.
 */
int launch_run(const struct launch *launch, int *ret_status,
	       struct message *why) _must_check_ _nonnull_(1, 2, 3);

/*
 * The exit status that a wait status calls for. A child that was killed by a
 * signal kills this process, too, so that the caller sees the same.
 */
int launch_exit_status(int status);

#endif
