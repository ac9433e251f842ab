/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLUGIN_FILE_LOAD_H
#define PLUGIN_FILE_LOAD_H

#include "plugin/call.h"
#include "plugin/order.h"

/*
 * Carry out a kexec_file_load of a kernel: pass the kernel a wrapped Image in
 * its place. Answers in the order. Returns what the system call does. If the
 * file is not an Image, or kexec_load is better for it, the answer is the
 * kernel's for an unknown format, so that kexec-tools falls back to kexec_load;
 * if it does not fall back, prints why.
 */
long plugin_file_load(struct order *order, const struct plugin_call *call);

#endif
