/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The outcome of the PCI functions, on the console. */
#ifndef PLATFORM_FUNCTIONS_H
#define PLATFORM_FUNCTIONS_H

#include "job/job.h"
#include "pci/function.h"
#include "platform/console.h"
#include "smmu-plan.h"

/*
 * A line that counts them, and one for each that is not stopped. records has
 * one for each of them. Nothing if there are none. Some need
 * no reset: SMMU_PLAN_FUNCTION_SILENT_OK.
 */
void functions_report(struct console *console,
		      const struct smmu_plan_function *functions,
		      const struct function_record *records,
		      uint32_t count);

/* Why an SMMU was not opened by quiesce: enum held. Nothing if it was. */
void functions_held(struct console *console,
		    const struct smmu_plan_entry *entry, uint32_t held,
		    const struct smmu_plan_function *functions);

#endif
