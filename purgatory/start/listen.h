/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Watch the SMMUs that are fenced, the first WATCH_SMMUS, all at the same time. */
#ifndef START_LISTEN_H
#define START_LISTEN_H

#include <stdbool.h>

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
	const struct watch_record *records;	/* NULL: nobody is watched */
	struct drain drain;
	struct names names;
};

/*
 * Watch those that are to be, whose jobs are done, and see which of them quiesce
 * can open; returns whether there were any. Their jobs are to be run once more
 * then.
 */
bool listen_run(struct listen *listen);

#endif
