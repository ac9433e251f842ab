/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "start/discover.h"

#include <stddef.h>

#include "finder/finder.h"
#include "finder/found.h"
#include "job/job.h"
#include "platform/console.h"
#include "platform/report.h"
#include "start/entry.h"

_Static_assert(sizeof(struct smmu_plan_header) ==
	       2 * sizeof(struct smmu_plan_entry), "found_copy()");

/* With the stage's own memory, which is not in the binary. */
struct finder finder __attribute__((section(".state")));

/* By enum finder_failure. No pointers: the stage has no GOT. */
static const char texts[] =
	"by the tables\0"
	"no tree\0"
	"bad tree\0"
	"no EFI\0"
	"bad EFI\0"
	"bad ACPI\0"
	"one in RAM\0"
	"too many\0"
	"endless\0"
	"an exception\0";

void discover_say(void *console, const void *unused)
{
	const uint64_t values[] = { report_name(texts, finder.failure) };

	(void)unused;
	console_line(console, "SMMUs: %s\n", values);
	if (finder.ignored)
		console_line(console, "ignored a word of the command line\n",
			     values);
}

static void look_guarded(void *unused, const void *tree)
{
	(void)unused;
	finder_look(*(const uint64_t *)tree);
}

/* What a search that failed has not come to. */
static void check_guarded(void *unused, const void *same)
{
	(void)unused;
	(void)same;
	finder_check_ram();
}

const struct smmu_plan_header *discover(const struct smmu_plan_header *header)
{
	const struct smmu_plan_entry *entry =
		(const struct smmu_plan_entry *)(header + 1);
	struct smmu_plan_header *made = (struct smmu_plan_header *)
		((uintptr_t)stage_start + header->body_size);

	finder.entries = (struct smmu_plan_entry *)(made + 1);
	finder.room = entry->size & UINT16_MAX;
	finder.action = entry->action;
	finder.may_loosen = entry->flags & SMMU_PLAN_MAY_LOOSEN;
	finder.find_console = entry->flags & SMMU_PLAN_FIND_CONSOLE;
	finder.settle_us = entry->settle_us;
	finder.failure = FINDER_OK;
	/* SErrors are nobody's, and wait. */
	if (stage_guarded_masked(look_guarded, NULL, stage_context.args) &&
	    !finder.failure)
		finder.failure = FINDER_FAULTED;
	if (finder.failure) {
		finder.count = 0;
		if (stage_guarded_masked(check_guarded, NULL, NULL))
			finder.console = SMMU_PLAN_CONSOLE_NONE;
	}

	/* A header is as large as two entries. */
	found_copy((struct smmu_plan_entry *)made,
		   (const struct smmu_plan_entry *)header, 2);
	found_copy(finder.entries + finder.count, entry + 1, header->count - 1u);
	if (made->on_failure == SMMU_PLAN_RESET_KEXEC)
		made->on_failure = finder.is_kexec ? SMMU_PLAN_RESET :
						     SMMU_PLAN_CONTINUE;
	made->conduit = finder.conduit;
	if (entry->flags & SMMU_PLAN_FIND_CONSOLE) {
		made->console = finder.console;
		made->console_base = finder.console_base;
	}
	made->count = (uint16_t)(finder.count + header->count - 1u);
	/* Where its jobs are to be. */
	made->body_size = (uint32_t)((uintptr_t)(finder.entries + made->count) -
				     (uintptr_t)stage_start);
	return made;
}
