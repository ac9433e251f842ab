/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/warn.h"

#include <inttypes.h>
#include <stdio.h>

#include "plan/policy.h"
#include "util/say.h"

void warn_unfenced(const struct smmu_machine *machine)
{
	static const char unfenced[] = "the image is loaded without a fence";

	if (machine->unsupported_count == 1)
		say("warning: no SMMU in use, only an IOMMU of another kind: "
		    "%s (%s); %s", machine->unsupported[0].name,
		    machine->unsupported[0].model, unfenced);
	else if (machine->unsupported_count > 1)
		say("warning: no SMMU in use, only %zu IOMMUs of other kinds: "
		    "%s (%s) and others; %s", machine->unsupported_count,
		    machine->unsupported[0].name,
		    machine->unsupported[0].model, unfenced);
	else if (machine->smmu_count > 0)
		say("warning: no SMMU in use, all %zu are disabled, reserved "
		    "or unreachable: %s", machine->smmu_count, unfenced);
	else
		say("warning: no SMMU: none was found in this machine; %s",
		    unfenced);
}

const char *warn_label(const struct smmu *smmu,
		       char room[static WARN_LABEL_SIZE])
{
	if (smmu->name)
		return smmu->name;
	snprintf(room, WARN_LABEL_SIZE, "0x%" PRIx64, smmu->base);
	return room;
}

void warn_kept(const struct smmu_machine *machine)
{
	char room[WARN_LABEL_SIZE];
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		bool again = i > 0 && smmu[-1].group == smmu->group;

		if (again || !policy_is_unmet(smmu))
			continue;
		say("warning: %s: %s instead of %s: %s",
		    warn_label(smmu, room),
		    smmu_action_name(smmu->action),
		    smmu_action_name(smmu->policy),
		    smmu->reason ? smmu->reason : "no reason given");
	}
}
