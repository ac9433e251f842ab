/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From decided SMMUs to the bytes of the segment. */
#ifndef PLAN_SEGMENT_H
#define PLAN_SEGMENT_H

#include "plan/plan.h"
#include "util/message.h"

/*
 * Join the stage's file, which must be byte for byte the one that this program
 * was built with, and the plan for a machine. The settings say which stage: the
 * one whose plan lists the SMMUs, or the one that looks for them. Returns 0, or
 * -1 with the reason in *why. Free with plan_image_clear().
 */
int segment_build(const char *stage_path, const struct plan_settings *settings,
		  const struct smmu_machine *machine,
		  struct plan_image *ret_image, struct message *why)
	_must_check_;

/*
 * Whether a plan for a machine with an SMMU in use is possible; needs no file.
 * Returns 0, or -1 with the reason in *why.
 */
int segment_check(const struct smmu_machine *machine, struct message *why)
	_must_check_;

#endif
