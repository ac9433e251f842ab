/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-smmu: kexec-tools, with a fence for DMA on the way. */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "guard.h"
#include "help.h"
#include "launch.h"
#include "load.h"
#include "options.h"
#include "paths.h"
#include "plain.h"
#include "say.h"
#include "show.h"
#include "tools.h"

/*
 * kexec-tools prints its own, and we go on if it did. Should it come to a load
 * after all, one that was to be fenced is not let through.
 */
static int print_with_tools(const struct options *options,
			    void (*print)(FILE *out))
{
	struct launch launch = {
		.argv = options->tools_argv,
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
	if (options->settings.rule_count > 0)
		launch.guard = &guard;
	if (tools_find(paths_kexec_tools(), &tools, &why) < 0) {
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

static int run(const struct options *options)
{
	if (options->task == TOOLS_HELP)
		return print_with_tools(options, help_print);
	if (options->task == TOOLS_VERSION)
		return print_with_tools(options, help_version);
	if (options->list != OPTIONS_SHOW_NONE)
		return show_list(options);
	if (options->settings.rule_count > 0)
		return load_with_policy(options);
	return plain_run(options, NULL);
}

int main(int argc, char **argv)
{
	struct options options;
	struct message why;
	int status;

	(void)argc;
	if (options_parse(argv, &options, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	status = run(&options);
	options_clear(&options);
	return status;
}
