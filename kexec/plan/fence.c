/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/fence.h"

#include <stdint.h>

#include "plan/segment.h"
#include "command/warn.h"

/* smmu is the one that the error speaks of, if it speaks of one. */
static void explain_plan(int error, const struct smmu *smmu,
			 struct message *why)
{
	char room[WARN_LABEL_SIZE];

	if (!smmu)
		message_set(why, "plan: %s", plan_strerror(error));
	else
		message_set(why, "%s: %s", warn_label(smmu, room),
			    plan_strerror(error));
}

int fence_build(const char *stage_path, const struct plan_settings *settings,
		const struct smmu_machine *machine,
		struct plan_image *ret_image, struct message *why)
{
	struct stage_file stage;
	size_t bad = SIZE_MAX;
	int error;

	if (stage_file_read(stage_path, &stage, why) < 0)
		return -1;
	error = plan_build(stage.bytes, stage.size, machine, settings,
			   ret_image, &bad);
	stage_file_clear(&stage);
	if (error != PLAN_OK)
		explain_plan(error, bad < machine->smmu_count ?
				    &machine->smmus[bad] : NULL, why);
	return error == PLAN_OK ? 0 : -1;
}
