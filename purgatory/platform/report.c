/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/report.h"

#include <stddef.h>

#include "smmu/v2-regs.h"
#include "smmu/v3-regs.h"

/*
 * Lists of strings, each with its zero byte: an array of pointers would need
 * relocations, and the stage has none.
 */
static const char outcome_names[] =	/* enum outcome */
	"\0done\0kept\0not quiet: \0cannot\0timeout\0faulted\0refused";
static const char place_names[] =	/* enum place */
	"\0 at GBPA\0 at CR0\0 at S2CR";
static const char noise_names[] =	/* NOISE_* */
	"IRQ_CTRL\0PRIQEN\0EVENTQEN\0CMDQEN\0CR0\0ECMDQ\0S2CR\0SMR\0SCTLR\0"
	"FSR\0TLBGSTATUS\0sCR0\0banks beyond its frame";

uint64_t report_name(const char *names, unsigned int n)
{
	while (n) {
		if (!*names++)
			n--;
	}
	return (uintptr_t)names;
}

enum state {
	STATE_UNKNOWN,
	STATE_TRANSLATE,
	STATE_ABORT,
	STATE_BYPASS,
};

static const char state_names[] =	/* enum state */
	"unknown\0translate\0abort\0bypass";

/*
 * fenced: what the groups of an SMMUv2 are known to do. Inlined it would take
 * more, twice.
 */
static __attribute__((__noinline__)) enum state
state_of(const struct smmu_plan_entry *entry, const union registers *registers,
	 bool fenced)
{
	if (entry->type != SMMU_PLAN_V3) {
		if (registers->v2.cr0 & sCR0_CLIENTPD)
			return STATE_BYPASS;
		return fenced ? STATE_ABORT : STATE_TRANSLATE;
	}
	if (registers->v3.cr0 & CR0_SMMUEN)
		return STATE_TRANSLATE;
	return registers->v3.gbpa & GBPA_ABORT ? STATE_ABORT : STATE_BYPASS;
}

static enum state state_before(const struct smmu_plan_entry *entry,
			       const struct job *job)
{
	if (!(job->flags & JOB_BEFORE))
		return STATE_UNKNOWN;
	return state_of(entry, &job->before, /* fenced= */ false);
}

static enum state state_after(const struct smmu_plan_entry *entry,
			      const struct job *job)
{
	bool fenced = smmu_plan_fences(entry->action) &&
		      (job->outcome == OUTCOME_DONE ||
		       job->outcome == OUTCOME_NOT_QUIET);

	if (!(job->flags & JOB_AFTER))
		return STATE_UNKNOWN;
	return state_of(entry, &job->after, fenced);
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

/* Whether the fence holds comes before all else that is wrong with it. */
static const char *fence_word(const struct smmu_plan_entry *entry,
			      const struct job *job)
{
	if (job->outcome <= OUTCOME_KEPT)
		return "";
	if (smmu_plan_fences(entry->action))
		return job->outcome == OUTCOME_NOT_QUIET ? "fenced, " :
							   "not fenced: ";
	return job->outcome == OUTCOME_NOT_QUIET ? "open, " : "";
}

static void report_noise(struct console *console, const struct job *job)
{
	uint32_t noise = job->noise;
	unsigned int n;

	for (n = 0; noise; n++, noise >>= 1) {
		const uint64_t values[] = {
			report_name(noise_names, n),
			(uintptr_t)(noise > 1 ? ", " : ""),
		};

		if (noise & 1)
			console_print(console, "%s%s", values);
	}
	if (job->noise & NOISE_WRITES)
		console_print(console, " (it may still write its queue)",
			      NULL);
}

void report_job(struct console *console, const struct smmu_plan_entry *entry,
		const struct job *job)
{
	const uint64_t values[] = {
		entry->base, entry->type,
		report_name(state_names, state_before(entry, job)),
		report_name(state_names, state_after(entry, job)),
		(uintptr_t)fence_word(entry, job),
		report_name(outcome_names, job->outcome),
		report_name(place_names, job->place),
		job->elapsed_us, job->serrors,
	};

	if (!STAGE_FINDER && entry->type == SMMU_PLAN_COPY_DTB) {
		console_line(console, "%x", values);
		console_print(console, " device tree: %s\n", values + 5);
		return;
	}
	console_line(console, "%x v%u %s -> %s: %s%s%s", values);
	if (job->outcome == OUTCOME_NOT_QUIET)
		report_noise(console, job);
	console_print(console, ", %u us", values + 7);
	if (job->serrors)
		console_print(console, ", %u SErrors", values + 8);
	report_registers(console, entry, job);
	console_print(console, "\n", NULL);
}
