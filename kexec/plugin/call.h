/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A system call of kexec-tools, and how to pass it on. */
#ifndef PLUGIN_CALL_H
#define PLUGIN_CALL_H

#include <stdbool.h>

/* The arguments of a system call, as syscall(2) takes them. */
struct plugin_call {
	long number;
	long args[6];
};

/* The next syscall() in the process: the C library's, or another plugin's. */
long plugin_forward(const struct plugin_call *call);

/* Whether a kexec_load or kexec_file_load unloads an image. */
bool plugin_is_unload(const struct plugin_call *call);

/* Whether the image of one of them is a crash kernel. */
bool plugin_is_crash(const struct plugin_call *call);

#endif
