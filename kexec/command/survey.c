/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/survey.h"

#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "host/devices.h"
#include "host/functions.h"
#include "host/host.h"
#include "host/iommu-class.h"
#include "host/kernel.h"
#include "host/platform.h"
#include "image/drivers.h"
#include "image/image.h"
#include "image/unpack.h"
#include "plan/auto.h"
#include "plan/names.h"
#include "plan/segment.h"
#include "smmu-plan.h"
#include "util/read-file.h"
#include "util/say.h"

int survey_read(const struct settings *settings,
		struct smmu_machine *ret_machine, struct message *why)
{
	if (source_read(&settings->source, ret_machine, why) < 0)
		return -1;
	if (ret_machine->warning)
		say("warning: %s", ret_machine->warning);
	return 0;
}

int survey_masters(const struct settings *settings,
		   struct smmu_machine *machine, struct message *why)
{
	if (settings->source.kind == SOURCE_FILE)
		return 0;
	devices_note(host_sys(), machine);
	return functions_read(host_sys(), host_proc(), machine, why);
}

/* What the policy auto is for this image, if there is such a policy. */
static int choose(const struct settings *settings,
		  const struct survey_image *image,
		  struct smmu_machine *machine, struct message *why)
{
	struct auto_facts facts = {
		.crash = image && image->crash,
		.has_hest = settings->source.kind != SOURCE_FILE &&
			    kernel_has_hest(),
		.has_image = image && image->bytes,
		.can_stop = settings->source.kind != SOURCE_FILE &&
			    !(image && image->bytes),
	};
	struct unpacked unpacked = { NULL, 0, NULL };
	struct message reason;
	uint8_t *file = NULL;
	int result = 0;
	size_t size;

	if (!settings_ask_for(settings, SMMU_AUTO))
		return 0;
	if (facts.has_image)
		unpacked = (struct unpacked){ image->bytes, image->size, NULL };
	if (!facts.crash && image && image->path) {
		int error = read_file(image->path, IMAGE_BYTES_MAX, &file,
				      &size);

		if (error)
			return message_set(why, "auto: %s: %s", image->path,
					   strerror(error));
		facts.has_image = true;
		result = unpack(file, size, /* zboot= */ true, &unpacked,
				&reason);
		if (result < 0)
			message_set(why, "auto: %s: %s: use abort or bypass",
				    image->path, reason.text);
	}
	if (result == 0 && unpacked.bytes) {
		facts.drivers = image_drivers(unpacked.bytes, unpacked.size);
		facts.is_linux = drivers_linux(unpacked.bytes, unpacked.size);
	}
	if (result == 0)
		result = auto_choose(&facts, machine, why);
	unpack_clear(&unpacked);
	free(file);
	return result;
}

int survey_decide(const struct settings *settings,
		  const struct survey_image *image,
		  struct smmu_machine *machine, struct message *why)
{
	bool quiesces;

	if (added_append(settings->added, settings->added_count, machine,
			 why) < 0)
		return -1;
	/* Without any SMMU there is none that a rule could name wrongly. */
	if (machine->smmu_count == 0)
		return 0;
	if (image && image->crash && settings_ask_for(settings, SMMU_QUIESCE))
		return message_set(why, SURVEY_NO_PANIC);
	if (choose(settings, image, machine, why) < 0 ||
	    policy_apply(settings->rules, settings->rule_count, machine,
			 why) < 0 ||
	    policy_check_use(settings->rules, settings->rule_count, machine,
			     why) < 0)
		return -1;
	quiesces = smmu_machine_has(machine, SMMU_QUIESCE);
	if (!quiesces && !smmu_machine_has(machine, SMMU_DRAIN))
		return 0;
	if (settings->source.kind == SOURCE_FILE)
		return message_set(why, "%s: a file does not list the PCI "
				   "functions to stop; use the running "
				   "kernel's tables, or %s",
				   quiesces ? "quiesce" : "drain",
				   quiesces ? "abort or bypass" : "abort");
	return functions_read(host_sys(), host_proc(), machine, why);
}

int survey_check(const struct settings *settings,
		 const struct smmu_machine *machine, bool warn,
		 struct message *why)
{
	if (settings->source.kind == SOURCE_FILE ||
	    iommu_class_check(host_iommu_class(), machine, why) == 0)
		return 0;
	if (!warn && settings_ask_to_act(settings))
		return -1;
	say("warning: %s", why->text);
	return 0;
}

