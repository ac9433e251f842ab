/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-smmu: kexec-tools, with a DMA fence added to the image. */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "command/check/check.h"
#include "command/load.h"
#include "command/modprobe.h"
#include "command/passthrough.h"
#include "command/report.h"
#include "command/show.h"
#include "host/host.h"
#include "host/kernel.h"
#include "launch/guard.h"
#include "launch/launch.h"
#include "launch/tools.h"
#include "options/conf-file.h"
#include "options/help.h"
#include "options/options.h"
#include "util/say.h"
#include "util/write.h"

/* One run: the command line, and what the configuration adds to it. */
struct run {
	struct options options;
	struct conf conf;
	enum conf_state state;
	struct message why;	/* of the state */
};

static int print_ours(void (*print)(FILE *out))
{
	print(stdout);
	return show_end("standard output", EXIT_SUCCESS);
}

/*
 * kexec-tools prints its own output first, and ours follows if it succeeded. If
 * it loads after all, the guard blocks a load that should be fenced.
 */
static int print_with_tools(const struct run *run, void (*print)(FILE *out))
{
	struct launch launch = {
		.argv = run->options.tools_argv,
		.environment = environ,
		.fd = -1,
		.lock = -1,
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
	launch.path = tools.path;
	/* Print it anyway if no child or filter can be had. */
	if (tools_choose(run->options.kexec_tools, /* strict= */ false,
			 host_kexec_tools(), &tools, &why) < 0 ||
	    launch_run(&launch, &status, &why) < 0)
		say("warning: %s", why.text);
	if (status != 0)
		return launch_exit_status(status);
	return print_ours(print);
}

/*
 * Nothing can be loaded with this configuration; if that leaves the system
 * without a crash kernel, the line says so, and what to do.
 */
static void say_wrong(const struct run *run, const struct message *why)
{
	const char *reload = host_crash_reload();

	if (run->options.task != TOOLS_PANIC ||
	    kernel_loaded(KERNEL_CRASH) != 0)
		say("%s", why->text);
	else
		say("%s; no crash kernel is loaded now: correct this, then %s%s",
		    why->text, reload ? "run: " : "load it again",
		    reload ? reload : "");
}

/*
 * Apply the configuration. Only tasks that load, or show what a load would do,
 * need it; a policy applies at a load, so -e, -u and -S have none.
 */
static int configure(struct run *run)
{
	struct options *options = &run->options;
	const uint32_t given = options->settings.given;
	struct message why;

	options->kexec_tools = run->conf.kexec_tools;
	if (run->state == CONF_GOOD &&
	    (options->status != OPTIONS_SHOW_NONE ||
	     options->check != OPTIONS_SHOW_NONE) &&
	    conf_check(&run->conf, &run->why) < 0)
		run->state = CONF_BAD;
	if (options->status != OPTIONS_SHOW_NONE) {
		if (run->state != CONF_GOOD)
			say("%s%s", run->state == CONF_HIDDEN ? "warning: " : "",
			    run->why.text);
		return 0;
	}
	/* What the stage before this system did does not depend on it. */
	if (options->report != OPTIONS_SHOW_NONE)
		return 0;
	/* It reports this itself, and continues. */
	if (options->check != OPTIONS_SHOW_NONE && run->state != CONF_GOOD)
		return 0;
	if (run->state != CONF_GOOD && options_load(options)) {
		if (run->state != CONF_HIDDEN ||
		    options->list == OPTIONS_SHOW_NONE) {
			say_wrong(run, &run->why);
			return -1;
		}
		say("warning: %s", run->why.text);
	}
	if (options->task == TOOLS_EXEC || options->task == TOOLS_UNLOAD ||
	    options->task == TOOLS_STATUS) {
		/* This program may misjudge what kexec-tools does with it. */
		options->no_load = run->state != CONF_GOOD ||
				   conf_asks_to_act(&run->conf, false) ||
				   conf_asks_to_act(&run->conf, true);
		conf_apply_exec(&run->conf, &options->settings);
		return 0;
	}
	if (conf_apply(&run->conf, options->task == TOOLS_PANIC,
		       &options->settings, &why) == 0 &&
	    settings_check(&options->settings, &why) == 0 &&
	    options_check_use(options, given, &why) == 0)
		return 0;
	say_wrong(run, &why);
	return -1;
}

/*
 * --smmu-list and --smmu-check: without -l and -p for both images, each with
 * what is configured for it.
 */
static int show(struct run *run, char **argv)
{
	const struct options *options = &run->options;
	struct options crash = { .tools_argv = NULL };
	struct check_request request = {
		.json = options->check == OPTIONS_SHOW_JSON,
		.kexec_tools = options->kexec_tools,
		.conf = &run->conf,
		.state = run->state,
		.why = &run->why,
	};
	const struct settings *of_crash = NULL;
	struct message why;
	int status = EXIT_FAILURE;

	if (!options->scan.says_load)
		of_crash = &options->settings;
	if (of_crash && conf_has_crash(&run->conf) &&
	    run->state == CONF_GOOD) {
		if (options_parse(argv, &crash, &why) < 0) {
			say("%s", why.text);
			return EXIT_FAILURE;
		}
		of_crash = &crash.settings;
		if (conf_apply(&run->conf, /* crash= */ true, &crash.settings,
			       &why) < 0 ||
		    settings_check(&crash.settings, &why) < 0) {
			say("crash kernel: %s", why.text);
			goto out;
		}
	}
	if (options->list != OPTIONS_SHOW_NONE) {
		status = show_list(options, of_crash);
		goto out;
	}
	if (options->task == TOOLS_PANIC) {
		request.settings[KERNEL_CRASH] = &options->settings;
	} else {
		request.settings[KERNEL_NORMAL] = &options->settings;
		request.settings[KERNEL_CRASH] = of_crash;
	}
	status = check_show(&request);
out:
	options_clear(&crash);
	return status;
}

int main(int argc, char **argv)
{
	struct run run;
	const struct options *options = &run.options;
	struct message why;
	int status;

	(void)argc;
	write_fails();
	if (options_parse(argv, &run.options, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	run.state = conf_file_read(host_configuration(), host_owner(),
				   &run.conf, &run.why);
	if (options->help)
		status = print_ours(help_print);
	else if (configure(&run) < 0)
		status = EXIT_FAILURE;
	else if (options->task == TOOLS_HELP)
		status = print_with_tools(&run, help_print);
	else if (options->task == TOOLS_VERSION)
		status = print_with_tools(&run, help_version);
	else if (options->modprobe)
		status = modprobe_write(&run.conf);
	else if (options->list != OPTIONS_SHOW_NONE ||
		 options->check != OPTIONS_SHOW_NONE)
		status = show(&run, argv);
	else if (options->report != OPTIONS_SHOW_NONE)
		status = report_show(options);
	else if (options->status != OPTIONS_SHOW_NONE)
		status = show_status(options, &run.conf,
				     run.state == CONF_BAD ? &run.why : NULL);
	else if (options->settings.rule_count > 0)
		status = load_with_policy(options);
	else
		status = passthrough_plain(options);
	options_clear(&run.options);
	conf_clear(&run.conf);
	return status;
}
