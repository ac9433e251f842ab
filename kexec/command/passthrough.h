/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-tools as it is, without the plugin. */
#ifndef COMMAND_PASSTHROUGH_H
#define COMMAND_PASSTHROUGH_H

#include "command/own-stage.h"
#include "machine/smmu.h"
#include "options/options.h"

/* What is recorded about an image that is loaded. */
struct passthrough_record {
	struct smmu_machine *machine;	/* as it was decided */
	const char *cause;	/* of a struct message; NULL: none was due */
	/* It was loaded with a policy, and has no stage; or else: */
	const struct own_stage *own;	/* it has this; NULL: none */
};

/*
 * Run kexec-tools with the arguments that are left for it, and keep the records
 * true. If there are no records, it replaces this process, so that nobody can
 * tell the difference. Prints what went wrong, and returns the exit status.
 *
 * record: NULL if there is nothing to record; without a stage the SMMUs are
 * kept.
 */
int passthrough_run(const struct options *options,
		    const struct passthrough_record *record);

/* The same without a policy. A wrapped image is recorded with its own stage. */
int passthrough_plain(const struct options *options);

#endif
