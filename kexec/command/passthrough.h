/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-tools as it is, without the plugin. */
#ifndef COMMAND_PASSTHROUGH_H
#define COMMAND_PASSTHROUGH_H

#include "machine/smmu.h"
#include "options/options.h"

/* A load with a policy, and no stage in it. */
struct passthrough_record {
	struct smmu_machine *machine;	/* as it was decided */
	const char *cause;	/* of a struct message; NULL: none was due */
};

/*
 * Run kexec-tools with the words that are left for it, and keep the records
 * true. Where there are none it takes this process's place: nobody can tell
 * the difference. Prints what went wrong, and returns the exit status.
 *
 * record: NULL where nothing was asked; else what is told of an image that is
 * loaded; its SMMUs become kept.
 */
int passthrough_run(const struct options *options,
		    const struct passthrough_record *record);

#endif
