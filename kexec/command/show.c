/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/show.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/session.h"
#include "host/kernel.h"
#include "host/module.h"
#include "host/host.h"
#include "host/functions.h"
#include "list/json.h"
#include "list/list.h"
#include "list/tree.h"
#include "util/macros.h"
#include "util/say.h"
#include "command/status.h"
#include "command/survey.h"
#include "command/warn.h"
#include "plan/policy.h"

int show_end(const char *option, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	say("%s: cannot be written: %m", option);
	return EXIT_FAILURE;
}

/* NO_COLOR: https://no-color.org. */
static bool use_colour(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");

	if (options->color != OPTIONS_COLOR_AUTO)
		return options->color == OPTIONS_COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

/* For people; title: which image it is, if there are two. */
static void list_image(const char *title, const struct smmu_machine *machine,
		       const struct options *options)
{
	bool colour = use_colour(options);
	struct message line;
	struct pci_ids ids;

	if (title[0])
		printf("%.*s\n", (int)strcspn(title, ":") + 1, title);
	if (options->list == OPTIONS_SHOW_TABLE) {
		list_table(stdout, machine, colour);
	} else {
		functions_names(&ids);
		if (list_tree(stdout, machine, &ids, colour))
			say("out of memory");
		pci_ids_clear(&ids);
	}
	if (policy_unfenced(machine, POLICY_OPTION, &line))
		puts(line.text);
}

int show_list(const struct options *options, const struct settings *crash)
{
	const struct settings *images[] = { &options->settings, crash };
	struct smmu_machine machines[ARRAY_SIZE(images)] = { { 0 } };
	const char *titles[] = { "", "" };
	int status = EXIT_FAILURE;
	size_t count = 1, i;
	struct message why;

	/* What holds for both images may be refused for one. */
	if (crash == &options->settings &&
	    settings_ask_for(crash, SMMU_QUIESCE)) {
		say("warning: crash kernel: " SURVEY_NO_PANIC);
		crash = NULL;
	}

	if (crash && crash != &options->settings) {
		count = 2;
		titles[0] = "normal kernel: ";
		titles[1] = "crash kernel: ";
	}
	for (i = 0; i < count; i++) {
		const struct survey_image image = {
			.crash = i > 0 ||
				 (!crash && options->task == TOOLS_PANIC),
			.path = options->image,
		};

		if (survey_read(images[i], &machines[i], &why) == 0 &&
		    survey_masters(images[i], &machines[i], &why) == 0 &&
		    survey_decide(images[i], &image, &machines[i], &why) == 0)
			continue;
		say("%s%s", titles[i], why.text);
		goto out;
	}
	if (options->list == OPTIONS_SHOW_JSON)
		list_json(stdout, &machines[0],
			  crash ? &machines[count - 1] : NULL,
			  count == 1 || source_is_same(&images[0]->source,
						       &images[1]->source));
	for (i = 0; i < count && options->list != OPTIONS_SHOW_JSON; i++)
		list_image(titles[i], &machines[i], options);
	status = show_end("--smmu-list", EXIT_SUCCESS);
	for (i = 0; i < count; i++) {
		warn_strangers(&machines[i]);
		/* A file can describe another machine than this kernel's. */
		if (survey_try(images[i], &machines[i], &why) == 0 &&
		    (images[i]->source.kind == SOURCE_FILE ||
		     survey_handover(&machines[i], i > 0 ||
				     (!crash && options->task == TOOLS_PANIC),
				     &why) == 0))
			continue;
		say("%s%s", titles[i], why.text);
		status = EXIT_FAILURE;
	}
out:
	for (i = 0; i < count; i++)
		smmu_machine_clear(&machines[i]);
	return status;
}

int show_ask(const struct conf *conf, struct status *ret_status,
	     struct message *why)
{
	const struct store_place place = session_place();
	struct status status = { .reload = host_crash_reload() };
	int kind, error;

	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		struct status_image *image = &status.images[kind];
		enum kernel_image which = (enum kernel_image)kind;

		error = store_read(&place, which, &image->text, &image->size);
		image->is_hidden = error == EACCES;
		if (error && error != ENOENT && !image->is_hidden) {
			message_set(why, "%s: cannot be read: %s",
				    host_records(), store_strerror(error));
			show_forget(&status);
			return -1;
		}
		image->boot = kernel_boot_id();
		image->loaded = kernel_loaded(which);
		image->is_wanted = conf_asks_to_act(conf, kind == KERNEL_CRASH);
		image->is_due = image->is_wanted && kind == KERNEL_CRASH &&
				kernel_reserves_crash_memory();
		status_judge(image);
	}
	*ret_status = status;
	return 0;
}

void show_forget(struct status *status)
{
	free(status->images[KERNEL_NORMAL].text);
	free(status->images[KERNEL_CRASH].text);
	memset(status, 0, sizeof(*status));
}

int show_status(const struct options *options, const struct conf *conf,
		const struct message *wrong)
{
	const struct status_image *normal, *crash;
	int result = EXIT_SUCCESS;
	struct module_state module;
	struct status status;
	struct message why;

	if (!kernel_has_sysfs()) {
		say("%s: cannot be read: is sysfs mounted?",
		    host_sys());
		return EXIT_FAILURE;
	}
	if (show_ask(conf, &status, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (module_read(&module))
		status.module = &module;
	if (wrong)
		status.configuration = wrong->text;
	if (options->status == OPTIONS_SHOW_JSON)
		status_json(stdout, &status);
	else
		status_table(stdout, &status, use_colour(options));

	normal = &status.images[KERNEL_NORMAL];
	crash = &status.images[KERNEL_CRASH];
	if (wrong || normal->is_wrong || crash->is_wrong)
		result = SHOW_WRONG;
	else if (normal->state == STATUS_HIDDEN ||
		 crash->state == STATUS_HIDDEN)
		result = EXIT_FAILURE;
	module_clear(&module);
	show_forget(&status);
	return show_end("--smmu-status", result);
}
