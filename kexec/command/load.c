/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/arch.h"
#include "launch/explain.h"
#include "plan/fence.h"
#include "launch/guard.h"
#include "command/hest.h"
#include "command/session.h"
#include "host/kernel.h"
#include "launch/launch.h"
#include "plugin/order.h"
#include "host/host.h"
#include "command/passthrough.h"
#include "host/platform.h"
#include "launch/preload.h"
#include "record/record.h"
#include "util/say.h"
#include "command/survey.h"
#include "launch/tools.h"
#include "command/warn.h"

/* How far a load came. */
enum progress {
	LOAD_CANNOT,	/* the stage cannot go in; nothing was loaded */
	LOAD_ENDED,	/* as the exit status says */
};

/* What a load with the stage needs, and how it went. */
struct load {
	const struct options *options;
	const struct smmu_machine *machine;
	struct tools tools;
	struct paths paths;
	struct plan_image image;	/* owned */
	uint64_t mark;
	char *body;			/* of its record; owned */
	bool best_effort;
	int record_error;		/* errno; nothing can be recorded */
	int status;			/* for our exit */
};

static int build_plan(struct load *load, struct message *why)
{
	struct plan_settings settings;
	struct message warning;

	if (platform_settings(&load->options->settings, &settings, &warning,
			      why) < 0)
		return -1;
	if (warning.text[0])
		say("warning: %s", warning.text);
	return fence_build(load->paths.stage, &settings, load->machine,
			   &load->image, why);
}

/* Everything that can be checked before the system call is checked here. */
static int prepare(struct load *load, struct message *why)
{
	if (!arch_is_arm64()) {
		message_set(why, "stage: is arm64 code, and this machine "
			    "cannot run it");
		return -1;
	}
	if (guard_mark(&load->mark) != 0) {
		message_set(why, "random numbers: %m");
		return -1;
	}
	host_find(&load->paths);
	if (tools_choose(load->options->kexec_tools, /* strict= */ true,
			 host_kexec_tools(), &load->tools, why) < 0 ||
	    tools_check(&load->tools, load->paths.plugin, why) < 0)
		return -1;
	return build_plan(load, why);
}

static int run_child(const struct load *load, const struct order_file *file,
		     int *ret_status, struct message *why)
{
	struct guard guard;
	struct launch launch = {
		.path = load->tools.path,
		.argv = load->options->tools_argv,
		.guard = &guard,
		.fd = file->fd,
	};
	char **environment = preload_environment(environ, load->paths.plugin,
						 file->fd);
	int result;

	if (!environment) {
		message_set(why, "kexec-tools: out of memory");
		return -1;
	}
	guard_build(load->mark, &guard);
	launch.environment = environment;
	result = launch_run(&launch, ret_status, why);
	preload_free(environment);
	return result;
}

static bool is_loaded(const struct order *order)
{
	return order->state == ORDER_LOADED || order->state == ORDER_UNFENCED;
}

/*
 * Whether kexec-tools never came to its load because of what we did to it. Its
 * own program, if the plugin has seen its end, failed by itself.
 */
static bool was_kept_from_it(const struct load *load, const struct order *order,
			     int status)
{
	if (!WIFEXITED(status))
		return false;
	if (order->state == ORDER_NOT_SEEN)
		return true;
	return order->state == ORDER_READY &&
	       (!order->ended || WEXITSTATUS(status) == 0 ||
		load->tools.is_script || kernel_has_xen());
}

/* The child's end, and what it means. */
static enum progress conclude(struct load *load, const struct order *order,
			      int status, struct message *why)
{
	struct explain_facts facts;
	struct message line;
	bool failed;

	if (load->best_effort && was_kept_from_it(load, order, status)) {
		message_set(why, "%s", explain_kept(order));
		return LOAD_CANNOT;
	}
	facts = kernel_facts(load->options->scan.crash);
	failed = explain_load(order, status, &facts, &line);
	if (line.text[0])
		say("%s", line.text);
	load->status = failed ? EXIT_FAILURE : launch_exit_status(status);
	return LOAD_ENDED;
}

