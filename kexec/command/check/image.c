/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/check/image.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "list/list.h"
#include "command/survey.h"
#include "command/warn.h"
#include "host/host.h"
#include "host/platform.h"
#include "plan/policy.h"
#include "plugin/iomem.h"
#include "plugin/place.h"
#include "record/record.h"
#include "smmu-plan.h"

/* The action for each SMMU of a machine that was read and decided. */
static void judge_smmus(struct check_report *report, enum kernel_image kind,
			const struct settings *settings,
			const struct smmu_machine *machine)
{
	const char *image = record_name(kind);
	enum check_verdict verdict = CHECK_OK;
	struct message line;

	if (machine->warning)
		check_report_add(report, CHECK_WARN, "tables", image, "%s",
				 machine->warning);
	if (survey_check(settings, machine, /* warn= */ false, &line) < 0 ||
	    survey_strict(settings, machine, POLICY_OPTION, &line) < 0 ||
	    survey_handover(machine, kind == KERNEL_CRASH, &line) < 0)
		verdict = CHECK_FAIL;
	else if (!smmu_machine_in_use(machine))
		warn_unfenced(machine, &line);
	else if (policy_unfenced(machine, POLICY_OPTION, &line))
		verdict = CHECK_WARN;
	else
		list_summary(machine, &line);
	check_report_add(report, verdict, "SMMUs", image, "%s", line.text);
}

/* Console and reset, which are looked up in the same tables. */
static bool judge_platform(struct check_report *report, const char *image,
			   const struct settings *settings,
			   struct plan_settings *ret_plan)
{
	struct plan_settings console = settings->plan;
	struct plan_settings reset = settings->plan;
	struct message warning, why;
	bool good = true;

	console.on_failure = SMMU_PLAN_CONTINUE;
	reset.console_auto = false;
	if (platform_settings(&settings->source, &console, &console, &warning,
			      &why) < 0) {
		check_report_add(report, CHECK_FAIL, "console", image, "%s",
				 why.text);
		good = false;
	} else if (warning.text[0]) {
		check_report_add(report, CHECK_WARN, "console", image, "%s",
				 warning.text);
	} else if (console.console == SMMU_PLAN_CONSOLE_NONE) {
		check_report_add(report, CHECK_OK, "console", image,
				 "none, the stage prints nothing");
	} else {
		check_report_add(report, CHECK_OK, "console", image,
				 "0x%" PRIx64, console.console_base);
	}
	if (platform_settings(&settings->source, &reset, &reset, &warning,
			      &why) < 0) {
		check_report_add(report, CHECK_FAIL, "PSCI", image, "%s",
				 why.text);
		return false;
	}
	check_report_add(report, CHECK_OK, "PSCI", image, "%s",
			 reset.on_failure == SMMU_PLAN_RESET ?
			 "can reset the machine on failure" :
			 "not needed without on-failure=reset");
	*ret_plan = reset;
	ret_plan->console = console.console;
	ret_plan->console_base = console.console_base;
	return good;
}

/*
 * Where the plugin would put the stage next to an image's first page, which for
 * a crash kernel is at the start of its last region.
 */
static void judge_room(struct check_report *report, enum kernel_image kind,
		       uint64_t size)
{
	const char *image = record_name(kind);
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), address;
	const struct range_list *list;
	struct range segment;
	struct place_request request = {
		.segments = &segment, .segment_count = 1,
		.size = (size + page - 1) / page * page, .align = page,
		.crash = kind == KERNEL_CRASH,
	};
	char path[PATH_MAX];
	struct iomem iomem;
	struct message why;
	int error;

	snprintf(path, sizeof(path), "%s/iomem", host_proc());
	error = iomem_read(path, &iomem, &why);
	if (error != 0) {
		check_report_add(report, error == EPERM || error == EACCES ?
				 CHECK_WARN : CHECK_FAIL, "memory", image,
				 "%s", why.text);
		return;
	}
	list = request.crash ? &iomem.crash : &iomem.ram;
	request.iomem = &iomem;
	if (list->count > 0) {
		segment.first = list->items[list->count - 1].first;
		segment.last = segment.first + page - 1;
		request.entry = segment.first;
		error = place_find(&request, &address);
		if (error == PLACE_OK)
			check_report_add(report, CHECK_OK, "memory", image,
					 "%s: room for the stage's %" PRIu64
					 " KiB", path, request.size / 1024);
		else
			check_report_add(report, CHECK_FAIL, "memory", image,
					 "%s: %s", path,
					 place_strerror(error));
	}
	iomem_clear(&iomem);
}

bool check_image(struct check_report *report, enum kernel_image kind,
		 const struct settings *settings, struct plan_image *ret_image)
{
	const struct survey_image next = { .crash = kind == KERNEL_CRASH };
	const char *image = record_name(kind);
	struct smmu_machine machine = { .smmu_count = 0 };
	struct plan_settings plan;
	struct paths paths;
	struct message why;
	const char *hest;
	bool in_use = false;
	size_t i;

	*ret_image = (struct plan_image){ .bytes = NULL };
	if (source_read(&settings->source, &machine, &why) < 0) {
		/* Only root can read the machine's own tables. */
		in_use = settings->source.kind != SOURCE_FILE &&
			 !kernel_facts(kind == KERNEL_CRASH).may_load;
		check_report_add(report, in_use ? CHECK_WARN : CHECK_FAIL,
				 "SMMUs", image, "%s%s", why.text,
				 in_use ? ": check this as root" : "");
		return in_use;
	}
	if (survey_decide(settings, &next, &machine, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "SMMUs", image, "%s",
				 why.text);
		goto out;
	}
	judge_smmus(report, kind, settings, &machine);
	in_use = smmu_machine_in_use(&machine);
	if (!in_use || !judge_platform(report, image, settings, &plan))
		goto out;
	if (survey_masters(settings, &machine, &why) < 0)
		check_report_add(report, CHECK_WARN, "names", image,
				 "the stage gets no names of devices: %s",
				 why.text);
	if (survey_segment(settings, &machine, /* named= */ true, &plan,
			   ret_image, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "stage", image, "%s",
				 why.text);
		goto out;
	}
	host_find(&paths);
	check_report_add(report, CHECK_OK, "stage", image,
			 "the one of this program: %s", paths.stage);
	judge_room(report, kind, ret_image->memory_size);
	for (i = 0; i < machine.smmu_count; i++)
		if (warn_stranger(&machine, i, &why))
			check_report_add(report, CHECK_WARN, "quiesce", image,
					 "%s", why.text);
	hest = warn_hest(&machine, kind == KERNEL_CRASH);
	if (hest)
		check_report_add(report, CHECK_WARN, "firmware", image, "%s",
				 hest);
out:
	smmu_machine_clear(&machine);
	return in_use;
}
