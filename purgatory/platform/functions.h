/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What became of the functions of PCI, on the console. */
#ifndef PLATFORM_FUNCTIONS_H
#define PLATFORM_FUNCTIONS_H

#include "platform/console.h"
#include "smmu-plan.h"

/*
 * A line that counts them, and one for each that is not stopped. states has a
 * byte for each of them: enum function_state. Nothing if there are none.
 */
void functions_report(struct console *console,
		      const struct smmu_plan_function *functions,
		      const uint8_t *states, uint32_t count);

#endif
