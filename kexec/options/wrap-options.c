/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/wrap-options.h"

#include <stdio.h>
#include <string.h>

#include "options/nearest.h"
#include "smmu-plan.h"
#include "util/macros.h"
#include "util/number.h"

/* Room for an option without its value. */
#define SAID_SIZE	32

/* The stage copies up to 2 MiB, words of 8 bytes. */
#define COPY_DTB_MAX	(UINT64_MAX - (UINT64_C(2) << 20))

/* A plan's entries, but for that of the log. */
#define DISCOVER_MAX	(SMMU_PLAN_ENTRIES_MAX - 1u)

enum {
	FORM_OUTPUT,
	FORM_RAW,
	FORM_LOAD_OFFSET,
	FORM_COPY_DTB,
	FORM_ALLOW_UNFENCED,
	FORM_MAX_SMMUS,
	FORM_MAY_LOOSEN,
	FORM_SHOW,
	FORM_UNWRAP,
	FORM_CHECK,
	FORM_HELP,
	FORM_VERSION,
	FORM_END,
};

const struct setting_form wrap_forms[] = {
	[FORM_OUTPUT] = {
		.name = "output", .letter = 'o', .value = "OUT",
		.help = "The file to write; -o OUT.",
	},
	[FORM_RAW] = {
		.name = "raw",
		.help = "PAYLOAD is not an arm64 Image: it runs from its first\n"
			"byte.",
	},
	[FORM_LOAD_OFFSET] = {
		.name = "load-offset", .value = "BYTES",
		.help = "With --raw: the offset of PAYLOAD in the image, which\n"
			"starts at a multiple of 2 MiB; by default 2 MiB.",
	},
	[FORM_COPY_DTB] = {
		.name = "copy-dtb", .value = "ADDRESS",
		.help = "Copy the device tree to this physical address\n"
			"before PAYLOAD starts, and hand it on from there.",
	},
	[FORM_ALLOW_UNFENCED] = {
		.name = "allow-unfenced",
		.help = "Write OUT even if it fences nothing, because no SMMU\n"
			"changes its state.",
	},
	[FORM_MAX_SMMUS] = {
		.name = "max-smmus", .value = "NUMBER",
		.help = "With --source=any: how many SMMUs there may be, 1 to\n"
			"255; by default 64. With more, none is touched.",
	},
	[FORM_MAY_LOOSEN] = {
		.name = "may-loosen",
		.help = "With --source=any: let the kernel's command line,\n"
			"which is not signed, choose bypass or keep, too.",
	},
	[FORM_SHOW] = {
		.name = "show",
		.help = "Print the plan and payload of PAYLOAD, a wrapped\n"
			"image, and whether it is signed.",
	},
	[FORM_UNWRAP] = {
		.name = "unwrap",
		.help = "Write the payload of PAYLOAD, a wrapped image, to\n"
			"OUT.",
	},
	[FORM_CHECK] = {
		.name = "check",
		.help = "Check that PAYLOAD, a wrapped image, names the SMMUs\n"
			"of this machine, or of --source and --add; status 3\n"
			"if it does not.",
	},
	[FORM_HELP] = {
		.name = "help", .letter = 'h',
		.help = "Print the options; -h.",
	},
	[FORM_VERSION] = {
		.name = "version", .letter = 'V',
		.help = "Print the version; -V.",
	},
	[FORM_END] = { .name = NULL },
};

/* The plan's words for a policy. */
static const uint8_t actions[] = {
	[SMMU_KEEP] = SMMU_PLAN_KEEP,
	[SMMU_ABORT] = SMMU_PLAN_ABORT,
	[SMMU_BYPASS] = SMMU_PLAN_BYPASS,
};

static int set_once(const char **where, const char *word, const char *said,
		    struct message *why)
{
	if (*where) {
		message_set(why, "%s: %s as well as %s", said, word, *where);
		return -1;
	}
	*where = word;
	return 0;
}

static int take_max_smmus(const char *value, struct plan_settings *plan,
			  struct message *why)
{
	uint64_t number;

	if (number_read(value, strlen(value), &number) || !number ||
	    number > DISCOVER_MAX)
		return message_set(why, "--max-smmus: %s: not a number from 1 "
				   "to %u", value, DISCOVER_MAX);
	plan->discover = (uint16_t)number;
	return 0;
}

/* An option that is not a setting; its value is there, if it has to be. */
static int take_form(const struct setting_form *form, const char *value,
		     struct wrap_options *options, struct message *why)
{
	struct plan_settings *plan = &options->settings.plan;

