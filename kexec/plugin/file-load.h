/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLUGIN_FILE_LOAD_H
#define PLUGIN_FILE_LOAD_H

#include "plugin/call.h"
#include "plugin/order.h"

/*
 * Carry out a kexec_file_load of a kernel: hand the kernel a wrapped Image in
 * its place. Answers in the order. Returns what the system call does. What is
 * not an Image, or would better be loaded by kexec_load, is answered as the
 * kernel answers what it does not know, so that kexec-tools falls back to that;
 * where it does not fall back, says why.
 */
long plugin_file_load(struct order *order, const struct plugin_call *call);

#endif
