/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/nearest.h"
#include "util/macros.h"

#define PREFIX	"--smmu-"
/* Room for one of our options without its value. */
#define SAID_SIZE	32

enum {
	FORM_LIST, FORM_STATUS, FORM_CHECK, FORM_REPORT, FORM_COLOR,
	FORM_MODPROBE, FORM_DRY_RUN, FORM_HELP,
};

const struct setting_form options_forms[] = {
	[FORM_LIST] = {
		.name = "list", .value = "table|json|tree", .is_optional = true,
		.words = { "table", "json", "tree" },
		.help = "Print the SMMUs and what would be done to each, as a\n"
			"tree with the devices behind them; load nothing.",
	},
	[FORM_STATUS] = {
		.name = "status", .value = "table|json", .is_optional = true,
		.words = { "table", "json" },
		.help = "Print whether the loaded images are fenced, how and\n"
			"since when; status 3 if not as asked for.",
	},
	[FORM_CHECK] = {
		.name = "check", .value = "table|json", .is_optional = true,
		.words = { "table", "json" },
		.help = "Check that loads would work and be fenced, and that\n"
			"loaded images are; status 3 if a check fails.",
	},
	[FORM_REPORT] = {
		.name = "report", .value = "text|json", .is_optional = true,
		.words = { "text", "json" },
		.help = "Print what the stage before this system saw and did;\n"
			"status 3 where it is not as asked, 4 without a stage.",
	},
	[FORM_COLOR] = {
		.name = "color", .value = "auto|always|never",
		.words = { "auto", "always", "never" },
		.help = "Whether list and status use colors; auto: on a\n"
			"terminal, unless NO_COLOR is set.",
	},
	[FORM_MODPROBE] = {
		.name = "modprobe",
		.help = "Write the parameters of the kernel module from the\n"
			"configuration to modprobe.d; load nothing.",
	},
	[FORM_DRY_RUN] = {
		.name = "dry-run",
		.help = "With -l or -p: do everything but the system call,\n"
			"and say what would be loaded where.",
	},
	[FORM_HELP] = {
		.name = "help",
		.help = "Print only these options.",
	},
	{ .name = NULL },
};

struct parser {
	struct options options;
	bool posix;		/* the first operand ends the options */
	char *const *at;	/* the word to look at */
	size_t kept;		/* words in options.tools_argv */
	const char *odd;	/* one of ours, but for its dashes; or NULL */
};

/*
 * If --smmu- or -smmu- was meant and an editor has turned its dashes into one
 * character, the name after them; else NULL.
 */
static const char *typographic(const char *word)
{
	static const char *const dashes[] = {
		"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015",
		"\u2212", "\ufe58", "\ufe63", "\uff0d",
	};
	bool found = false;
	size_t i = 0;

	while (i < ARRAY_SIZE(dashes)) {
		if (*word == '-') {
			word++;
		} else if (begins_with(word, dashes[i])) {
			word += strlen(dashes[i]);
			found = true;
			i = 0;
		} else {
			i++;
		}
	}
	return found && begins_with(word, "smmu-") ? word : NULL;
}

static void keep_word(struct parser *parser)
{
	if (*parser->at)
		parser->options.tools_argv[parser->kept++] = *parser->at++;
}