	switch (form - wrap_forms) {
	case FORM_OUTPUT:
		return set_once(&options->output, value, "-o", why);
	case FORM_RAW:
		options->raw = true;
		break;
	case FORM_LOAD_OFFSET:
		if (number_read(value, strlen(value), &options->load_offset)) {
			message_set(why, "--load-offset: %s: not a number of "
				    "bytes", value);
			return -1;
		}
		options->has_load_offset = true;
		break;
	case FORM_COPY_DTB:
		if (number_read_hex(value, strlen(value),
				    &plan->copy_dtb_base) ||
		    plan->copy_dtb_base % 8 != 0 ||
		    plan->copy_dtb_base > COPY_DTB_MAX) {
			message_set(why, "--copy-dtb: %s: not 0x and the hex "
				    "digits of an address, a multiple of 8",
				    value);
			return -1;
		}
		plan->copy_dtb = true;
		break;
	case FORM_ALLOW_UNFENCED:
		options->allow_unfenced = true;
		break;
	case FORM_MAX_SMMUS:
		return take_max_smmus(value, plan, why);
	case FORM_MAY_LOOSEN:
		plan->discover_loosen = true;
		break;
	case FORM_SHOW:
	case FORM_UNWRAP:
	case FORM_CHECK:
		if (set_once(&options->with, form->name, "--show, --unwrap "
			     "and --check", why) < 0)
			return -1;
		options->task = WRAP_SHOW + (form - wrap_forms) - FORM_SHOW;
		break;
	case FORM_HELP:
		options->task = WRAP_HELP;
		break;
	case FORM_VERSION:
		options->task = WRAP_VERSION;
		break;
	}
	return 0;
}

/*
 * Not getopt_long(3), which takes abbreviations. An option is --NAME, --NAME
 * VALUE, --NAME=VALUE, or of some a letter: one in a word, its value in the
 * rest of the word or in the next.
 */
static int scan(char *const *at, struct wrap_options *options,
		struct message *why)
{
	bool ended = false;
	const char *word;

	while ((word = *at)) {
		const struct setting_form *form = wrap_forms;
		const struct setting *setting = NULL;
		size_t size = strcspn(word, "=");
		const char *value = NULL;
		char said[SAID_SIZE];

		at++;
		if (!ended && streq(word, "--")) {
			ended = true;
			continue;
		}
		if (ended || word[0] != '-' || !word[1]) {
			if (set_once(&options->payload, word,
				     "more than one PAYLOAD", why) < 0)
				return -1;
			continue;
		}
		if (word[1] == '-') {
			form = setting_form_find(form, word + 2, size - 2);
			setting = setting_find(word + 2, size - 2);
			if (setting && !setting->is_load)
				form = &setting->form;
			if (form)
				value = setting_form_value(form, word, &at);
		} else {
			size = 2;
			while (form->name && form->letter != word[1])
				form++;
			if (!form->name || (word[2] && !form->value))
				form = NULL;
			else if (form->value)
				value = word[2] ? word + 2 : *at ? *at++ : NULL;
		}
		if (!form)
			return nearest_refuse(word, "--", wrap_forms,
					      /* loads= */ false, why);
		snprintf(said, sizeof(said), "%.*s", (int)size, word);
		if (setting == setting_find("source", 6) && value &&
		    streq(value, "any")) {
			options->any = true;
			continue;
		}
		if (setting && setting_take(setting, &options->settings, said,
					    value, why) < 0)
			return -1;
		if (!setting && (setting_form_check(form, said, value, why) < 0 ||
				 take_form(form, value, options, why) < 0))
			return -1;
	}
	return 0;
}

/* What has no effect on a file that is wrapped is not to be given. */
static int check_wrapped(const struct wrap_options *options,
			 struct message *why)
{
	const struct plan_settings *plan = &options->settings.plan;
	const struct {
		bool is_given;
		const char *name;
	} makes[] = {
		{ options->raw, "raw" },
		{ options->has_load_offset, "load-offset" },
		{ options->allow_unfenced, "allow-unfenced" },
		{ plan->copy_dtb, "copy-dtb" },
		{ plan->discover, "max-smmus" },
		{ plan->discover_loosen, "may-loosen" },
	};
	bool is_check = options->task == WRAP_CHECK;
	const struct setting *setting;
	size_t i;

	for (setting = settings_table; setting->form.name; setting++) {
		const char *name = setting->form.name;

		if (!setting_was_given(&options->settings, setting) ||
		    (is_check && (streq(name, "source") ||
				  streq(name, "add"))))
			continue;
		message_set(why, "--%s: has no effect together with --%s",
			    name, options->with);
		return -1;
	}
	for (i = 0; i < ARRAY_SIZE(makes); i++)
		if (makes[i].is_given)
			return message_set(why, "--%s: only applies when an "
					   "image is made, not with --%s",
					   makes[i].name, options->with);
	if (!options->payload)
		message_set(why, "PAYLOAD: is missing: the wrapped image");
	else if (options->task == WRAP_UNWRAP && !options->output)
		message_set(why, "-o: is missing: the file to write");
	else if (options->task != WRAP_UNWRAP && options->output)
		message_set(why, "-o: has no effect together with --%s",
			    options->with);
	else
		return 0;
	return -1;
}

