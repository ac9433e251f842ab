/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outcome of a load: it is made, or cannot be made as ordered. */
#ifndef PLUGIN_OUTCOME_H
#define PLUGIN_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/unwrap.h"
#include "plugin/call.h"
#include "plugin/order.h"
#include "util/message.h"

/*
 * The stage cannot be added to this call. With best effort, make the call as
 * kexec-tools meant it, with the mark; otherwise do not. Prints which, and why.
 * Answers in the order. Returns what a system call does; without the call, -1
 * and error.
 */
long plugin_without_stage(struct order *order, const struct plugin_call *call,
			  int error, const struct message *why);

/*
 * Give the kernel an image; in a dry run, answer in its place that it was
 * accepted. Returns what a system call does.
 */
long plugin_give(const struct order *order, const struct plugin_call *call);

/* The call is not made, whatever the order says. Prints why. Returns -1. */
long plugin_refuse(struct order *order, int error, const struct message *why);

/* How the plan of an image that has a stage of its own compares to the order's. */
enum plugin_match {
	PLUGIN_SAME,
	PLUGIN_ELSEWHERE,	/* other SMMUs than here, or corrupt */
	PLUGIN_POLICY,		/* the same SMMUs, other actions */
};

/* Compares, with these actions; if they differ, *why says how. */
enum plugin_match plugin_match(const struct order *order, const uint8_t *bytes,
			       size_t size, enum unwrap_actions actions,
			       struct message *why);

/*
 * kexec-tools stops at this error, and does not try the other call, as it does
 * after EINVAL.
 */
#define PLUGIN_MISMATCH	ECANCELED

/*
 * Whether an error of the kernel may be due to the stage, rather than to a
 * state that affects every image.
 */
bool plugin_may_be_stage(int error);

#endif
