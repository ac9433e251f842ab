/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Who went on using SMMUs that were fenced, by name. */
#ifndef PLATFORM_OFFENDERS_H
#define PLATFORM_OFFENDERS_H

#include <stdint.h>

#include "platform/console.h"
#include "job/job.h"
#include "smmu-plan.h"
#include "smmu/watch.h"

/*
 * Who has which StreamID: whole lines "BASE STREAM NAME", both as 0x28; what is
 * in the plan, and covered by its checksum.
 */
struct names {
	const char *text;
	const char *end;
};

/*
 * The next of them that is of this SMMU and StreamID: where its NAME begins,
 * which ends with the line; NULL if there is none. names then are what follows.
 */
const char *offenders_name(struct names *names, uint64_t base, uint64_t stream);

/*
 * A line for each stream that was seen, and for each of count SMMUs one if there
 * were more, and one if it could not be watched.
 */
void offenders_report(struct console *console,
		      const struct smmu_plan_entry *entries,
		      const struct job *jobs, uint32_t count,
		      const struct watch_record *records,
		      const struct names *names);

#endif
