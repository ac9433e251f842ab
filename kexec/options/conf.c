/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "options/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

#define BLANKS		" \t\r"
#define CRASH		"crash-"
#define KEXEC_TOOLS	"kexec-tools"
/* Room for FILE:LINE: KEY. */
#define SAID_SIZE	320

struct parser {
	struct conf *conf;
	struct settings scratch;	/* where values are tried */
	unsigned int number;		/* of the line */
};

/* How messages call a line, up to its key. */
static void spell(const struct conf *conf, unsigned int number,
		  const char *key, char said[static SAID_SIZE])
{
	snprintf(said, SAID_SIZE, "%s:%u: %s", conf->name, number, key);
}

/* Cut off a comment, and blanks at both ends. */
static char *trim(char *text)
{
	char *end = text;

	text += strspn(text, BLANKS);
	for (end = text; *end; end++)
		if (*end == '#' && (end == text || strchr(BLANKS, end[-1])))
			break;
	while (end > text && strchr(BLANKS, end[-1]))
		end--;
	*end = '\0';
	return text;
}

/* A path that is wrong is not remembered. */
static int take_kexec_tools(struct parser *parser, const char *said,
			    const char *value, struct message *why)
{
	if (value[0] != '/') {
		message_set(why, "%s: %s: not an absolute path", said, value);
		return -1;
	}
	parser->conf->kexec_tools = value;
	return 0;
}

static int take_setting(struct parser *parser, const char *said,
			const struct conf_line *line, struct message *why)
{
	struct conf *conf = parser->conf;
	struct conf_line *added;

	if (setting_take(line->setting, &parser->scratch, said, line->value,
			 why) < 0)
		return -1;
	added = array_add((void **)&conf->lines, &conf->count, sizeof(*added));
	if (!added) {
		message_set(why, "%s: out of memory", said);
		return -1;
	}
	*added = *line;
	return 0;
}

static int take_pair(struct parser *parser, const char *key, const char *value,
		     struct message *why)
{
	struct conf_line line = { .value = value, .number = parser->number };
	const char *name = key;
	char said[SAID_SIZE];

	spell(parser->conf, parser->number, key, said);
	if (*value == '\0') {
		message_set(why, "%s: needs a value", said);
		return -1;
	}
	if (strcmp(key, KEXEC_TOOLS) == 0)
		return take_kexec_tools(parser, said, value, why);
	if (strncmp(key, CRASH, strlen(CRASH)) == 0) {
		line.crash = true;
		name += strlen(CRASH);
	}
	line.setting = setting_find(name, strlen(name));
	if (line.setting)
		return take_setting(parser, said, &line, why);
	message_set(why, "%s: no such key", said);
	return -1;
}

static int take_line(struct parser *parser, char *text, struct message *why)
{
	char *equals;

	text = trim(text);
	if (*text == '\0')
		return 0;
	equals = strchr(text, '=');
	if (!equals || equals == text) {
		message_set(why, "%s:%u: not KEY = VALUE", parser->conf->name,
			    parser->number);
		return -1;
	}
	*equals = '\0';
	return take_pair(parser, trim(text), trim(equals + 1), why);
}

/* All lines, whatever is wrong with one: for kexec_tools. */
static int take_lines(struct parser *parser, struct message *why)
{
	char *rest = parser->conf->text;
	struct message ignored;
	int result = 0;
	char *text;

	while ((text = strsep(&rest, "\n"))) {
		parser->number++;
		if (take_line(parser, text, result < 0 ? &ignored : why) < 0)
			result = -1;
	}
	return result;
}

int conf_parse(const char *name, const char *text, size_t size,
	       struct conf *ret_conf, struct message *why)
{
	struct parser parser = { .conf = ret_conf };
	int result;

	*ret_conf = (struct conf){ .name = name };
	if (memchr(text, '\0', size)) {
		message_set(why, "%s: not a text file", name);
		return -1;
	}
	ret_conf->text = strndup(text, size);
	if (!ret_conf->text) {
		message_set(why, "%s: out of memory", name);
		return -1;
	}
	settings_init(&parser.scratch);
	result = take_lines(&parser, why);
	settings_clear(&parser.scratch);
	if (result < 0)
		ret_conf->count = 0;
	return result;
}

void conf_clear(struct conf *conf)
{
	free(conf->lines);
	free(conf->text);
	memset(conf, 0, sizeof(*conf));
}

static bool has_crash_line(const struct conf *conf,
			   const struct setting *setting)
{
	size_t i;

	for (i = 0; i < conf->count; i++)
		if (conf->lines[i].crash && conf->lines[i].setting == setting)
			return true;
	return false;
}

static bool applies(const struct conf *conf, const struct conf_line *line,
		    bool crash, uint32_t given)
{
	struct settings before = { .given = given };

	if (setting_was_given(&before, line->setting))
		return false;
	if (!crash)
		return !line->crash;
	return line->crash || !has_crash_line(conf, line->setting);
}

int conf_apply(const struct conf *conf, bool crash, struct settings *settings,
	       struct message *why)
{
	uint32_t given = settings->given;
	char said[SAID_SIZE];
	size_t i;

	for (i = 0; i < conf->count; i++) {
		const struct conf_line *line = &conf->lines[i];

		if (!applies(conf, line, crash, given))
			continue;
		spell(conf, line->number, line->setting->form.name, said);
		if (setting_take(line->setting, settings, said, line->value,
				 why) < 0)
			return -1;
	}
	return 0;
}