/* One of ours: a setting, or what is to be shown. */
static int take_ours(struct parser *parser, struct message *why)
{
	struct options *options = &parser->options;
	const char *word = *parser->at++;
	const char *name = word + strlen(PREFIX);
	size_t size = strcspn(name, "=");
	const struct setting *setting = setting_find(name, size);
	const struct setting_form *form = setting ? &setting->form :
		setting_form_find(options_forms, name, size);
	/* In the order of the words of each form. */
	static const enum options_show shows[] = {
		OPTIONS_SHOW_TABLE, OPTIONS_SHOW_JSON, OPTIONS_SHOW_TREE,
	};
	struct message reason;
	char said[SAID_SIZE];
	const char *value;
	int choice;

	if (!form)
		return nearest_refuse(word, PREFIX, options_forms,
				      /* loads= */ true, why);
	snprintf(said, sizeof(said), PREFIX "%s", form->name);
	value = setting_form_value(form, word, &parser->at);
	if (setting)
		return setting_take(setting, &options->settings, said, value,
				    why);
	if (setting_form_check(form, said, value, why) < 0)
		return -1;
	choice = value ? setting_form_word(form, value, &reason) : 0;
	if (choice < 0)
		return message_set(why, "%s: %s", said, reason.text);
	switch (form - options_forms) {
	case FORM_LIST:
		options->list = shows[choice];
		break;
	case FORM_STATUS:
		options->status = shows[choice];
		break;
	case FORM_CHECK:
		options->check = shows[choice];
		break;
	case FORM_REPORT:
		options->report = shows[choice];
		break;
	case FORM_COLOR:
		options->color = (enum options_color)choice;
		options->says_color = true;
		break;
	case FORM_MODPROBE:
		options->modprobe = true;
		break;
	case FORM_DRY_RUN:
		options->dry_run = true;
		break;
	case FORM_HELP:
		options->help = true;
		break;
	}
	return 0;
}

/* The first operand is what is to be loaded. */
static void keep_operand(struct parser *parser)
{
	if (!parser->options.image)
		parser->options.image = *parser->at;
	keep_word(parser);
}

/* An option of kexec-tools, --NAME or --NAME=VALUE, and its value. */
static void keep_long(struct parser *parser)
{
	const char *name = *parser->at + 2;
	size_t size = strcspn(name, "=");
	const struct tools_option *option = kexec_tools_long(name, size);

	keep_word(parser);
	if (!option)
		return;
	kexec_tools_scan_option(&parser->options.scan, option);
	if (option->takes_value && name[size] != '=')
		keep_word(parser);
}

/* A cluster of letters; its rest, or else the next word, is the value of -t. */
static void keep_short(struct parser *parser)
{
	const char *letter = *parser->at + 1;

	keep_word(parser);
	for (; *letter; letter++) {
		const struct tools_option *option = kexec_tools_short(*letter);

		if (!option)
			continue;
		kexec_tools_scan_option(&parser->options.scan, option);
		if (!option->takes_value)
			continue;
		if (letter[1] == '\0')
			keep_word(parser);
		return;
	}
}

static int take_words(struct parser *parser, struct message *why)
{
	bool operands = false;

	/* The program's own name. */
	keep_word(parser);
	while (*parser->at) {
		const char *word = *parser->at;

		if (streq(word, "--"))
			break;
		if (typographic(word))
			parser->odd = word;
		if (begins_with(word, PREFIX)) {
			if (take_ours(parser, why) < 0)
				return -1;
		} else if (operands && parser->posix) {
			keep_operand(parser);
		} else if (begins_with(word, "--")) {
			keep_long(parser);
		} else if (word[0] == '-' && word[1]) {
			keep_short(parser);
		} else {
			operands = true;
			keep_operand(parser);
		}
	}
	if (*parser->at)
		keep_word(parser);
	while (*parser->at)
		keep_operand(parser);
	return 0;
}

