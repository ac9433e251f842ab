/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/check/check.h"

#include <stdlib.h>

#include "command/check/image.h"
#include "command/check/report.h"
#include "command/check/system.h"
#include "command/show.h"

static void check_configuration(struct check_report *report,
				const struct check_request *request,
				bool is_asked)
{
	const char *name = request->conf->name;

	if (request->state == CONF_BAD)
		check_report_add(report, CHECK_FAIL, "configuration", NULL,
				 "%s; every load fails", request->why->text);
	else if (request->state == CONF_HIDDEN)
		check_report_add(report, CHECK_WARN, "configuration", NULL,
				 "%s", request->why->text);
	else if (!is_asked)
		check_report_add(report, CHECK_OK, "configuration", NULL,
				 "%s: no policy, so nothing is fenced",
				 name);
	else
		check_report_add(report, CHECK_OK, "configuration", NULL,
				 "%s", name);
}

int check_show(const struct check_request *request)
{
	const struct settings *normal = request->settings[KERNEL_NORMAL];
	const struct settings *crash = request->settings[KERNEL_CRASH];
	struct plan_image images[KERNEL_IMAGES] = { { .bytes = NULL } };
	struct check_report report = { .count = 0 };
	bool is_asked, in_use = false;
	int kind;

	is_asked = (normal && normal->rule_count > 0) ||
		   (crash && crash->rule_count > 0);
	check_configuration(&report, request, is_asked);
	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		const struct settings *settings = request->settings[kind];

		if (settings && settings->rule_count > 0 &&
		    check_image(&report, (enum kernel_image)kind, settings,
				&images[kind]))
			in_use = true;
	}
	/* If there is nothing to fence, one line says why. */
	if (is_asked && !in_use && report.count > 1 &&
	    check_report_worst(&report) == CHECK_OK) {
		report.items[0] = report.items[report.count - 1];
		report.count = 1;
	}
	if (in_use) {
		kind = images[KERNEL_NORMAL].bytes ? KERNEL_NORMAL :
						     KERNEL_CRASH;
		check_system_tools(&report, request->kexec_tools,
				   &images[kind]);
		check_system_kernel(&report, crash && crash->rule_count > 0);
	}
	if (in_use && crash && crash->rule_count > 0)
		check_system_crash(&report, request->conf);
	if (in_use || check_report_worst(&report) == CHECK_FAIL)
		check_system_loaded(&report, request->conf);
	check_system_module(&report, request->conf);

	if (request->json)
		check_report_json(stdout, &report);
	else
		check_report_table(stdout, &report);
	for (kind = 0; kind < KERNEL_IMAGES; kind++)
		plan_image_clear(&images[kind]);
	return show_end("--smmu-check",
			check_report_worst(&report) == CHECK_FAIL ?
			SHOW_WRONG : EXIT_SUCCESS);
}
