/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/show.h"
#include "host/devices.h"
#include "host/functions.h"
#include "host/host.h"
#include "host/previous.h"
#include "host/source.h"
#include "report/json.h"
#include "report/log.h"
#include "report/text.h"
#include "util/say.h"

/*
 * The tables of this system, for StreamIDs that have no name in the log. If
 * they cannot be read, only names are missing.
 */
static bool read_machine(const struct log *log, struct smmu_machine *ret_machine)
{
	const struct source source = { .kind = SOURCE_AUTO };
	struct message ignored;
	size_t i = 0;

	while (i < log->offender_count && log->offenders[i].names.size)
		i++;
	if (i == log->offender_count ||
	    source_read(&source, ret_machine, &ignored) < 0)
		return false;
	devices_note(host_sys(), ret_machine);
	if (functions_read(host_sys(), host_proc(), ret_machine, &ignored) == 0)
		return true;
	smmu_machine_clear(ret_machine);
	return false;
}

int report_show(const struct options *options)
{
	const bool json = options->report == OPTIONS_SHOW_JSON;
	struct smmu_machine machine = { .smmu_count = 0 };
	struct report report = { .age = LOG_FRESH };
	struct host_clock clock = host_clock();
	struct message why;
	struct pci_ids ids;
	struct log log;
	char *text;
	size_t size;
	int status;

	status = previous_log(&text, &size, &why);
	if (status < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (status == 0) {
		if (json)
			puts("null");
		say("no report: the stage did not run, or its image got no "
		    "tree");
		return show_end("--smmu-report", REPORT_NONE);
	}
	if (log_parse(text, size, &log, &why) < 0) {
		say("the log of the previous kernel is malformed: %s",
		    why.text);
		free(text);
		return EXIT_FAILURE;
	}
	functions_names(&ids);
	report.log = &log;
	report.age = log_age(&log, clock.ticks, clock.hertz, clock.boottime_ns);
	report.ids = &ids;
	if (read_machine(&log, &machine))
		report.machine = &machine;
	if (json)
		report_json(stdout, &report);
	else
		report_text(stdout, &report);
	status = report.age == LOG_STALE || !log.is_as_asked ? SHOW_WRONG :
							       EXIT_SUCCESS;
	smmu_machine_clear(&machine);
	pci_ids_clear(&ids);
	log_clear(&log);
	free(text);
	return show_end("--smmu-report", status);
}