/* A policy applies at a load, so without a load it is an error. */
static int check_task(const struct options *options, struct message *why)
{
	const struct tools_scan *scan = &options->scan;
	const struct {
		bool is_given;
		const char *name;
	} loads_nothing[] = {
		{ options->list != OPTIONS_SHOW_NONE, "--smmu-list" },
		{ options->status != OPTIONS_SHOW_NONE, "--smmu-status" },
		{ options->check != OPTIONS_SHOW_NONE, "--smmu-check" },
		{ options->report != OPTIONS_SHOW_NONE, "--smmu-report" },
		{ options->dry_run, "--smmu-dry-run" },
	};
	const struct setting *exec_only =
		setting_first(options->settings.given & setting_exec_only());
	const char *what = NULL;	/* the option that makes this no load */
	const char *ours = NULL;	/* the first of these */
	size_t i;

	if (options->task == TOOLS_HELP || options->task == TOOLS_VERSION)
		return 0;
	for (i = 0; i < ARRAY_SIZE(loads_nothing); i++) {
		if (!loads_nothing[i].is_given)
			continue;
		if (ours)
			what = loads_nothing[i].name;
		else
			ours = loads_nothing[i].name;
	}
	if (options->modprobe && (options->tools_argv[1] || ours ||
				  options->settings.given))
		return message_set(why, "--smmu-modprobe: takes no other "
				   "options, as it uses only the configuration");
	if (options->task == TOOLS_STATUS)
		what = scan->saw_status ? "-S" : "--print-ckr-size";
	else if (scan->saw_exec)
		what = "-e";
	else if (scan->saw_unload)
		what = "-u";
	if (options->says_color && options->list == OPTIONS_SHOW_NONE &&
	    options->status == OPTIONS_SHOW_NONE)
		return message_set(why, "--smmu-color: has no effect without "
				   "--smmu-list or --smmu-status");
	if (exec_only && options->task != TOOLS_EXEC)
		return message_set(why, PREFIX "%s: only applies with -e",
				   exec_only->form.name);
	if (what && ours)
		return message_set(why, "%s: cannot go together with %s", ours,
				   what);
	if (options->dry_run && !kexec_tools_scan_only_loads(scan))
		return message_set(why, "--smmu-dry-run: needs -l or -p, "
				   "without an option that reboots, such as -f");
	if (what && options->settings.rule_count > 0)
		return message_set(why, "--smmu-policy: cannot go together "
				   "with %s: a policy applies when an image is "
				   "loaded", what);
	return 0;
}

int options_check_use(const struct options *options, uint32_t given,
		      struct message *why)
{
	const struct setting *setting = setting_first(given);

	/* keep, asked for here, is a policy: the stage says what it finds. */
	if (!options_load(options) || options->list != OPTIONS_SHOW_NONE ||
	    options->status != OPTIONS_SHOW_NONE ||
	    options->check != OPTIONS_SHOW_NONE ||
	    options->report != OPTIONS_SHOW_NONE || options->modprobe ||
	    settings_ask_to_act(&options->settings) || !setting ||
	    streq(setting->form.name, "policy"))
		return 0;
	return message_set(why, PREFIX "%s: has no effect without a policy "
			   "other than keep: give " PREFIX "policy as well",
			   setting->form.name);
}

bool options_load(const struct options *options)
{
	return options->task == TOOLS_LOAD || options->task == TOOLS_PANIC;
}

int options_parse(char *const *argv, struct options *ret_options,
		  struct message *why)
{
	struct parser parser = {
		.posix = getenv("POSIXLY_CORRECT"),
		.at = argv,
	};
	struct options *options = &parser.options;
	size_t count = 0;

	while (argv[count])
		count++;
	kexec_tools_scan_init(&options->scan);
	settings_init(&options->settings);
	options->tools_argv = calloc(count + 1, sizeof(*options->tools_argv));
	if (!options->tools_argv)
		return message_oom(why);
	if (take_words(&parser, why) < 0)
		goto fail;
	options->task = kexec_tools_scan_task(&options->scan);
	options->call = options->scan.call;
	if (check_task(options, why) < 0)
		goto fail;
	if (parser.odd && options_load(options)) {
		message_set(why, "%s: not an option: it begins with a "
			    "typographic dash; type --%s", parser.odd,
			    typographic(parser.odd));
		goto fail;
	}
	*ret_options = *options;
	return 0;

fail:
	options_clear(options);
	return -1;
}

void options_clear(struct options *options)
{
	settings_clear(&options->settings);
	free(options->tools_argv);
	memset(options, 0, sizeof(*options));
}
