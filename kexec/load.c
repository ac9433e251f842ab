/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "load.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch.h"
#include "explain.h"
#include "fence.h"
#include "guard.h"
#include "launch.h"
#include "order.h"
#include "paths.h"
#include "platform.h"
#include "preload.h"
#include "say.h"
#include "survey.h"
#include "tools.h"
#include "warn.h"

static bool has_smmu(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++)
		if (machine->smmus[i].status == SMMU_OKAY)
			return true;
	return false;
}

static int run_tools(const struct options *options, const struct tools *tools,
		     const struct paths *paths, const struct order_file *file,
		     struct message *why)
{
	struct guard guard;
	struct launch launch = {
		.path = tools->path,
		.argv = options->tools_argv,
		.guard = &guard,
		.fd = file->fd,
	};
	char **environment;
	struct message line;
	int status;
	int result;

	guard_build(file->order->mark, &guard);
	environment = preload_environment(environ, paths->plugin, file->fd);
	if (!environment) {
		message_set(why, "kexec-tools: out of memory");
		return -1;
	}
	launch.environment = environment;
	result = launch_run(&launch, &status, why);
	preload_free(environment);
	if (result < 0)
		return -1;

	result = explain_load(file->order, status, &line) ?
			 EXIT_FAILURE : -1;
	if (line.text[0])
		say("%s", line.text);
	return result < 0 ? launch_exit_status(status) : result;
}

static int build_plan(const struct options *options,
		      const struct smmu_machine *machine, const char *stage,
		      struct plan_image *ret_image, struct message *why)
{
	struct plan_settings settings;
	struct message warning;

	if (platform_settings(&options->settings, &settings, &warning,
			      why) < 0)
		return -1;
	if (warning.text[0])
		say("warning: %s", warning.text);
	return fence_build(stage, &settings, machine, ret_image, why);
}

/* Everything that can be checked before the system call is checked here. */
static int load_fenced(const struct options *options,
		       const struct smmu_machine *machine, struct message *why)
{
	struct plan_image image;
	struct order_file file;
	struct paths paths;
	struct tools tools;
	uint64_t mark;
	int result;

	if (!arch_is_arm64()) {
		message_set(why, "--smmu-policy: the stage is arm64 code, and "
			    "this machine cannot run it");
		return -1;
	}
	if (guard_mark(&mark) != 0) {
		message_set(why, "random numbers: %m");
		return -1;
	}
	paths_find(&paths);
	if (tools_find(paths_kexec_tools(), &tools, why) < 0 ||
	    tools_check(&tools, paths.plugin, why) < 0 ||
	    build_plan(options, machine, paths.stage, &image, why) < 0)
		return -1;
	result = order_file_new(&image, mark, &file, why);
	plan_image_clear(&image);
	if (result < 0)
		return -1;

	warn_kept(machine);
	result = run_tools(options, &tools, &paths, &file, why);
	order_file_clear(&file);
	return result;
}

int load_with_policy(const struct options *options)
{
	const struct settings *settings = &options->settings;
	struct smmu_machine machine;
	struct message why;
	int result;

	if (options->call == TOOLS_CALL_FILE) {
		say("-s: cannot go together with --smmu-policy in this "
		    "version: use -c or -a");
		return EXIT_FAILURE;
	}
	if (survey_machine(settings, &machine, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (survey_check(settings, &machine, /* warn= */ false, &why) < 0) {
		say("%s", why.text);
		smmu_machine_clear(&machine);
		return EXIT_FAILURE;
	}
	if (!has_smmu(&machine)) {
		warn_unfenced(&machine);
		smmu_machine_clear(&machine);
		return load_plain(options);
	}
	result = load_fenced(options, &machine, &why);
	smmu_machine_clear(&machine);
	if (result < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	return result;
}

int load_plain(const struct options *options)
{
	struct message why;
	struct tools tools;

	if (tools_find(paths_kexec_tools(), &tools, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	execv(tools.path, options->tools_argv);
	say("%s: cannot be started: %m", tools.path);
	return EXIT_FAILURE;
}
