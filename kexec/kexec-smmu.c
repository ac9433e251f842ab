/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-smmu: kexec-tools, with a fence for DMA on the way. */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "options/conf-file.h"
#include "launch/guard.h"
#include "options/help.h"
#include "launch/launch.h"
#include "command/load.h"
#include "options/options.h"
#include "host/host.h"
#include "command/passthrough.h"
#include "util/say.h"
#include "command/show.h"
#include "launch/tools.h"

/* What runs: the command line, and what the configuration adds to it. */
struct run {
	struct options options;
	struct conf conf;
	enum conf_state state;
	struct message why;	/* of the state */
};

/*
 * kexec-tools prints its own, and we go on if it did. Should it come to a load
 * after all, one that was to be fenced is not let through.
 */
static int print_with_tools(const struct run *run, void (*print)(FILE *out))
{
	struct launch launch = {
		.argv = run->options.tools_argv,
		.environment = environ,
		.fd = -1,
	};
	struct message why;
	struct guard guard;
	struct tools tools;
	uint64_t mark;
	int status = 0;

	if (guard_mark(&mark) != 0) {
		say("random numbers: %m");
		return EXIT_FAILURE;
	}
	guard_build(mark, &guard);
	if (run->options.settings.rule_count > 0 || run->state != CONF_GOOD)
		launch.guard = &guard;
	if (tools_choose(run->options.kexec_tools, /* strict= */ false,
			 host_kexec_tools(), &tools, &why) < 0) {
		say("warning: %s", why.text);
	} else {
		launch.path = tools.path;
		if (launch_run(&launch, &status, &why) < 0) {
			say("%s", why.text);
			return EXIT_FAILURE;
		}
	}
	if (status != 0)
		return launch_exit_status(status);
	print(stdout);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Only what loads, or shows what a load would do, has to know it. */
static int check_configuration(const struct run *run)
{
	if (run->state == CONF_GOOD || !options_load(&run->options))
		return 0;
	if (run->options.status != OPTIONS_SHOW_NONE ||
	    (run->state == CONF_HIDDEN &&
	     run->options.list != OPTIONS_SHOW_NONE)) {
		say("warning: %s", run->why.text);
		return 0;
	}
	say("%s", run->why.text);
	return -1;
}

/* A policy applies at a load; -e, -u and -S have none. */
static int configure(struct run *run)
{
	struct options *options = &run->options;
	struct message why;

	options->kexec_tools = run->conf.kexec_tools;
	if (check_configuration(run) < 0)
		return -1;
	if (options->task == TOOLS_EXEC || options->task == TOOLS_UNLOAD ||
	    options->task == TOOLS_STATUS)
		return 0;
	if (conf_apply(&run->conf, options->task == TOOLS_PANIC,
		       &options->settings, &why) == 0)
		return 0;
	say("%s", why.text);
	return -1;
}

static int act(const struct run *run)
{
	const struct options *options = &run->options;

	if (options->task == TOOLS_HELP)
		return print_with_tools(run, help_print);
	if (options->task == TOOLS_VERSION)
		return print_with_tools(run, help_version);
	if (options->list != OPTIONS_SHOW_NONE)
		return show_list(options);
	if (options->status != OPTIONS_SHOW_NONE)
		return show_status(options, &run->conf);
	if (options->settings.rule_count > 0)
		return load_with_policy(options);
	return passthrough_run(options, NULL);
}

int main(int argc, char **argv)
{
	struct run run;
	struct message why;
	int status = EXIT_FAILURE;

	(void)argc;
	if (options_parse(argv, &run.options, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	run.state = conf_file_read(host_configuration(), host_owner(),
				   &run.conf, &run.why);
	if (configure(&run) == 0)
		status = act(&run);
	options_clear(&run.options);
	conf_clear(&run.conf);
	return status;
}
