/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a load: it is made, or cannot be made as ordered. */
#ifndef PLUGIN_OUTCOME_H
#define PLUGIN_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
 * Give the kernel an image; in a dry run answer in its place that it took it.
 * Returns what a system call does.
 */
long plugin_give(const struct order *order, const struct plugin_call *call);

/* The call is not made, whatever the order says. Says why. Returns -1. */
long plugin_refuse(struct order *order, int error, const struct message *why);

/* How the plan of an image that has a stage of its own compares to the order's. */
enum plugin_match {
	PLUGIN_SAME,
	PLUGIN_ELSEWHERE,	/* other SMMUs than this machine's, or damaged */
	PLUGIN_POLICY,		/* the same, which become something else */
};

/* Compares; where it is not the same, says why in *why. */
enum plugin_match plugin_match(const struct order *order, const uint8_t *bytes,
			       size_t size, struct message *why);

/*
 * kexec-tools takes that for the end, and does not go on to the other call, as
 * it does with EINVAL.
 */
#define PLUGIN_MISMATCH	ECANCELED

/*
 * Whether an error of the kernel may be due to the stage. Those of states that
 * are as they are with any image are not.
 */
bool plugin_may_be_stage(int error);

#endif
