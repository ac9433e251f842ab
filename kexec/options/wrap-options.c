/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/wrap-options.h"

#include <stdio.h>
#include <string.h>

#include "util/number.h"
#include "smmu-plan.h"

/* Room for an option without its value. */
#define SAID_SIZE	32

/* The stage copies up to 2 MiB, words of 8 bytes. */
#define COPY_DTB_MAX	(UINT64_MAX - (UINT64_C(2) << 20))

enum {
	FORM_OUTPUT,
	FORM_RAW,
	FORM_LOAD_OFFSET,
	FORM_COPY_DTB,
	FORM_HELP,
	FORM_VERSION,
	FORM_END,
};

const struct setting_form wrap_forms[] = {
	[FORM_OUTPUT] = {
		.name = "output", .value = "OUT",
		.help = "The file to write; -o OUT.",
	},
	[FORM_RAW] = {
		.name = "raw",
		.help = "PAYLOAD is no arm64 Image: it runs from its first\n"
			"byte.",
	},
	[FORM_LOAD_OFFSET] = {
		.name = "load-offset", .value = "BYTES",
		.help = "With --raw: where PAYLOAD goes, from the start of\n"
			"the image, which is at a multiple of 2 MiB; 2 MiB\n"
			"behind it by default.",
	},
	[FORM_COPY_DTB] = {
		.name = "copy-dtb", .value = "ADDRESS",
		.help = "Copy the device tree to this physical address\n"
			"before PAYLOAD starts, and hand it on from there.",
	},
	[FORM_HELP] = { .name = "help", .help = "Print the options; -h." },
	[FORM_VERSION] = { .name = "version", .help = "Print the version; -V." },
	[FORM_END] = { .name = NULL },
};

struct parser {
	struct wrap_options options;
	char *const *at;	/* the word to look at */
	bool has_load_offset;
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

static int take_load_offset(struct parser *parser, const char *value,
			    struct message *why)
{
	if (number_read(value, strlen(value), &parser->options.load_offset)) {
		message_set(why, "--load-offset: %s: not a number of bytes",
			    value);
		return -1;
	}
	parser->has_load_offset = true;
	return 0;
}

static int take_copy_dtb(struct parser *parser, const char *value,
			 struct message *why)
{
	struct plan_settings *plan = &parser->options.settings.plan;
	uint64_t base;

	if (number_read_hex(value, strlen(value), &base) || base % 8 != 0 ||
	    base > COPY_DTB_MAX) {
		message_set(why, "--copy-dtb: %s: not 0x and the hex digits "
			    "of an address, a multiple of 8", value);
		return -1;
	}
	plan->copy_dtb = true;
	plan->copy_dtb_base = base;
	return 0;
}

static int take_form(struct parser *parser, int form, const char *value,
		     struct message *why)
{
	struct wrap_options *options = &parser->options;

	switch (form) {
	case FORM_OUTPUT:
		return set_once(&options->output, value, "-o", why);
	case FORM_RAW:
		options->raw = true;
		return 0;
	case FORM_LOAD_OFFSET:
		return take_load_offset(parser, value, why);
	case FORM_COPY_DTB:
		return take_copy_dtb(parser, value, why);
	case FORM_HELP:
		options->task = WRAP_HELP;
		return 0;
	default:
		options->task = WRAP_VERSION;
		return 0;
	}
}

static int find_form(const char *name, size_t size)
{
	int form;

	for (form = 0; wrap_forms[form].name; form++)
		if (strlen(wrap_forms[form].name) == size &&
		    memcmp(wrap_forms[form].name, name, size) == 0)
			break;
	return form;
}

static int take_long(struct parser *parser, struct message *why)
{
	const char *word = *parser->at++;
	const char *name = word + 2;
	size_t size = strcspn(name, "=");
	const struct setting *setting = setting_find(name, size);
	int form = find_form(name, size);
	char said[SAID_SIZE];
	const char *value;

	if (form == FORM_END && (!setting || setting->is_load)) {
		message_set(why, "%s: unknown option", word);
		return -1;
	}
	snprintf(said, sizeof(said), "--%.*s", (int)size, name);
	if (form == FORM_END)
		return setting_take(setting, &parser->options.settings, said,
				    setting_form_value(&setting->form, word,
						       &parser->at), why);
	value = setting_form_value(&wrap_forms[form], word, &parser->at);
	if (setting_form_check(&wrap_forms[form], said, value, why) < 0)
		return -1;
	return take_form(parser, form, value, why);
}

/* One letter a word; the rest of the word is the value of -o. */
static int take_short(struct parser *parser, struct message *why)
{
	const char *word = *parser->at++;
	const char *rest = word + 2;

	if (word[1] == 'o') {
		if (!*rest)
			rest = *parser->at ? *parser->at++ : "";
		if (!*rest) {
			message_set(why, "-o: needs a value: OUT");
			return -1;
		}
		return take_form(parser, FORM_OUTPUT, rest, why);
	}
	if (strcmp(word, "-h") == 0)
		return take_form(parser, FORM_HELP, NULL, why);
	if (strcmp(word, "-V") == 0)
		return take_form(parser, FORM_VERSION, NULL, why);
	message_set(why, "%s: unknown option", word);
	return -1;
}

static int take_words(struct parser *parser, struct message *why)
{
	bool ended = false;
	int result = 0;

	parser->at++;
	while (result == 0 && *parser->at) {
		const char *word = *parser->at;

		if (!ended && strcmp(word, "--") == 0) {
			ended = true;
			parser->at++;
		} else if (!ended && strncmp(word, "--", 2) == 0) {
			result = take_long(parser, why);
		} else if (!ended && word[0] == '-' && word[1]) {
			result = take_short(parser, why);
		} else {
			result = set_once(&parser->options.payload, word,
					  "more than one PAYLOAD", why);
			parser->at++;
		}
	}
	return result;
}

static int check(const struct parser *parser, struct message *why)
{
	const struct wrap_options *options = &parser->options;
	const struct settings *settings = &options->settings;
	const struct setting *source = setting_find("source", 6);

	if (options->task != WRAP_IMAGE)
		return 0;
	if (!options->payload)
		message_set(why, "PAYLOAD: is missing; see --help");
	else if (!options->output)
		message_set(why, "-o: is missing: the file to write");
	else if (settings->rule_count == 0)
		message_set(why, "--policy: is missing: what SMMUs are to "
			    "become");
	else if (settings->added_count == 0 &&
		 !setting_was_given(settings, source))
		message_set(why, "--source: is missing: the device tree or "
			    "IORT of the machine that the image is for");
	else if (!setting_was_given(settings, source) &&
		 (settings->console_auto || settings->plan.on_failure !=
					    SMMU_PLAN_CONTINUE))
		message_set(why, "--%s: needs a --source to look it up in",
			    settings->console_auto ? "console=auto" :
						     "on-failure=reset");
	else if (parser->has_load_offset && !options->raw)
		message_set(why, "--load-offset: goes together with --raw: an "
			    "Image says itself where it goes");
	else
		return 0;
	return -1;
}

int wrap_options_parse(char *const *argv, struct wrap_options *ret_options,
		       struct message *why)
{
	struct parser parser = {
		.options = { .load_offset = WRAP_LOAD_OFFSET },
		.at = argv,
	};

	settings_init(&parser.options.settings);
	if (take_words(&parser, why) < 0 || check(&parser, why) < 0) {
		wrap_options_clear(&parser.options);
		return -1;
	}
	*ret_options = parser.options;
	return 0;
}

void wrap_options_clear(struct wrap_options *options)
{
	settings_clear(&options->settings);
	memset(options, 0, sizeof(*options));
}
