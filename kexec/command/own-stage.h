/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wrapped image that is loaded without a policy: the file says what its own
 * stage will do.
 */
#ifndef COMMAND_OWN_STAGE_H
#define COMMAND_OWN_STAGE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "machine/smmu.h"
#include "options/options.h"
#include "util/macros.h"
#include "util/message.h"

struct own_stage {
	const char *name;		/* of the file */
	struct stat status;		/* as it was read */
	struct smmu_machine machine;	/* this one, as the file leaves it */
	struct message cause;		/* why it is not for it; may be empty */
};

/*
 * Whether the file that kexec-tools is to load has a stage of its own, and what
 * that does. Free with own_stage_clear() if it has.
 */
bool own_stage_read(const struct options *options,
		    struct own_stage *ret_own) _must_check_ _nonnull_(1, 2);
void own_stage_clear(struct own_stage *own) _nonnull_(1);

/* Whether the file is still the one that was read. */
bool own_stage_is_unchanged(const struct own_stage *own) _nonnull_(1);

#endif
