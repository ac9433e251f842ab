/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/load.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/passthrough.h"
#include "command/session.h"
#include "command/survey.h"
#include "command/warn.h"
#include "host/arch.h"
#include "host/host.h"
#include "host/kernel.h"
#include "launch/explain.h"
#include "launch/guard.h"
#include "launch/launch.h"
#include "launch/order-file.h"
#include "launch/preload.h"
#include "launch/tools.h"
#include "record/record.h"
#include "util/say.h"

/* What a load with the stage is made of. */
struct load {
	struct smmu_machine machine;	/* owned */
	char *body;			/* of its record; owned */
	struct paths paths;
	struct tools tools;
	uint64_t mark;
	struct plan_image image;	/* owned */
	struct order_file file;		/* owned, if it has an order */
};

static int fail(const struct message *why)
{
	say("%s", why->text);
	return EXIT_FAILURE;
}

/* Everything that can be checked before the system call is checked here. */
static int prepare(const struct options *options, struct load *load,
		   struct message *why)
{
	struct plan_settings settings;

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
	if (tools_choose(options->kexec_tools, /* strict= */ true,
			 host_kexec_tools(), &load->tools, why) < 0 ||
	    tools_check(&load->tools, load->paths.plugin, why) < 0)
		return -1;
	return survey_plan(&options->settings, &load->machine, &settings,
			   &load->image, why);
}

/* kexec-tools with the plugin, and with the guard behind it. */
static int run_child(const struct options *options, const struct load *load,
		     int *ret_status, struct message *why)
{
	char **environment = preload_environment(environ, load->paths.plugin,
						 load->file.fd);
	struct guard guard;
	const struct launch launch = {
		.path = load->tools.path,
		.argv = options->tools_argv,
		.environment = environment,
		.guard = &guard,
		.fd = load->file.fd,
	};
	int result;

	if (!environment) {
		message_set(why, "kexec-tools: out of memory");
		return -1;
	}
	guard_build(load->mark, &guard);
	result = launch_run(&launch, ret_status, why);
	preload_free(environment);
	return result;
}

/* One load around which the records stay true. */
static int run_session(const struct options *options, struct load *load,
		       bool best_effort, int *ret_status, struct message *why)
{
	struct records_end end = { .task = RECORDS_FENCED };
	struct records records;
	int error = session_open(&records, options, /* make= */ true);
	const struct order_request request = {
		.image = &load->image,
		.mark = load->mark,
		.folder = error ? "" : host_records(),
		.lock = records.lock_inode,
		.body = load->body,
		.best_effort = best_effort,
		.file_only = options->call == TOOLS_CALL_FILE,
	};
	struct order *order;

	if (order_file_new(&request, &load->file, why) < 0 ||
	    run_child(options, load, &end.status, why) < 0) {
		session_undo(&records);
		return -1;
	}
	order = load->file.order;
	end.order_state = order->state;
	end.order_error = order->error;
	end.recorded = order->record_error == 0;
	session_close(&records, &end);
	if (order->record_error)
		session_warn(error ? error : order->record_error);
	*ret_status = end.status;
	return 0;
}

/*
 * Whether kexec-tools never came to its load because of what we did to it. Its
 * own program, if the plugin has seen its end, failed by itself.
 */
static bool was_kept_from_it(const struct load *load, int status)
{
	const struct order *order = load->file.order;

	if (!WIFEXITED(status))
		return false;
	if (order->state == ORDER_NOT_SEEN)
		return true;
	return order->state == ORDER_READY &&
	       (!order->ended || WEXITSTATUS(status) == 0 ||
		load->tools.is_script || kernel_has_xen());
}

/* From start to end. What the load owns is the caller's to clear. */
static int load_image(const struct options *options, struct load *load)
{
	const struct settings *settings = &options->settings;
	struct passthrough_record record = { .body = "" };
	bool best_effort = settings->best_effort;
	struct explain_facts facts;
	struct message why;
	bool failed;
	int status;

	if (survey_read(settings, &load->machine, &why) < 0) {
		/* A source that was named is an input like any other. */
		best_effort &= settings->source.kind == SOURCE_AUTO;
		goto cannot;
	}
	if (survey_decide(settings, &load->machine, &why) < 0 ||
	    survey_check(settings, &load->machine, best_effort, &why) < 0)
		return fail(&why);
	load->body = record_body(&load->machine, kernel_boot_id());
	if (!load->body) {
		message_set(&why, "record: out of memory");
		return fail(&why);
	}
	record.body = load->body;
	if (!survey_has_smmu(&load->machine)) {
		warn_unfenced(&load->machine);
		return passthrough_run(options, &record);
	}
	/* What is only to be kept needs no stage. */
	best_effort |= !survey_acts(&load->machine);
	if (prepare(options, load, &why) < 0)
		goto cannot;
	warn_kept(&load->machine);
	if (options->task == TOOLS_PANIC)
		warn_hest(&load->machine);

	if (run_session(options, load, best_effort, &status, &why) < 0)
		goto cannot;
	if (best_effort && was_kept_from_it(load, status)) {
		message_set(&why, "%s", explain_kept(load->file.order));
		goto cannot;
	}
	facts = kernel_facts(options->scan.crash);
	failed = explain_load(load->file.order, status, &facts, &why);
	if (why.text[0])
		say("%s", why.text);
	return failed ? EXIT_FAILURE : launch_exit_status(status);

cannot:
	if (!best_effort)
		return fail(&why);
	say("warning: the stage cannot go in, the image is loaded without it: "
	    "%s", why.text);
	record.cause = why.text;
	return passthrough_run(options, &record);
}

int load_with_policy(const struct options *options)
{
	struct load load = { .file = { .order = NULL } };
	int status = load_image(options, &load);

	if (load.file.order)
		order_file_clear(&load.file);
	plan_image_clear(&load.image);
	free(load.body);
	smmu_machine_clear(&load.machine);
	return status;
}
