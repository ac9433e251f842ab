/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside kexec-tools' process: what the parts of the plugin share. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include "order.h"

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
 * Read a whole file of unknown size. Returns its bytes, to be freed, or NULL
 * with errno.
 */
char *plugin_read_file(const char *path, size_t *ret_size);

/* Where the memory map is read: /proc/iomem but for tests. */
const char *plugin_iomem_path(void);

#endif
