/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stage binary, as it was installed. */
#ifndef PLAN_SEGMENT_H
#define PLAN_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "util/message.h"

struct stage_file {
	uint8_t *bytes;		/* owned */
	size_t size;
};

/*
 * Read the stage and check that it is, byte for byte, the one this program
 * was built with. Returns 0, or -1 with the reason in *why and *ret_stage
 * untouched. Free with stage_file_clear().
 */
int stage_file_read(const char *path, struct stage_file *ret_stage,
		    struct message *why);
void stage_file_clear(struct stage_file *stage);

#endif
