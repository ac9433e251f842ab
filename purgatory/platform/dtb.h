/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Moving the next image's device tree to where that image looks for it. */
#ifndef PLATFORM_DTB_H
#define PLATFORM_DTB_H

#include "smmu-plan.h"
#include "job/job.h"

/*
 * Copy the device tree at *tree to entry->base, and set *tree to its new place.
 * Refused, with *tree unchanged: anything but a tree of at most 2 MiB, a new
 * place in the first entry->size bytes from image on, or one that overlaps the
 * old from above. Ends the job.
 */
void dtb_copy(struct job *job, const struct smmu_plan_entry *entry,
	      uint64_t image, uint64_t *tree);

#endif
