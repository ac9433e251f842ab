/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "survey.h"

#include "paths.h"
#include "say.h"
#include "sysfs.h"

int survey_machine(const struct settings *settings,
		   struct smmu_machine *ret_machine, struct message *why)
{
	struct smmu_machine machine;

	if (machine_read(&settings->source, &machine, why) < 0)
		return -1;
	if (machine.warning)
		say("warning: %s", machine.warning);
	if (added_append(settings->added, settings->added_count, &machine,
			 why) < 0 ||
	    policy_apply(settings->rules, settings->rule_count, &machine,
			 why) < 0) {
		smmu_machine_clear(&machine);
		return -1;
	}
	*ret_machine = machine;
	return 0;
}

bool survey_asks_to_act(const struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->rule_count; i++)
		if (settings->rules[i].action != SMMU_KEEP)
			return true;
	return false;
}

int survey_check(const struct settings *settings,
		 const struct smmu_machine *machine, bool warn,
		 struct message *why)
{
	if (settings->source.kind != MACHINE_SOURCE_AUTO ||
	    sysfs_check(paths_iommu_class(), machine, why) == 0)
		return 0;
	if (!warn && survey_asks_to_act(settings))
		return -1;
	say("warning: %s", why->text);
	return 0;
}
