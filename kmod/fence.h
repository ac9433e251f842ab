/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stage's drivers, at work in this kernel. None of these sleeps. */
#ifndef KMOD_FENCE_H
#define KMOD_FENCE_H

#include "frames.h"

/*
 * An SMMUv3 that translates: set GBPA, which takes effect when its driver
 * clears SMMUEN. Returns NULL, or why not.
 */
const char *fence_arm(const struct frame *frame);

/*
 * Put the frames that are marked as working into their state, and say so: all
 * of them a step at a time, within a second together.
 */
void fence_run(void);

#endif
