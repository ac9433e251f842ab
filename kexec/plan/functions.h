/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions of PCI the stage stops, as the plan lists them. Pure. */
#ifndef PLAN_FUNCTIONS_H
#define PLAN_FUNCTIONS_H

#include <stddef.h>

#include "machine/smmu.h"
#include "plan/interrupts.h"
#include "smmu-plan.h"
#include "util/macros.h"

/* In the plan's byte order, by segment and requester ID. */
struct plan_functions {
	struct smmu_plan_function *records;	/* to be freed */
	size_t count;
	size_t left_out;	/* which have no address, and are cut off alone */
};

/*
 * List the functions behind SMMUs that are to be drained; and those behind no
 * SMMU that is in use, if all is to be drained. The machine's functions are
 * joined (masters/join.h). Never listed, since they are not to be stopped: host
 * bridges, displays, consoles, CXL devices, and owners of a reserved region.
 * Returns 0, or -1 where memory ran out; free records.
 */
int plan_functions_make(const struct smmu_machine *machine,
			const struct plan_frames *planned,
			struct plan_functions *ret_functions) _must_check_;

#endif
