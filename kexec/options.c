/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX	"--smmu-"

struct parser {
	struct options options;
	struct tools_scan scan;
	char *const *at;	/* the word to look at */
	size_t kept;		/* words in options.tools_argv */
};

static size_t count_words(char *const *argv)
{
	size_t count = 0;

	while (argv[count])
		count++;
	return count;
}

static void keep_word(struct parser *parser)
{
	if (*parser->at)
		parser->options.tools_argv[parser->kept++] =
			*parser->at++;
}

static const struct our_option *find_ours(const char *name, size_t size)
{
	const struct our_option *option;

	for (option = our_options; option->name; option++)
		if (strlen(option->name) == size &&
		    memcmp(option->name, name, size) == 0)
			return option;
	return NULL;
}

/* An optional value is the next word only if it is one of those that fit. */
static const char *next_value(struct parser *parser,
			      const struct our_option *option)
{
	const char *next = *parser->at;
	size_t i;

	if (!next)
		return NULL;
	if (!option->is_optional)
		return *parser->at++;
	for (i = 0; i < 3; i++)
		if (option->words[i] && strcmp(option->words[i], next) == 0)
			return *parser->at++;
	return NULL;
}

static int check_value(const struct our_option *option, const char *value,
		       struct message *why)
{
	if (value && !option->value) {
		message_set(why, PREFIX "%s: takes no value", option->name);
		return -1;
	}
	if (value ? *value == '\0' : option->value && !option->is_optional) {
		message_set(why, PREFIX "%s: needs a value: %s", option->name,
			    option->value);
		return -1;
	}
	return 0;
}

static int take_ours(struct parser *parser, struct message *why)
{
	const char *word = *parser->at++;
	const char *name = word + strlen(PREFIX);
	size_t size = strcspn(name, "=");
	const struct our_option *option = find_ours(name, size);
	const char *value = NULL;

	if (!option) {
		message_set(why, "%s: unknown option", word);
		return -1;
	}
	if (!option->take) {
		message_set(why, PREFIX "%s: not available in this version",
			    option->name);
		return -1;
	}
	if (name[size] == '=')
		value = name + size + 1;
	else if (option->value)
		value = next_value(parser, option);
	if (check_value(option, value, why) < 0)
		return -1;
	return option->take(&parser->options, value, why);
}

static void keep_long(struct parser *parser)
{
	const char *name = *parser->at + 2;
	size_t size = strcspn(name, "=");
	const struct tools_option *option = tools_option_long(name, size);

	keep_word(parser);
	if (!option)
		return;
	tools_scan_option(&parser->scan, option);
	if (option->takes_value && name[size] != '=')
		keep_word(parser);
}

/* A cluster; its rest, or else the next word, is the value of -t. */
static void keep_short(struct parser *parser)
{
	const char *letter = *parser->at + 1;

	keep_word(parser);
	for (; *letter; letter++) {
		const struct tools_option *option = tools_option_short(*letter);

		if (!option)
			continue;
		tools_scan_option(&parser->scan, option);
		if (!option->takes_value)
			continue;
		if (letter[1] == '\0')
			keep_word(parser);
		return;
	}
}

static int take_words(struct parser *parser, struct message *why)
{
	/* The program's own name. */
	keep_word(parser);
	while (*parser->at) {
		const char *word = *parser->at;

		if (strcmp(word, "--") == 0)
			break;
		if (strncmp(word, PREFIX, strlen(PREFIX)) == 0) {
			if (take_ours(parser, why) < 0)
				return -1;
		} else if (strncmp(word, "--", 2) == 0) {
			keep_long(parser);
		} else if (word[0] == '-' && word[1]) {
			keep_short(parser);
		} else {
			keep_word(parser);
		}
	}
	while (*parser->at)
		keep_word(parser);
	return 0;
}

/* A policy applies at a load; what does not load cannot have one. */
static int check_task(const struct parser *parser, struct message *why)
{
	const struct tools_scan *scan = &parser->scan;
	const struct options *options = &parser->options;
	const char *what = NULL;

	if (options->task == TOOLS_HELP || options->task == TOOLS_VERSION)
		return 0;
	if (options->task == TOOLS_STATUS)
		what = scan->status ? "-S" : "--print-ckr-size";
	else if (scan->exec)
		what = "-e";
	else if (scan->unload)
		what = "-u";
	if (what && options->list != OPTIONS_LIST_NONE) {
		message_set(why, "--smmu-list: cannot go together with %s",
			    what);
		return -1;
	}
	if (what && options->rule_count > 0) {
		message_set(why, "--smmu-policy: cannot go together with %s: "
			    "a policy applies when an image is loaded", what);
		return -1;
	}
	return 0;
}

int options_parse(char *const *argv, struct options *ret_options,
		  struct message *why)
{
	struct parser parser = {
		.options = {
			.source = { .kind = MACHINE_SOURCE_AUTO },
			.settings = { .timeout_us = PLAN_TIMEOUT_DEFAULT_US },
		},
		.at = argv,
	};
	struct options *options = &parser.options;

	options->tools_argv = calloc(count_words(argv) + 1,
				     sizeof(*options->tools_argv));
	if (!options->tools_argv) {
		message_set(why, "command line: out of memory");
		return -1;
	}
	if (take_words(&parser, why) < 0)
		goto fail;
	options->task = tools_scan_task(&parser.scan);
	options->call = parser.scan.call;
	if (check_task(&parser, why) < 0)
		goto fail;
	*ret_options = *options;
	return 0;

fail:
	options_clear(options);
	return -1;
}

void options_clear(struct options *options)
{
	size_t i;

	for (i = 0; i < options->rule_count; i++)
		policy_rule_clear(&options->rules[i]);
	free(options->rules);
	free(options->added);
	free(options->tools_argv);
	memset(options, 0, sizeof(*options));
}
