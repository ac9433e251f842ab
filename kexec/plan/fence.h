/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From decided SMMUs to the bytes that a load carries. */
#ifndef PLAN_FENCE_H
#define PLAN_FENCE_H

#include "util/message.h"
#include "plan/plan.h"

/*
 * Join the stage's file with the plan for a machine. Returns 0, or -1 with the
 * reason in *why. Free with plan_image_clear().
 */
int fence_build(const char *stage_path, const struct plan_settings *settings,
		const struct smmu_machine *machine,
		struct plan_image *ret_image, struct message *why);

#endif
