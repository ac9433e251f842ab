/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Moving the next image's device tree to where that image looks for it. */
#ifndef PLATFORM_DTB_H
#define PLATFORM_DTB_H

#include "smmu-plan.h"
#include "start/stage.h"

/*
 * Copy the device tree that x0 of the entry leads to, and hand on x0 = its new
 * place. Refused, with x0 left as it is: what is no tree or larger than 2 MiB,
 * a new place in the image itself, or one that overlaps the old from above.
 * Ends the job.
 */
void dtb_copy(struct job *job, const struct smmu_plan_entry *entry);

#endif
