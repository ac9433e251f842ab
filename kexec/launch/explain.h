/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the plugin's answer means for a load that has ended. Pure. */
#ifndef LAUNCH_EXPLAIN_H
#define LAUNCH_EXPLAIN_H

#include <stdbool.h>

#include "util/macros.h"
#include "util/message.h"
#include "plugin/order.h"

/* What the kernel tells of its reasons, as far as anybody can read them. */
struct explain_facts {
	bool crash;		/* it was asked for a crash kernel */
	int crash_loaded;	/* whether it has one now; -1: unknown */
	bool may_load;		/* the caller has CAP_SYS_BOOT */
	bool load_disabled;	/* sysctl kernel.kexec_load_disabled */
	bool limit_reached;	/* sysctl kernel.kexec_load_limit_* */
	bool locked_down;
	bool no_crash_memory;	/* none is reserved, ... */
	bool wants_crash_memory; /* ... though crashkernel= was given */
};

/*
 * Compare the answer with how kexec-tools ended, a wait status. Returns
 * whether kexec-tools' success is none: the stage is not in what the kernel
 * has. Where there is something to say that kexec-tools has not said,
 * ret_line->text is not empty.
 */
bool explain_load(const struct order *order, int status,
		  const struct explain_facts *facts, struct message *ret_line)
	_must_check_ _nonnull_(1, 3, 4);

/*
 * Why a kexec-tools that has ended did not come to a load with the plugin, in
 * one sentence fragment. Never NULL.
 */
const char *explain_kept(const struct order *order);

#endif
