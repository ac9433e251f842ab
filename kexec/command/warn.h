/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of SMMUs that are not fenced: one line for each, at a load. */
#ifndef COMMAND_WARN_H
#define COMMAND_WARN_H

#include <stdbool.h>
#include <stddef.h>

#include "machine/smmu.h"
#include "util/message.h"

/* Nothing to fence: a line that names what is there instead. */
void warn_unfenced(const struct smmu_machine *machine,
		   struct message *ret_line);

/* One line for each SMMU in use that does not become what was asked for. */
void warn_kept(const struct smmu_machine *machine);

/*
 * One line for each SMMU in use that is asked to be kept, and that the kernel
 * module will not keep all the same.
 */
void warn_module(const struct smmu_machine *machine, bool crash);

/*
 * The line NOT FENCED, if there is one: for the caller to say last; or, without
 * later, said at once, because what starts the image does not come back.
 */
void warn_open(const struct smmu_machine *machine, bool later,
	       struct message *ret_line);

/*
 * For a crash kernel, a line where an SMMU is to abort and the machine's firmware
 * gets hardware errors first: it then has an ACPI Hardware Error Source Table
 * (ACPI Specification 6.5, section 18.3.2). Else NULL.
 */
const char *warn_hest(const struct smmu_machine *machine, bool crash);

#endif
