/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLUGIN_LOAD_H
#define PLUGIN_LOAD_H

#include "plugin/call.h"
#include "plugin/order.h"

/*
 * Carry out a kexec_load with segments: add the stage's, and make it the entry.
 * Answers in the order. Returns what the system call does; if the stage cannot
 * be added, prints why and returns -1 with errno, without the call.
 */
long plugin_load(struct order *order, const struct plugin_call *call);

#endif
