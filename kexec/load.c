/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch.h"
#include "explain.h"
#include "guard.h"
#include "launch.h"
#include "list.h"
#include "order.h"
#include "paths.h"
#include "preload.h"
#include "say.h"
#include "stage-file.h"
#include "sysfs.h"
#include "tools.h"

/* Room for an address. */
#define LABEL_SIZE	24

static int read_machine(const struct options *options,
			struct smmu_machine *ret_machine, struct message *why)
{
	const struct settings *settings = &options->settings;
	struct smmu_machine machine;

	if (machine_read(&settings->source, &machine, why) < 0)
		return -1;
	if (machine.warning)
		say("warning: %s", machine.warning);
	if (added_append(settings->added, settings->added_count, &machine,
			 why) < 0 ||
	    policy_apply(settings->rules, settings->rule_count, &machine,
			 why) < 0) {
		smmu_machine_clear(&machine);
		return -1;
	}
	*ret_machine = machine;
	return 0;
}

/* Does a rule ask for something to be done? */
static bool asks_to_act(const struct options *options)
{
	size_t i;

	for (i = 0; i < options->settings.rule_count; i++)
		if (options->settings.rules[i].action != SMMU_KEEP)
			return true;
	return false;
}

/*
 * What the running kernel drives and the tables do not tell of would stay
 * unfenced. A source that the user chose may be that of another machine. With
 * warn, or where all is to be kept anyway, one line is said, and it is no error.
 */
static int check_found(const struct options *options,
		       const struct smmu_machine *machine, bool warn,
		       struct message *why)
{
	if (options->settings.source.kind != MACHINE_SOURCE_AUTO ||
	    sysfs_check(paths_iommu_class(), machine, why) == 0)
		return 0;
	if (!warn && asks_to_act(options))
		return -1;
	say("warning: %s", why->text);
	return 0;
}

static bool has_smmu(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++)
		if (machine->smmus[i].status == SMMU_OKAY)
			return true;
	return false;
}

/* Nothing to fence: say so, in one line that names what is there instead. */
static void warn_unfenced(const struct smmu_machine *machine)
{
	static const char unfenced[] = "the image is loaded without a fence";

	if (machine->unsupported_count == 1)
		say("warning: no SMMU in use, only an IOMMU of another kind: "
		    "%s (%s); %s", machine->unsupported[0].name,
		    machine->unsupported[0].model, unfenced);
	else if (machine->unsupported_count > 1)
		say("warning: no SMMU in use, only %zu IOMMUs of other kinds: "
		    "%s (%s) and others; %s", machine->unsupported_count,
		    machine->unsupported[0].name,
		    machine->unsupported[0].model, unfenced);
	else if (machine->smmu_count > 0)
		say("warning: no SMMU in use, all %zu are disabled, reserved "
		    "or unreachable: %s", machine->smmu_count, unfenced);
	else
		say("warning: no SMMU: none was found in this machine; %s",
		    unfenced);
}

/* How messages call an SMMU: those of --smmu-add have no name. */
static const char *label(const struct smmu *smmu, char *room, size_t size)
{
	if (smmu->name)
		return smmu->name;
	snprintf(room, size, "0x%" PRIx64, smmu->base);
	return room;
}

/* One line for each SMMU in use that does not become what was asked for. */
static void warn_kept(const struct smmu_machine *machine)
{
	char room[LABEL_SIZE];
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		bool again = i > 0 && smmu[-1].group == smmu->group;

		if (again || !smmu->has_policy ||
		    smmu->action == smmu->policy ||
		    smmu->status == SMMU_DISABLED)
			continue;
		say("warning: %s: %s instead of %s: %s",
		    label(smmu, room, sizeof(room)),
		    smmu_action_name(smmu->action),
		    smmu_action_name(smmu->policy),
		    smmu->reason ? smmu->reason : "no reason given");
	}
}

/* smmu is the one that the error speaks of, if it speaks of one. */
static void explain_plan(int error, const struct smmu *smmu,
			 struct message *why)
{
	char room[LABEL_SIZE];

	if (!smmu)
		message_set(why, "plan: %s", plan_strerror(error));
	else
		message_set(why, "%s: %s", label(smmu, room, sizeof(room)),
			    plan_strerror(error));
}

static int build_plan(const struct options *options,
		      const struct smmu_machine *machine, const char *path,
		      struct plan_image *ret_image, struct message *why)
{
	struct stage_file stage;
	size_t bad = SIZE_MAX;
	int error;

	if (stage_file_read(path, &stage, why) < 0)
		return -1;
	error = plan_build(stage.bytes, stage.size, machine,
			   &options->settings.plan, ret_image, &bad);
	stage_file_clear(&stage);
	if (error != PLAN_OK)
		explain_plan(error, bad < machine->smmu_count ?
				    &machine->smmus[bad] : NULL, why);
	return error == PLAN_OK ? 0 : -1;
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
	struct smmu_machine machine;
	struct message why;
	int result;

	if (options->call == TOOLS_CALL_FILE) {
		say("-s: cannot go together with --smmu-policy in this "
		    "version: use -c or -a");
		return EXIT_FAILURE;
	}
	if (read_machine(options, &machine, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (check_found(options, &machine, /* warn= */ false, &why) < 0) {
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

int load_list(const struct options *options)
{
	struct smmu_machine machine;
	struct message why;

	if (read_machine(options, &machine, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	check_found(options, &machine, /* warn= */ true, &why);
	if (options->list == OPTIONS_SHOW_JSON)
		list_json(stdout, &machine);
	else
		list_table(stdout, &machine, isatty(STDOUT_FILENO));
	smmu_machine_clear(&machine);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		say("--smmu-list: cannot be written: %m");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
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
