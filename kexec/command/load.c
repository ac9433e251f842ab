/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "command/passthrough.h"
#include "command/session.h"
#include "command/status.h"
#include "command/survey.h"
#include "command/warn.h"
#include "host/host.h"
#include "host/kernel.h"
#include "launch/explain.h"
#include "launch/guard.h"
#include "launch/launch.h"
#include "launch/order-file.h"
#include "launch/preload.h"
#include "launch/tools.h"
#include "util/say.h"

/* What a load with the stage is made of. */
struct load {
	struct smmu_machine machine;	/* owned */
	struct paths paths;
	struct tools tools;
	struct guard guard;
	struct plan_image image;	/* owned */
	struct order_file file;		/* owned, if it has an order */
	bool is_nameless;	/* its stage knows StreamIDs only */
};

static int fail(const struct message *why)
{
	say("%s", why->text);
	return EXIT_FAILURE;
}

/* Everything that can be checked before the system call is checked here. */
static int prepare(const struct options *options, bool best_effort,
		   struct load *load, struct message *why)
{
	struct order_request request = {
		.image = &load->image,
		.best_effort = best_effort,
		.file_only = options->call == TOOLS_CALL_FILE,
		.dry_run = options->dry_run,
		.debug = options->scan.debug && options->settings.plan.log,
	};
	struct plan_settings settings;

	if (!host_is_arm64()) {
		message_set(why, "stage: is arm64 code, which this machine "
			    "cannot run");
		return -1;
	}
	if (guard_mark(&request.mark) != 0) {
		message_set(why, "random numbers: %m");
		return -1;
	}
	if (options->dry_run)
		guard_build_dry(request.mark, EPERM, &load->guard);
	else
		guard_build(request.mark, &load->guard);
	/* Without names the fence is the same. */
	if (survey_masters(&options->settings, &load->machine, why) < 0)
		say("warning: the stage gets no names of devices: %s",
		    why->text);
	host_find(&load->paths);
	if (tools_choose(options->kexec_tools, /* strict= */ true,
			 host_kexec_tools(), &load->tools, why) < 0 ||
	    tools_check(&load->tools, load->paths.plugin, why) < 0 ||
	    survey_plan(&options->settings, &load->machine, /* named= */ true,
			&settings, &load->image, why) < 0)
		return -1;
	load->is_nameless = settings.is_nameless;
	return order_file_new(&request, &load->file, why);
}

/* kexec-tools with the plugin, and with the guard behind it. */
static int run_child(const struct options *options, const struct load *load,
		     const struct store *store, int *ret_status,
		     struct message *why)
{
	char **environment = preload_environment(environ, load->paths.plugin,
						 load->file.fd);
	const struct launch launch = {
		.path = load->tools.path,
		.argv = options->tools_argv,
		.environment = environment,
		.guard = &load->guard,
		.fd = load->file.fd,
		.lock = store->lock,
	};
	int result;

	if (!environment) {
		message_set(why, "kexec-tools: out of memory");
		return -1;
	}
	result = launch_run(&launch, ret_status, why);
	preload_free(environment);
	return result;
}

/* The child has exited: record what it loaded, or that it loaded nothing. */
static void record(const struct options *options, struct load *load,
		   struct store *store, int status)
{
	const struct order *order = load->file.order;
	const struct status_load facts = {
		.time = time(NULL),
		.boot = kernel_boot_id(),
		.call = order->by_file ? "kexec_file_load" : "kexec_load",
		.has_stage = order->state == ORDER_LOADED,
		.wrapped = order->wrapped,
		.segment = order->segment,
		.cause = order->cause.text[0] ? order->cause.text : NULL,
		.machine = &load->machine,
	};
	struct session_end end = {
		.task = SESSION_FENCED,
		.status = status,
		.order_state = order->state,
		.order_error = order->error,
		.kind = order->crash ? KERNEL_CRASH : KERNEL_NORMAL,
	};
	char *text = NULL;

	if (order->state == ORDER_LOADED || order->state == ORDER_UNFENCED) {
		text = status_record(&facts);
		if (status == 0)
			session_loaded(options, &load->machine,
				       facts.has_stage && !facts.cause,
				       load->is_nameless);
	}
	end.record = text;
	session_end(store, &end);
	free(text);
}

/*
 * Whether kexec-tools did not get to its load because of how it was started. If
 * the plugin has seen its end, it failed by itself.
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

/* Tell the user what matters. *open is for the end, if the load succeeds. */
static void warn_before(const struct options *options,
			const struct smmu_machine *machine,
			struct message *open)
{
	bool crash = options->task == TOOLS_PANIC;
	const char *hest = warn_hest(machine, crash);

	warn_kept(machine);
	warn_module(machine, crash);
	warn_strangers(machine);
	if (hest)
		say("warning: %s", hest);
	warn_open(machine, kexec_tools_scan_only_loads(&options->scan), open);
}

/* The whole load. The caller clears what it owns. */
static int load_image(const struct options *options, struct load *load)
{
	const struct settings *settings = &options->settings;
	struct passthrough_record kept = { .machine = &load->machine };
	bool best_effort = settings->best_effort, failed;
	struct kernel_facts facts;
	const struct survey_image image = { options->task == TOOLS_PANIC,
					    options->image, NULL, 0 };
	struct message why, open;
	struct store store;
	int status;

	if (survey_read(settings, &load->machine, &why) < 0) {
		/* A source that was named is an input like any other. */
		best_effort &= settings->source.kind == SOURCE_AUTO;
		goto cannot;
	}
	if (survey_decide(settings, &image, &load->machine, &why) < 0 ||
	    survey_check(settings, &load->machine, best_effort, &why) < 0 ||
	    survey_strict(settings, &load->machine, POLICY_OPTION, &why) < 0 ||
	    survey_handover(&load->machine, image.crash, &why) < 0)
		return fail(&why);
	if (!smmu_machine_in_use(&load->machine)) {
		warn_unfenced(&load->machine, &why);
		say("warning: %s", why.text);
		return passthrough_run(options, &kept);
	}
	/* Keeping everything needs no stage. */
	best_effort |= !smmu_machine_acts(&load->machine);
	if (prepare(options, best_effort, load, &why) < 0)
		goto cannot;
	warn_before(options, &load->machine, &open);

	if (session_begin(options, /* make= */ true, &store, &why) < 0)
		return fail(&why);
	if (run_child(options, load, &store, &status, &why) < 0) {
		session_undo(&store);
		goto cannot;
	}
	record(options, load, &store, status);
	if (best_effort && was_kept_from_it(load, status)) {
		message_set(&why, "%s", explain_kept(load->file.order));
		goto cannot;
	}
	facts = kernel_facts(options->scan.crash);
	failed = explain_load(load->file.order, status, &facts, &why);
	if (why.text[0])
		say("%s", why.text);
	else if (status == 0 && open.text[0])
		say("%s", open.text);
	return failed ? EXIT_FAILURE : launch_exit_status(status);

cannot:
	if (!best_effort)
		return fail(&why);
	say("NOT FENCED: the stage cannot be added, the image is loaded without "
	    "it: %s", why.text);
	kept.cause = why.text;
	return passthrough_run(options, &kept);
}

int load_with_policy(const struct options *options)
{
	struct load load = { .file = { .order = NULL } };
	int status = load_image(options, &load);

	if (load.file.order)
		order_file_clear(&load.file);
	plan_image_clear(&load.image);
	smmu_machine_clear(&load.machine);
	return status;
}
