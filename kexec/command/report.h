/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-report: what the stage before this system saw and did. */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include "options/options.h"
#include "util/macros.h"

/* No stage has left a report. */
#define REPORT_NONE	4

/*
 * Prints, and returns the exit status: 0 if all was as asked; 3 if something was
 * not, or the log is stale; 4 if there is none; 1 for an error.
 */
int report_show(const struct options *options) _nonnull_(1);

#endif
