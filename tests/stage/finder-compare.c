/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/finder-compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finder/found.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "smmu-plan.h"
#include "util/macros.h"

#define CODE	64u	/* bytes that stand for the stage's */
#define PLAN	128u	/* the header's offset in the segment */

const char *finder_compare_failure(void)
{
	static const char *const words[] = {
		[FINDER_OK] = "no failure",
		[FINDER_NO_TREE] = "no device tree",
		[FINDER_BAD_TREE] = "malformed device tree",
		[FINDER_NO_EFI] = "no EFI system table",
		[FINDER_BAD_EFI] = "malformed EFI tables",
		[FINDER_BAD_ACPI] = "malformed ACPI tables",
		[FINDER_BAD_ADDRESS] = "bad address",
		[FINDER_TOO_MANY] = "too many",
		[FINDER_TOO_LONG] = "too long",
	};

	return finder.failure < ARRAY_SIZE(words) ?
	       words[finder.failure] : "unknown failure";
}

/* As much of a stage as the plan's maker looks at. */
static void make_stage(uint8_t stage[static CODE])
{
	const struct smmu_stage_info info = {
		.magic = SMMU_STAGE_MAGIC,
		.version = SMMU_PLAN_VERSION,
		.ro_size = CODE,
		.plan_offset = PLAN,
		.job_size = 1,
	};

	memset(stage, 0, CODE);
	memcpy(stage + SMMU_STAGE_INFO_OFFSET, &info, sizeof(info));
}

/* Returns how many entries the loader's plan has, -1 if it makes none. */
static int plan_entries(const struct smmu_machine *machine,
			struct smmu_plan_entry *entries, struct message *why)
{
	const struct plan_settings settings = { .timeout_us = 1 };
	struct smmu_plan_header header;
	struct plan_image image;
	uint8_t stage[CODE];
	int error;

	if (!smmu_machine_in_use(machine))
		return 0;
	make_stage(stage);
	error = plan_build(stage, CODE, machine, &settings, &image, NULL);
	if (error) {
		message_set(why, "%s", plan_strerror(error));
		return -1;
	}
	memcpy(&header, image.bytes + PLAN, sizeof(header));
	memcpy(entries, image.bytes + PLAN + sizeof(header),
	       header.count * sizeof(*entries));
	plan_image_clear(&image);
	return header.count;
}

static enum finder_compare_result
compare_entries(const struct smmu_plan_entry *ours,
		const struct smmu_plan_entry *theirs, struct message *why)
{
	bool touched = !(ours->flags & SMMU_PLAN_UNTOUCHED);

	if ((touched && ours->size != theirs->size) || ours->type != theirs->type ||
	    (ours->flags | SMMU_PLAN_UNTOUCHED) !=
	    (theirs->flags | SMMU_PLAN_UNTOUCHED)) {
		message_set(why, "0x%" PRIx64 " is another", ours->base);
		return FINDER_COMPARE_MORE;
	}
	if (ours->action == theirs->action &&
	    !(theirs->flags & ~ours->flags & SMMU_PLAN_UNTOUCHED))
		return FINDER_COMPARE_SAME;
	message_set(why, "0x%" PRIx64 " is left alone (%u)", ours->base,
		    found_why(ours));
	return ours->action == SMMU_PLAN_KEEP &&
	       ours->flags & SMMU_PLAN_UNTOUCHED ? FINDER_COMPARE_LESS :
						   FINDER_COMPARE_MORE;
}

static bool touches(void)
{
	uint32_t i;

	for (i = 0; i < finder.count; i++) {
		if (!(finder.entries[i].flags & SMMU_PLAN_UNTOUCHED))
			return true;
	}
	return false;
}

enum finder_compare_result
finder_compare(bool looked, struct smmu_machine *machine,
	       enum smmu_action action, struct message *why)
{
	const struct policy_rule rule = {
		.which = POLICY_ALL, .action = action,
	};
	struct smmu_plan_entry entries[SMMU_PLAN_ENTRIES_MAX];
	enum finder_compare_result result = FINDER_COMPARE_SAME;
	int count = -1, i, at = 0, found = (int)finder.count;

	if (machine && !policy_apply(&rule, 1, machine, why))
		count = plan_entries(machine, entries, why);
	if (!looked) {
		if (count <= 0)
			return FINDER_COMPARE_SAME;
		message_set(why, "could not look: %s",
			    finder_compare_failure());
		return FINDER_COMPARE_LESS;
	}
	if (count < 0)
		return touches() ? FINDER_COMPARE_MORE :
					 FINDER_COMPARE_SAME;
	for (i = 0; i < count && result != FINDER_COMPARE_MORE; i++) {
		enum finder_compare_result one = FINDER_COMPARE_LESS;

		if (at < found && finder.entries[at].base ==
				  entries[i].base)
			one = compare_entries(&finder.entries[at++],
					      &entries[i], why);
		else
			message_set(why, "0x%" PRIx64 " is not found",
				    entries[i].base);
		if (one > result)
			result = one;
	}
	if (at == found)
		return result;
	message_set(why, "0x%" PRIx64 " is not in the loader's list",
		    finder.entries[at].base);
	return FINDER_COMPARE_MORE;
}
