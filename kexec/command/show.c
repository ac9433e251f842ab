/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/show.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/session.h"
#include "host/kernel.h"
#include "command/list.h"
#include "host/host.h"
#include "util/say.h"
#include "command/status.h"
#include "command/survey.h"

#define EXIT_WRONG	3

/* Whether all that was printed has found its way out. */
static int end_output(const char *option, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	say("%s: cannot be written: %m", option);
	return EXIT_FAILURE;
}

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
	return end_output("--smmu-list", EXIT_SUCCESS);
}

/* One from an earlier boot is none, should the folder not be emptied. */
static bool is_of_this_boot(const struct record *record)
{
	const char *boot = kernel_boot_id();

	return !record->boot[0] || !boot[0] || strcmp(record->boot, boot) == 0;
}

static void take_record(struct status_image *image, const char *text,
			size_t size)
{
	if (record_parse(text, size, &image->record) < 0) {
		image->is_damaged = true;
		return;
	}
	image->has_record = is_of_this_boot(&image->record);
	if (!image->has_record)
		record_clear(&image->record);
}

static int read_records(enum record_kind kind, struct status_image *image)
{
	const struct records_place place = session_place();
	size_t size;
	char *text;
	int error;

	error = records_read(&place, kind, /* doubt= */ false, &text, &size);
	if (error == 0) {
		take_record(image, text, size);
		free(text);
		return 0;
	}
	if (error != ENOENT)
		return error;
	error = records_read(&place, kind, /* doubt= */ true, &text, &size);
	if (error == 0)
		free(text);
	image->was_set_aside = error == 0;
	return error == ENOENT ? 0 : error;
}

/* Whether a policy is configured that does something to an image. */
static bool is_wanted(const struct conf *conf, enum record_kind kind)
{
	struct settings settings;
	struct message why;
	bool wanted;

	settings_init(&settings);
	wanted = conf_apply(conf, kind == RECORD_CRASH, &settings, &why) == 0 &&
		 settings_ask_to_act(&settings);
	settings_clear(&settings);
	return wanted;
}

static int gather(const struct conf *conf,
		  struct status_image images[RECORD_KINDS])
{
	int kind, error;

	for (kind = 0; kind < RECORD_KINDS; kind++) {
		enum record_kind which = (enum record_kind)kind;

		error = read_records(which, &images[kind]);
		if (error) {
			say("%s: cannot be read: %s", host_records(),
			    session_strerror(error));
			return -1;
		}
		images[kind].loaded = kernel_loaded(which);
		images[kind].is_wanted = is_wanted(conf, which);
		status_judge(&images[kind]);
	}
	return 0;
}

static void clear(struct status_image images[RECORD_KINDS])
{
	int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++)
		record_clear(&images[kind].record);
}

int show_status(const struct options *options, const struct conf *conf)
{
	struct status_image images[RECORD_KINDS] = { { .loaded = 0 } };
	bool wrong;

	if (!kernel_has_sysfs()) {
		say("%s: the kernel cannot be asked: is sysfs mounted?",
		    host_sys());
		return EXIT_FAILURE;
	}
	if (gather(conf, images) < 0) {
		clear(images);
		return EXIT_FAILURE;
	}
	if (options->status == OPTIONS_SHOW_JSON)
		status_json(stdout, images);
	else
		status_table(stdout, images, isatty(STDOUT_FILENO));
	wrong = images[RECORD_NORMAL].is_wrong || images[RECORD_CRASH].is_wrong;
	clear(images);
	return end_output("--smmu-status", wrong ? EXIT_WRONG : EXIT_SUCCESS);
}
