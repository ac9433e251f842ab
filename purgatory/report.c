/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "report.h"

#include <stddef.h>

#include "smmu-v2-regs.h"
#include "smmu-v3-regs.h"

/*
 * Lists of strings, each with its zero byte: an array of pointers would need
 * relocations, and the stage has none.
 */
static const char outcome_names[] =	/* enum outcome */
	"none\0done\0kept\0cannot\0timeout\0faulted\0refused";
static const char place_names[] =	/* enum place */
	"\0IRQ_CTRL\0GBPA\0CR0\0ECMDQ\0S2CR\0SMR\0SCTLR\0FSR\0TLBGSTATUS";

/* String number n, from 0. */
static const char *name_at(const char *names, unsigned int n)
{
	while (n) {
		if (!*names++)
			n--;
	}
	return names;
}

static const char *v3_state(const union registers *registers)
{
	if (registers->v3.cr0 & CR0_SMMUEN)
		return "translate";
	return registers->v3.gbpa & GBPA_ABORT ? "abort" : "bypass";
}

/* fenced: every stream is known to fault. */
static const char *v2_state(const union registers *registers, bool fenced)
{
	if (registers->v2.cr0 & sCR0_CLIENTPD)
		return "bypass";
	return fenced ? "abort" : "translate";
}

static bool is_fenced(const struct smmu_plan_entry *entry,
		      const struct job *job)
{
	return entry->action == SMMU_PLAN_ABORT &&
	       (job->outcome == OUTCOME_DONE ||
		job->outcome == OUTCOME_TIMEOUT);
}

/* The states before and after, as words. */
static void find_states(const struct smmu_plan_entry *entry,
			const struct job *job, const char *ret_states[2])
{
	bool v3 = entry->type == SMMU_PLAN_V3;

	ret_states[0] = ret_states[1] = "unknown";
	if (job->flags & JOB_BEFORE)
		ret_states[0] = v3 ? v3_state(&job->before) :
				     v2_state(&job->before, false);
	if (job->flags & JOB_AFTER)
		ret_states[1] = v3 ? v3_state(&job->after) :
				     v2_state(&job->after,
					      is_fenced(entry, job));
}

static void report_v3(struct console *console,
		      const struct v3_registers *before,
		      const struct v3_registers *after)
{
	const uint64_t values[] = {
		before->cr0, after->cr0, before->gbpa, after->gbpa,
		before->irq_ctrl, after->irq_ctrl,
		before->gerror, after->gerror,
	};

	console_print(console, " (CR0 %x -> %x, GBPA %x -> %x, "
		      "IRQ_CTRL %x -> %x, GERROR %x -> %x)", values);
}

/* A stream that the fence has refused by now names itself. */
static void report_v2(struct console *console,
		      const struct v2_registers *before,
		      const struct v2_registers *after)
{
	const uint64_t values[] = {
		before->cr0, after->cr0, before->gfsr, after->gfsr,
		after->stream,
	};

	console_print(console, " (CR0 %x -> %x, GFSR %x -> %x", values);
	if (after->gfsr & (sGFSR_SMCF | sGFSR_USF | sGFSR_ICF))
		console_print(console, ", StreamID %x", values + 4);
	console_print(console, ")", NULL);
}

static void report_registers(struct console *console,
			     const struct smmu_plan_entry *entry,
			     const struct job *job)
{
	if (!(job->flags & JOB_BEFORE) || !(job->flags & JOB_AFTER))
		return;
	if (entry->type == SMMU_PLAN_V3)
		report_v3(console, &job->before.v3, &job->after.v3);
	else
		report_v2(console, &job->before.v2, &job->after.v2);
}

void report_job(struct console *console, const struct smmu_plan_entry *entry,
		const struct job *job)
{
	const char *states[2];
	uint64_t values[8];

	find_states(entry, job, states);
	values[0] = entry->base;
	values[1] = entry->type;
	values[2] = (uintptr_t)states[0];
	values[3] = (uintptr_t)states[1];
	values[4] = (uintptr_t)name_at(outcome_names, job->outcome);
	values[5] = (uintptr_t)(job->place == AT_NONE ? "" : " at ");
	values[6] = (uintptr_t)name_at(place_names, job->place);
	values[7] = job->elapsed_us;
	console_print(console, "kexec-smmu: %x v%u %s -> %s: %s%s%s, %u us",
		      values);
	report_registers(console, entry, job);
	console_print(console, "\n", NULL);
}
