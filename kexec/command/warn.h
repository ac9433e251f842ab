/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warnings about SMMUs that are not fenced: one line for each, at a load. */
#ifndef COMMAND_WARN_H
#define COMMAND_WARN_H

#include <stdbool.h>
#include <stddef.h>

#include "machine/smmu.h"
#include "util/message.h"

/* Nothing to fence: a line that names what the machine has instead. */
void warn_unfenced(const struct smmu_machine *machine,
		   struct message *ret_line);

/* One line for each SMMU in use that does not get what was asked for. */
void warn_kept(const struct smmu_machine *machine);

/*
 * One line for each SMMU in use that should be kept, but that the kernel module
 * will not keep.
 */
void warn_module(const struct smmu_machine *machine, bool crash);

/*
 * The line NOT FENCED, if there is one: with later, the caller prints it last;
 * otherwise it is printed at once, because starting the image does not return.
 */
void warn_open(const struct smmu_machine *machine, bool later,
	       struct message *ret_line);

/*
 * Whether frame i of the machine is the first of an SMMU that quiesce can never
 * open: which master it is goes into the line.
 */
bool warn_stranger(const struct smmu_machine *machine, size_t i,
		   struct message *ret_line);

/* Print a line for each SMMU that quiesce can never open, and which master it is. */
void warn_strangers(const struct smmu_machine *machine);

/*
 * For a crash kernel, a line if an SMMU is to abort and the machine has
 * firmware-first error handling: it then has an ACPI Hardware Error Source
 * Table (ACPI Specification 6.5, section 18.3.2). Else NULL.
 */
const char *warn_hest(const struct smmu_machine *machine, bool crash);

#endif
