/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What the watch, and quiesce during it, know of the plan. */
#ifndef START_LISTENING_H
#define START_LISTENING_H

#include <stdint.h>

#include "job/job.h"
#include "platform/offenders.h"
#include "smmu-plan.h"
#include "smmu/watch.h"
#include "start/drain.h"

/* A plan whose jobs are done, and what is to be watched of it. */
struct listen {
	const struct smmu_plan_entry *entries;
	struct job *jobs;
	uint32_t count;		/* of SMMUs; 0 when that is over */
	struct watch watch;
	const struct watch_record *records;	/* NULL: none is watched */
	struct drain drain;
	struct names names;
};

#endif