int survey_strict(const struct settings *settings,
		  const struct smmu_machine *machine, const char *option,
		  struct message *why)
{
	struct message line;

	if (!settings->strict || !policy_unfenced(machine, option, &line))
		return 0;
	return message_set(why, "strict: %s", line.text);
}

int survey_try(const struct settings *settings,
	       const struct smmu_machine *machine, struct message *why)
{
	bool best_effort = settings->best_effort ||
			   !smmu_machine_acts(machine);
	struct plan_settings plan;
	struct message ignored;

	if (survey_check(settings, machine, settings->best_effort, why) < 0 ||
	    survey_strict(settings, machine, POLICY_OPTION, why) < 0)
		return -1;
	if (settings->rule_count == 0 || !smmu_machine_in_use(machine))
		return 0;
	if (platform_settings(&settings->source, &settings->plan, &plan,
			      &ignored, why) == 0 &&
	    segment_check(machine, why) == 0)
		return 0;
	if (!best_effort)
		return -1;
	say("NOT FENCED: the stage cannot be added, the image would be loaded "
	    "without it: %s", why->text);
	return 0;
}

int survey_handover(const struct smmu_machine *machine, bool crash,
		    struct message *why)
{
	if (crash || !smmu_machine_acts(machine) || !kernel_hands_over())
		return 0;
	return message_set(why, "live update: this kernel may hand over devices that keep running, and a fence would stop them: use keep, or boot without liveupdate=on");
}

/*
 * Which load it was that the log is of. A wrapped file may be started any number
 * of times, and is made of the same bytes each time.
 */
static int make_log_line(bool wrapped, char line[static PLAN_LOG_LINE_SIZE],
			 struct message *why)
{
	time_t now = time(NULL);
	char text[32] = "";
	uint64_t nonce;
	struct tm tm;

	if (wrapped) {
		snprintf(line, PLAN_LOG_LINE_SIZE,
			 PACKAGE_VERSION ", wrapped");
		return 0;
	}
	if (getrandom(&nonce, sizeof(nonce), 0) != sizeof(nonce))
		return message_set(why, "random numbers: %m");
	if (gmtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	snprintf(line, PLAN_LOG_LINE_SIZE,
		 PACKAGE_VERSION ", load %016" PRIx64 ", %s", nonce, text);
	return 0;
}

int survey_build(const struct plan_settings *plan,
		 const struct smmu_machine *machine,
		 struct plan_image *ret_image, struct message *why)
{
	struct paths paths;

	host_find(&paths);
	return segment_build(plan->discover ? paths.stage_any : paths.stage,
			     plan, machine, ret_image, why);
}

int survey_segment(const struct settings *settings,
		   const struct smmu_machine *machine, bool named,
		   struct plan_settings *plan, struct plan_image *ret_image,
		   struct message *why)
{
	struct plan_block names = { .type = SMMU_PLAN_NAMES };
	char *text = NULL;
	int result;

	plan->has_hest = settings->source.kind != SOURCE_FILE &&
			 kernel_has_hest();
	plan->blocks.log_tree_size = PLAN_LOG_TREE_SIZE;
	if (plan->log && make_log_line(!named, plan->blocks.log_line, why) < 0)
		return -1;
	if (named && smmu_machine_acts(machine)) {
		result = plan_names_make(machine, &text, &names.size);
		if (result == PLAN_NAMES_E_MEMORY)
			return message_oom(why);
		plan->is_nameless = result == PLAN_NAMES_E_SIZE;
	}
	if (names.size) {
		names.bytes = text;
		plan->blocks.list = &names;
		plan->blocks.count = 1;
	}
	result = survey_build(plan, machine, ret_image, why);
	plan->blocks.list = NULL;
	plan->blocks.count = 0;
	free(text);
	return result;
}

int survey_plan(const struct settings *settings,
		const struct smmu_machine *machine, bool named,
		struct plan_settings *ret_plan, struct plan_image *ret_image,
		struct message *why)
{
	struct message warning;

	if (platform_settings(&settings->source, &settings->plan, ret_plan,
			      &warning, why) < 0)
		return -1;
	if (warning.text[0])
		say("warning: %s", warning.text);
	if (survey_segment(settings, machine, named, ret_plan, ret_image,
			   why) < 0)
		return -1;
	if (ret_image->left_out)
		say("warning: PCI functions without a confirmed configuration "
		    "address, which are cut off, not stopped: %zu",
		    ret_image->left_out);
	return 0;
}
