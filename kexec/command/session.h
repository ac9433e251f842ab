/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of this machine around one run of kexec-tools. */
#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H

#include <stdbool.h>

#include "options/options.h"
#include "record/store.h"

/* Where this machine has them. */
struct records_place session_place(void);

/* records_open() for the images that these words may replace. */
int session_open(struct records *ret_records, const struct options *options,
		 bool make);

/*
 * Ask the kernel what is loaded now, judge, settle and close. end->loaded is
 * filled in here.
 */
void session_close(struct records *records, struct records_end *end);

/* Nothing was run after all. */
void session_undo(struct records *records);

/* Why records cannot be read or written, in one fragment. Never NULL. */
const char *session_strerror(int error);

/* One line: the load is good, but --smmu-status will not know of it. */
void session_warn(int error);

#endif
