/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/warn.h"

#include "command/survey.h"
#include "host/kernel.h"
#include "host/module.h"
#include "plan/functions.h"
#include "plan/policy.h"
#include "util/say.h"

void warn_unfenced(const struct smmu_machine *machine,
		   struct message *ret_line)
{
	static const char unfenced[] = "the image is loaded without a fence";

	if (machine->unsupported_count == 1)
		message_set(ret_line, "no SMMU in use, only an IOMMU of "
			    "another kind: %s (%s); %s",
			    machine->unsupported[0].name,
			    machine->unsupported[0].model, unfenced);
	else if (machine->unsupported_count > 1)
		message_set(ret_line, "no SMMU in use, only %zu IOMMUs of "
			    "other kinds: %s (%s) and others; %s",
			    machine->unsupported_count,
			    machine->unsupported[0].name,
			    machine->unsupported[0].model, unfenced);
	else if (machine->smmu_count == 1)
		message_set(ret_line, "no SMMU in use: the only one is "
			    "disabled, reserved or unreachable; %s", unfenced);
	else if (machine->smmu_count > 0)
		message_set(ret_line, "no SMMU in use: all %zu are disabled, "
			    "reserved or unreachable; %s", machine->smmu_count,
			    unfenced);
	else
		message_set(ret_line, "no SMMU was found in this machine; "
			    "%s", unfenced);
}

void warn_kept(const struct smmu_machine *machine)
{
	char room[SMMU_LABEL_SIZE];
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		bool again = i > 0 && smmu[-1].group == smmu->group;

		if (again || !policy_is_unmet(smmu))
			continue;
		say("warning: %s: %s instead of %s: %s",
		    smmu_label(smmu, room),
		    smmu_action_name(smmu->action),
		    smmu_action_name(smmu->policy),
		    smmu->reason ? smmu->reason : "no reason given");
	}
}

void warn_module(const struct smmu_machine *machine, bool crash)
{
	char room[SMMU_LABEL_SIZE];
	struct module_state module;
	size_t i, j;

	module_read(&module);
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		if (smmu->status != SMMU_OKAY || !smmu->has_policy ||
		    smmu->policy != SMMU_KEEP)
			continue;
		for (j = 0; j < module.frame_count; j++) {
			const struct module_frame *frame = &module.frames[j];
			enum smmu_action action = crash ? frame->crash :
							  frame->normal;

			if (frame->base == smmu->base && action != SMMU_KEEP)
				say("warning: %s: keep, but the kernel module "
				    "has its own policy, %s: write keep to "
				    "/sys/module/kexec_smmu/parameters/%s",
				    smmu_label(smmu, room),
				    smmu_action_name(action),
				    crash ? "crash" : "policy");
		}
	}
	module_clear(&module);
}

void warn_open(const struct smmu_machine *machine, bool later,
	       struct message *ret_line)
{
	if (!policy_unfenced(machine, POLICY_OPTION, ret_line) || later)
		return;
	say("%s", ret_line->text);
	ret_line->text[0] = '\0';
}

bool warn_stranger(const struct smmu_machine *machine, size_t i,
		   struct message *ret_line)
{
	const struct smmu *smmu = &machine->smmus[i];

	return (i == 0 || smmu[-1].group != smmu->group) &&
	       smmu->status == SMMU_OKAY && smmu->action == SMMU_QUIESCE &&
	       plan_functions_stranger(machine, smmu, ret_line);
}

void warn_strangers(const struct smmu_machine *machine)
{
	struct message line;
	size_t i;

	for (i = 0; i < machine->smmu_count; i++)
		if (warn_stranger(machine, i, &line))
			say("warning: quiesce: %s", line.text);
}

const char *warn_hest(const struct smmu_machine *machine, bool crash)
{
	bool aborts = false;
	size_t i;

	for (i = 0; i < machine->smmu_count; i++)
		aborts |= machine->smmus[i].status == SMMU_OKAY &&
			  machine->smmus[i].action == SMMU_ABORT;
	if (!crash || !aborts || !kernel_has_hest())
		return NULL;
	return "HEST: this machine has firmware-first error handling, and DMA "
	       "that abort blocks can raise PCIe errors while a dump is taken; "
	       "drain stops devices first, keep blocks none";
}
