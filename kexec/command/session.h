/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of this machine around one run of kexec-tools. */
#ifndef KEEP_H
#define KEEP_H

#include <stdbool.h>

#include "options/options.h"
#include "record/store.h"

/* Where this machine has them. */
struct records_place keep_place(void);

/* records_open() for the images that these words may replace. */
int keep_open(struct records *ret_records, const struct options *options,
	      bool make);

/*
 * Ask the kernel what is loaded now, judge, settle and close. end->loaded is
 * filled in here.
 */
void keep_close(struct records *records, struct records_end *end);

/* Nothing was run after all. */
void keep_undo(struct records *records);

/* Why records cannot be read or written, in one fragment. Never NULL. */
const char *keep_strerror(int error);

/* One line: the load is good, but --smmu-status will not know of it. */
void keep_warn(int error);

#endif
