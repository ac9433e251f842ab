/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "report.h"

#include "smmu-v3-regs.h"

/*
 * Arrays of characters, not of pointers: a pointer would need a relocation,
 * and the stage has none.
 */
static const char outcome_name[][8] = {
	[OUTCOME_NONE] = "none",
	[OUTCOME_DONE] = "done",
	[OUTCOME_KEPT] = "kept",
	[OUTCOME_CANNOT] = "cannot",
	[OUTCOME_TIMEOUT] = "timeout",
	[OUTCOME_FAULTED] = "faulted",
	[OUTCOME_REFUSED] = "refused",
};

static const char place_name[][13] = {
	[AT_NONE] = "",
	[AT_IRQ_CTRL] = " at IRQ_CTRL",
	[AT_GBPA] = " at GBPA",
	[AT_CR0] = " at CR0",
	[AT_ECMDQ] = " at ECMDQ",
};

static void report_state(struct console *console,
			 const struct smmu_registers *registers)
{
	if (!registers->known)
		console_text(console, "unknown");
	else if (registers->cr0 & CR0_SMMUEN)
		console_text(console, "translate");
	else if (registers->gbpa & GBPA_ABORT)
		console_text(console, "abort");
	else
		console_text(console, "bypass");
}

static void report_change(struct console *console, const char *name,
			  uint32_t before, uint32_t after)
{
	console_text(console, name);
	console_hex(console, before);
	console_text(console, " -> ");
	console_hex(console, after);
}

static void report_registers(struct console *console, const struct job *job)
{
	const struct smmu_registers *before = &job->before;
	const struct smmu_registers *after = &job->after;

	if (!before->known || !after->known)
		return;
	report_change(console, " (CR0 ", before->cr0, after->cr0);
	report_change(console, ", GBPA ", before->gbpa, after->gbpa);
	report_change(console, ", IRQ_CTRL ", before->irq_ctrl,
		      after->irq_ctrl);
	report_change(console, ", GERROR ", before->gerror, after->gerror);
	console_text(console, ")");
}

void report_job(struct console *console, const struct smmu_plan_entry *entry,
		const struct job *job)
{
	console_text(console, "kexec-smmu: ");
	console_hex(console, entry->base);
	console_text(console, " v");
	console_decimal(console, entry->type);
	console_text(console, " ");
	report_state(console, &job->before);
	console_text(console, " -> ");
	report_state(console, &job->after);
	console_text(console, ": ");
	console_text(console, outcome_name[job->outcome]);
	console_text(console, place_name[job->place]);
	console_text(console, ", ");
	console_decimal(console, job->elapsed_us);
	console_text(console, " us");
	report_registers(console, job);
	console_text(console, "\n");
}
