/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside kexec-tools' process: what the parts of the plugin share. */
#ifndef PLUGIN_PLUGIN_H
#define PLUGIN_PLUGIN_H

#include "util/message.h"
#include "plugin/order.h"

/* The arguments of a system call, as syscall(2) takes them. */
struct plugin_call {
	long number;
	long args[6];
};

/* The next syscall() in the process: the C library's, or another plugin's. */
long plugin_forward(const struct plugin_call *call);

/*
 * Carry out a kexec_load with segments: add the stage's, and make it the
 * entry. Answers in the order. Returns what the system call does; where the
 * stage cannot go in, says why and returns -1 with errno, without the call.
 */
long plugin_load(struct order *order, const struct plugin_call *call);

/*
 * Carry out a kexec_file_load of a kernel: hand the kernel a wrapped Image in
 * its place. Answers in the order. Returns what the system call does. What is
 * no Image, or would better be loaded by kexec_load, is answered as the kernel
 * answers what it does not know, so that kexec-tools falls back to that; where
 * it does not fall back, says why.
 */
long plugin_file_load(struct order *order, const struct plugin_call *call);

/*
 * The stage cannot go into this call. Where the order says best effort, make
 * the call as kexec-tools meant it, with the mark; else do not. Says which, and
 * why. Answers in the order and records what was loaded. Returns what a system
 * call does; without the call, -1 and error.
 */
long plugin_without_stage(struct order *order, const struct plugin_call *call,
			  int error, const struct message *why);

/*
 * Whether an error of the kernel may be due to the stage. Those of states that
 * are as they are with any image are not.
 */
bool plugin_may_be_stage(int error);

/*
 * Record that this call has loaded an image: with the stage; or without, for
 * this cause. Where that fails, order->record_error says why, and the load
 * stays what it is.
 */
void plugin_record(struct order *order, const struct plugin_call *call,
		   const struct message *cause);

/* Where the memory map is read: /proc/iomem but for tests. */
const char *plugin_iomem_path(void);

#endif