static enum progress run_tools(struct load *load, struct records *records,
			       const struct order_file *file,
			       struct message *why)
{
	struct order *order = file->order;
	struct records_end end = { .task = RECORDS_FENCED };

	if (run_child(load, file, &end.status, why) < 0) {
		session_undo(records);
		return LOAD_CANNOT;
	}
	end.order_state = order->state;
	end.order_error = order->error;
	end.recorded = order->record_error == 0;
	session_close(records, &end);
	if (is_loaded(order) && order->record_error)
		session_warn(load->record_error ? load->record_error
						: order->record_error);
	return conclude(load, order, end.status, why);
}

static enum progress order_and_run(struct load *load, struct message *why)
{
	struct order_request request = {
		.image = &load->image,
		.mark = load->mark,
		.body = load->body,
		.best_effort = load->best_effort,
		.file_only = load->options->call == TOOLS_CALL_FILE,
	};
	struct order_file file;
	struct records records;
	enum progress progress;

	load->record_error = session_open(&records, load->options,
					  /* make= */ true);
	request.folder = load->record_error ? "" : host_records();
	request.lock = records.lock_inode;
	if (order_file_new(&request, &file, why) < 0) {
		session_undo(&records);
		return LOAD_CANNOT;
	}
	warn_kept(load->machine);
	if (load->options->task == TOOLS_PANIC)
		hest_warn(load->machine);
	progress = run_tools(load, &records, &file, why);
	order_file_clear(&file);
	return progress;
}

static enum progress load_fenced(struct load *load, struct message *why)
{
	enum progress progress;

	if (prepare(load, why) < 0)
		return LOAD_CANNOT;
	progress = order_and_run(load, why);
	plan_image_clear(&load->image);
	return progress;
}

static int load_anyway(const struct options *options, const char *body,
		       const struct message *why)
{
	const struct passthrough_record record = { .body = body,
						   .cause = why->text };

	say("warning: the stage cannot go in, the image is loaded without it: "
	    "%s", why->text);
	return passthrough_run(options, &record);
}

static int fail(const struct message *why)
{
	say("%s", why->text);
	return EXIT_FAILURE;
}

static int load_machine(const struct options *options,
			const struct smmu_machine *machine, char *body)
{
	const struct passthrough_record record = { .body = body };
	struct load load = {
		.options = options,
		.machine = machine,
		.body = body,
		/* What is only to be kept needs no stage. */
		.best_effort = options->settings.best_effort ||
			       !survey_acts(machine),
	};
	struct message why;

	if (!survey_has_smmu(machine)) {
		warn_unfenced(machine);
		return passthrough_run(options, &record);
	}
	if (load_fenced(&load, &why) == LOAD_ENDED)
		return load.status;
	if (load.best_effort)
		return load_anyway(options, body, &why);
	return fail(&why);
}

/* The machine is known: what each SMMU becomes, and whether that is all. */
static int decide_and_load(const struct options *options,
			   struct smmu_machine *machine)
{
	const struct settings *settings = &options->settings;
	struct message why;
	int status;
	char *body;

	if (survey_decide(settings, machine, &why) < 0)
		return fail(&why);
	if (survey_check(settings, machine, settings->best_effort, &why) < 0)
		return fail(&why);
	body = record_body(machine, kernel_boot_id());
	if (!body) {
		message_set(&why, "record: out of memory");
		return fail(&why);
	}
	status = load_machine(options, machine, body);
	free(body);
	return status;
}

int load_with_policy(const struct options *options)
{
	const struct settings *settings = &options->settings;
	struct smmu_machine machine;
	struct message why;
	int status;

	if (survey_read(settings, &machine, &why) < 0) {
		/* A source that was named is an input like any other. */
		if (settings->best_effort &&
		    settings->source.kind == SOURCE_AUTO)
			return load_anyway(options, "", &why);
		return fail(&why);
	}
	status = decide_and_load(options, &machine);
	smmu_machine_clear(&machine);
	return status;
}
