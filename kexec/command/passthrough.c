/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/passthrough.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/session.h"
#include "command/status.h"
#include "host/functions.h"
#include "host/host.h"
#include "host/kernel.h"
#include "launch/guard.h"
#include "launch/launch.h"
#include "launch/start-image.h"
#include "launch/tools.h"
#include "util/say.h"

static int become(const struct options *options, const struct tools *tools,
		  const struct guard *guard)
{
	/* If the kernel accepts no filter, -e, -u and -S run without it. */
	int unguarded = guard ? guard_install(guard) : 0;

	(void)unguarded;
	execv(tools->path, options->tools_argv);
	say("%s: cannot be started: %m", tools->path);
	return EXIT_FAILURE;
}

/*
 * A root file system into which "kexec" was copied, such as dracut's for a
 * shutdown, has this program and perhaps no kexec-tools. The loaded image is
 * started anyway; devices and file systems are no longer in use there.
 */
static int start_loaded(const struct message *why)
{
	int error;

	say("warning: %s; the loaded image is started without it", why->text);
	error = start_image();
	say("the loaded image cannot be started: %s",
	    error == EINVAL ? "there is none" : strerror(error));
	return EXIT_FAILURE;
}

static int fail(const struct message *why)
{
	say("%s", why->text);
	return EXIT_FAILURE;
}

/*
 * Nobody shuts down a function without a driver, and it goes on where it was.
 * Linux knows how to reset it; what fails costs no more than that.
 */
static void reset_unbound(void)
{
	struct smmu_machine machine = { .smmu_count = 0 };
	struct message why;
	size_t i;

	if (functions_read(host_sys(), host_proc(), &machine, &why) < 0)
		say("warning: reset-unbound: %s", why.text);
	for (i = 0; i < machine.function_count; i++) {
		const struct pci_function *function = &machine.functions[i];

		if (!function->driver && !pci_is_bridge(function) &&
		    !pci_is_display(function) && !pci_is_console(function) &&
		    function->cxl != PCI_YES &&
		    functions_reset(host_sys(), function, &why) < 0)
			say("warning: reset-unbound: %s", why.text);
	}
	smmu_machine_clear(&machine);
}

/* To be freed; NULL if memory ran out. */
static char *record_text(const struct passthrough_record *record)
{
	const struct status_load load = {
		.time = time(NULL),
		.boot = kernel_boot_id(),
		.has_stage = record->own,
		.wrapped = record->own,
		.cause = record->cause,
		.machine = record->machine,
	};

	return status_record(&load);
}

int passthrough_run(const struct options *options,
		    const struct passthrough_record *record)
{
	struct guard guard;
	struct launch launch = {
		.argv = options->tools_argv,
		.environment = environ,
		.may_lack_guard = !options->dry_run,
		.fd = -1,
	};
	struct session_end end = {
		.task = options->task == TOOLS_UNLOAD ? SESSION_UNLOAD :
							SESSION_PLAIN,
		.only_loads = kexec_tools_scan_only_loads(&options->scan),
		.kind = options->scan.crash ? KERNEL_CRASH : KERNEL_NORMAL,
	};
	struct store store;
	struct message why;
	struct tools tools;
	char *text = NULL;

	if (options->dry_run)
		guard_build_dry(0, 0, &guard);
	else if (options->no_load)
		guard_build_no_load(&guard);
	if (options->dry_run || options->no_load)
		launch.guard = &guard;
	if (options->task == TOOLS_EXEC && options->settings.reset_unbound)
		reset_unbound();
	if (tools_choose(options->kexec_tools, options_load(options),
			 host_kexec_tools(), &tools, &why) < 0)
		return options->task == TOOLS_EXEC ? start_loaded(&why) :
						     fail(&why);
	if (!options_load(options) && options->task != TOOLS_UNLOAD)
		return become(options, &tools, launch.guard);
	if (session_begin(options, /* make= */ record, &store, &why) < 0)
		return fail(&why);
	if (!record && store.dir < 0 && !options->dry_run)
		return become(options, &tools, launch.guard);
	launch.path = tools.path;
	launch.lock = store.lock;
	if (launch_run(&launch, &end.status, &why) < 0) {
		session_undo(&store);
		return fail(&why);
	}
	/* The file that was loaded is not the one that was read. */
	if (record && record->own && !own_stage_is_unchanged(record->own))
		record = NULL;
	if (record) {
		end.is_due = true;
		end.record = text = record_text(record);
	}
	if (end.status == 0 && (record || options->dry_run))
		session_loaded(options, record ? record->machine : NULL,
			       record && record->own && !record->cause,
			       /* is_nameless= */ false);
	session_end(&store, &end);
	free(text);
	return launch_exit_status(end.status);
}

int passthrough_plain(const struct options *options)
{
	struct own_stage own;
	struct passthrough_record record = {
		.machine = &own.machine,
		.own = &own,
	};
	int status;

	if (!options_load(options) ||
	    !kexec_tools_scan_only_loads(&options->scan) ||
	    !own_stage_read(options, &own))
		return passthrough_run(options, NULL);
	if (own.cause.text[0])
		record.cause = own.cause.text;
	status = passthrough_run(options, &record);
	own_stage_clear(&own);
	return status;
}
