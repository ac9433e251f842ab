/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "list.h"
#include "say.h"
#include "survey.h"

int show_list(const struct options *options)
{
	struct smmu_machine machine;
	struct message why;

	if (survey_read(&options->settings, &machine, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (survey_decide(&options->settings, &machine, &why) < 0) {
		say("%s", why.text);
		smmu_machine_clear(&machine);
		return EXIT_FAILURE;
	}
	survey_check(&options->settings, &machine, /* warn= */ true, &why);
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
