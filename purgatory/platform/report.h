/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef PLATFORM_REPORT_H
#define PLATFORM_REPORT_H

#include "platform/console.h"
#include "smmu-plan.h"
#include "job/job.h"

/*
 * "kexec-smmu: BASE vN BEFORE -> AFTER: OUTCOME, N us, N SErrors (REGISTERS)",
 * the SErrors where there were any; doc/stage.md has the outcomes.
 */
void report_job(struct console *console, const struct smmu_plan_entry *entry,
		const struct job *job);

/*
 * The address of string number n, from 0, of those in names, each of which ends
 * with a zero byte.
 */
uint64_t report_name(const char *names, unsigned int n);

#endif
