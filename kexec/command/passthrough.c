/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/passthrough.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/session.h"
#include "host/host.h"
#include "host/kernel.h"
#include "launch/launch.h"
#include "launch/tools.h"
#include "util/say.h"

static int become(const struct options *options, const struct tools *tools)
{
	execv(tools->path, options->tools_argv);
	say("%s: cannot be started: %m", tools->path);
	return EXIT_FAILURE;
}

int passthrough_run(const struct options *options,
		    const struct passthrough_record *record)
{
	enum record_kind kind = options->scan.crash ? RECORD_CRASH :
						      RECORD_NORMAL;
	struct launch launch = {
		.argv = options->tools_argv,
		.environment = environ,
		.fd = -1,
	};
	struct records_end end = {
		.task = options->task == TOOLS_UNLOAD ? RECORDS_UNLOAD :
							RECORDS_PLAIN,
		.only_loads = kexec_tools_scan_only_loads(&options->scan),
	};
	struct records records;
	struct message why;
	struct tools tools;
	int error;

	if (tools_choose(options->kexec_tools, options_load(options),
			 host_kexec_tools(), &tools, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	launch.path = tools.path;
	if (!options_load(options) && options->task != TOOLS_UNLOAD)
		return become(options, &tools);
	if (session_open(&records, options, /* make= */ record) && !record) {
		records_close(&records);
		return become(options, &tools);
	}
	if (launch_run(&launch, &end.status, &why) < 0) {
		say("%s", why.text);
		session_undo(&records);
		return EXIT_FAILURE;
	}

	/* What was to follow the load would not have come back from it. */
	if (record && WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0 &&
	    kernel_loaded(kind) != 0) {
		const struct record_head head = { .cause = record->cause };

		error = record_write(host_records(), records.lock_inode, kind,
				     &head, record->body);
		if (error)
			session_warn(error);
		end.recorded = error == 0;
	}
	session_close(&records, &end);
	return launch_exit_status(end.status);
}
