/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel module kexec_smmu, if it is loaded, and what it would do, as sysfs
 * shows it (doc/kmod.md).
 */
#ifndef HOST_MODULE_H
#define HOST_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"

/* One register frame; what it becomes at `kexec -e`, and at a panic. */
struct module_frame {
	uint64_t base;
	unsigned int version;		/* 1 to 3 */
	enum smmu_action normal;
	enum smmu_action crash;
	bool is_on;			/* else suspended, and left alone */
};

struct module_state {
	char *normal;			/* its policies as they are written; */
	char *crash;			/* owned */
	struct module_frame *frames;	/* owned */
	size_t frame_count;
};

/*
 * Returns whether the module is loaded and could be asked; else *ret_state is
 * all zero. Free with module_clear().
 */
bool module_read(struct module_state *ret_state);
void module_clear(struct module_state *state);

#endif
