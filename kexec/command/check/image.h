/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-check: the parts of one image's load. */
#ifndef COMMAND_CHECK_IMAGE_H
#define COMMAND_CHECK_IMAGE_H

#include <stdbool.h>

#include "command/check/report.h"
#include "host/kernel.h"
#include "options/settings.h"
#include "plan/plan.h"

/*
 * Runs the load's own checks: SMMUs and their actions, console, PSCI, stage,
 * room in memory, HEST. Returns whether an SMMU is in use, as far as this user
 * can know; *ret_image is then the stage with its plan, or zero if there can be
 * none. The caller clears it.
 */
bool check_image(struct check_report *report, enum kernel_image kind,
		 const struct settings *settings,
		 struct plan_image *ret_image) _nonnull_(1, 3, 4);

#endif
