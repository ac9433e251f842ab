/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a plan needs to know about the machine apart from its SMMUs: the console
 * of console=auto, and how PSCI is called for on-failure=reset. Both are read
 * where the SMMUs are: from a device tree, or else from the ACPI tables SPCR
 * and FADT.
 */
#ifndef HOST_PLATFORM_H
#define HOST_PLATFORM_H

#include "host/source.h"
#include "plan/plan.h"
#include "util/message.h"

/*
 * The settings of the plan as given, completed from the tables. Returns 0, or
 * -1 with the reason in *why and *ret_plan untouched. A console that is not
 * found or cannot be printed on becomes none and is not an error: *warning then
 * tells the user why; otherwise it is empty.
 */
int platform_settings(const struct source *source,
		      const struct plan_settings *given,
		      struct plan_settings *ret_plan, struct message *warning,
		      struct message *why) _must_check_;

/* The same, with a directory that stands for /sys/firmware. */
int platform_settings_in(const char *firmware, const struct source *source,
			 const struct plan_settings *given,
			 struct plan_settings *ret_plan,
			 struct message *warning, struct message *why)
	_must_check_;

#endif
