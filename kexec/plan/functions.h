/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which PCI functions the stage stops, as the plan lists them. Pure. */
#ifndef PLAN_FUNCTIONS_H
#define PLAN_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "machine/smmu.h"
#include "plan/interrupts.h"
#include "smmu-plan.h"
#include "util/macros.h"
#include "util/message.h"

/* In the plan's byte order, by segment and requester ID. */
struct plan_functions {
	struct smmu_plan_function *records;	/* to be freed */
	size_t count;
	size_t left_out;	/* which have no address, and are cut off alone */
};

/*
 * List the functions behind SMMUs that are to be drained or quiesced; and those
 * behind no SMMU that is in use, if the policy for all (machine->rest) says so.
 * The machine's functions are joined (masters/join.h). Never listed, since they
 * are not to be stopped: host bridges, displays, consoles, CXL devices, and
 * owners of a reserved region. With quiesce, how each is reset: as the kernel
 * would first (masters/resets.h), and by its bus only if that resets nothing
 * else. Returns 0, or -1 where memory ran out; free records.
 */
int plan_functions_make(const struct smmu_machine *machine,
			const struct plan_frames *planned,
			struct plan_functions *ret_functions) _must_check_;

/*
 * Whether an SMMU has a master behind it that is not among these, so that
 * quiesce can never open it: the line names the SMMU and the first such master.
 * Host bridges do no DMA of their own.
 */
bool plan_functions_stranger(const struct smmu_machine *machine,
			     const struct smmu *smmu, struct message *ret_line)
	_nonnull_(1, 2, 3);

#endif
