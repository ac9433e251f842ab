/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From decided SMMUs to the bytes that a load carries. */
#ifndef PLAN_SEGMENT_H
#define PLAN_SEGMENT_H

#include "plan/plan.h"
#include "util/message.h"

/*
 * Join the stage's file, which is byte for byte the one that this program was
 * built with, and the plan for a machine: by the settings, it is the stage that
 * is told of its SMMUs, or the one that looks for them. Returns 0, or -1 with the reason in
 * *why. Free with plan_image_clear().
 */
int segment_build(const char *stage_path, const struct plan_settings *settings,
		  const struct smmu_machine *machine,
		  struct plan_image *ret_image, struct message *why)
	_must_check_;

/*
 * Whether there can be a plan for a machine in which an SMMU is in use; needs no
 * file. Returns 0, or -1 with the reason in *why.
 */
int segment_check(const struct smmu_machine *machine, struct message *why)
	_must_check_;

#endif
