/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the recorder appends to its file for every call: this, and for a
 * kexec_load its segments, each followed by its bytes; for a kexec_file_load
 * the kernel's size (8 bytes), the kernel, and the command line.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <stdint.h>

struct record {
	int64_t number;
	uint64_t args[6];
};

struct record_segment {
	uint64_t mem;
	uint64_t memsz;
	uint64_t bufsz;
};

#endif