/*
 * For any machine: what needs one to be looked at, or is about one alone, is not
 * to be given. Says what the stage is to do, in the plan's settings.
 */
static int check_any(struct wrap_options *options, struct message *why)
{
	struct settings *settings = &options->settings;
	static const char *const others[] = {
		"source", "add", "strict", "watch",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		const struct setting *setting =
			setting_find(others[i], strlen(others[i]));

		if (setting_was_given(settings, setting))
			return message_set(why, "--%s: cannot go together "
					   "with --source=any", others[i]);
	}
	if (options->allow_unfenced)
		return message_set(why, "--allow-unfenced: has no effect "
				   "together with --source=any");
	if (settings->plan.copy_dtb)
		return message_set(why, "--copy-dtb: cannot go together "
				   "with --source=any");
	if (settings->rule_count != 1 ||
	    settings->rules[0].which != POLICY_ALL)
		return message_set(why, "--policy: --source=any needs one for "
				   "all SMMUs: abort, bypass or keep");
	if (!settings->plan.discover)
		settings->plan.discover = PLAN_DISCOVER_MAX;
	if (!setting_was_given(settings, setting_find("on-failure", 10)))
		settings->plan.on_failure = SMMU_PLAN_RESET_KEXEC;
	/* Where that is not another: at EL1, the stage looks for it. */
	settings->plan.conduit = SMMU_PLAN_CONDUIT_SMC;
	if (settings->rules[0].action == SMMU_AUTO)
		return message_set(why, "--policy: auto: cannot go together "
				   "with --source=any");
	settings->plan.discover_action = actions[settings->rules[0].action];
	return 0;
}

static int check(struct wrap_options *options, struct message *why)
{
	const struct settings *settings = &options->settings;
	const struct setting *source = setting_find("source", 6);

	if (options->task == WRAP_HELP || options->task == WRAP_VERSION)
		return 0;
	if (options->task != WRAP_IMAGE && options->any)
		return message_set(why, "--source=any: has no effect together "
				   "with --%s", options->with);
	if (options->task != WRAP_IMAGE)
		return check_wrapped(options, why);
	if (!options->payload)
		message_set(why, "PAYLOAD: is missing; see --help");
	else if (!options->output)
		message_set(why, "-o: is missing: the file to write");
	else if (settings->rule_count == 0)
		message_set(why, "--policy: is missing: the state to put "
			    "SMMUs into");
	else if (!options->any && settings->added_count == 0 &&
		 !setting_was_given(settings, source))
		message_set(why, "--source: is missing: the device tree or "
			    "IORT of the machine that the image is for");
	else if (!options->any && (settings->plan.discover ||
				   settings->plan.discover_loosen))
		message_set(why, "--%s: needs --source=any",
			    settings->plan.discover ? "max-smmus" :
						      "may-loosen");
	else if (!options->any && !setting_was_given(settings, source) &&
		 (settings->plan.console_auto ||
		  settings->plan.on_failure != SMMU_PLAN_CONTINUE))
		message_set(why, "--%s: needs a --source to look it up in",
			    settings->plan.console_auto ? "console=auto" :
						     "on-failure=reset");
	else if (options->has_load_offset && !options->raw)
		message_set(why, "--load-offset: needs --raw: an Image's own "
			    "header says where it goes");
	else if (settings_ask_for(settings, SMMU_DRAIN) ||
		 settings_ask_for(settings, SMMU_QUIESCE))
		message_set(why, "--policy: %s: a wrapped image does not "
			    "know the PCI functions of the machine that "
			    "starts it",
			    settings_ask_for(settings, SMMU_DRAIN) ?
			    "drain" : "quiesce");
	else
		return options->any ? check_any(options, why) : 0;
	return -1;
}

int wrap_options_parse(char *const *argv, struct wrap_options *ret_options,
		       struct message *why)
{
	struct wrap_options options = { .load_offset = WRAP_LOAD_OFFSET };

	settings_init(&options.settings);
	if (scan(argv + 1, &options, why) < 0 || check(&options, why) < 0) {
		wrap_options_clear(&options);
		return -1;
	}
	*ret_options = options;
	return 0;
}

void wrap_options_clear(struct wrap_options *options)
{
	settings_clear(&options->settings);
	memset(options, 0, sizeof(*options));
}
