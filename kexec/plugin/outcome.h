/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a call that was made, or that cannot be made as ordered. */
#ifndef PLUGIN_OUTCOME_H
#define PLUGIN_OUTCOME_H

#include <stdbool.h>

#include "plugin/call.h"
#include "plugin/order.h"
#include "util/message.h"

/*
 * The stage cannot go into this call. Where the order says best effort, make
 * the call as kexec-tools meant it, with the mark; else do not. Says which, and
 * why. Answers in the order. Returns what a system
 * call does; without the call, -1 and error.
 */
long plugin_without_stage(struct order *order, const struct plugin_call *call,
			  int error, const struct message *why);

/*
 * Whether an error of the kernel may be due to the stage. Those of states that
 * are as they are with any image are not.
 */
bool plugin_may_be_stage(int error);

#endif
