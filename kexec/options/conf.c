/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "options/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/nearest.h"
#include "util/array.h"
#include "util/macros.h"

#define BLANKS		" \t\r"
#define CRASH		"crash-"
#define KEXEC_TOOLS	"kexec-tools"
/* Room for FILE:LINE: KEY. */
#define SAID_SIZE	320

/* The name of a line in messages, up to its key. */
static void spell(const struct conf *conf, unsigned int number,
		  const char *key, char said[static SAID_SIZE])
{
	snprintf(said, SAID_SIZE, "%s:%u: %s", conf->name, number, key);
}

/* Strip a comment, and blanks at both ends. */
static char *trim(char *text)
{
	char *end;

	text += strspn(text, BLANKS);
	for (end = text; *end; end++)
		if (*end == '#' && (end == text || strchr(BLANKS, end[-1])))
			break;
	while (end > text && strchr(BLANKS, end[-1]))
		end--;
	*end = '\0';
	return text;
}

/*
 * One line; nothing, a path of kexec-tools, or a setting. The values of
 * settings are tried on scratch. Returns 0, or -1 with the reason in *why.
 */
static int take_line(struct conf *conf, unsigned int number, char *text,
		     struct settings *scratch, struct message *why)
{
	struct conf_line line = { .number = number };
	void *lines = conf->lines;
	struct conf_line *added;
	char said[SAID_SIZE];
	char *equals, *key;
	const char *meant;

	text = trim(text);
	if (*text == '\0')
		return 0;
	equals = strchr(text, '=');
	if (!equals || equals == text)
		return message_set(why, "%s:%u: not KEY = VALUE", conf->name,
				   number);
	*equals = '\0';
	key = trim(text);
	line.value = trim(equals + 1);
	spell(conf, number, key, said);
	if (*line.value == '\0')
		return message_set(why, "%s: needs a value", said);
	if (streq(key, KEXEC_TOOLS)) {
		if (line.value[0] != '/') {
			message_set(why, "%s: %s: not an absolute path", said,
				    line.value);
			return -1;
		}
		conf->kexec_tools = line.value;
		return 0;
	}
	line.crash = begins_with(key, CRASH);
	if (line.crash)
		key += strlen(CRASH);
	line.setting = setting_find(key, strlen(key));
	if (!line.setting) {
		meant = nearest_name(NULL, /* loads= */ true, key, strlen(key));
		if (!meant)
			return message_set(why, "%s: no such key", said);
		return message_set(why, "%s: no such key, did you mean %s%s?",
				   said, line.crash ? CRASH : "", meant);
	}
	if (line.crash && line.setting->is_exec)
		return message_set(why, "%s: no such key, as -e starts no "
				   "crash kernel", said);
	if (setting_take(line.setting, scratch, said, line.value, why) < 0)
		return -1;
	/* A relative path would depend on where the program is started. */
	if (scratch->source.file == line.value && line.value[0] != '/')
		return message_set(why, "%s: %s: not an absolute path", said,
				   line.value);
	added = array_add(&lines, &conf->count, sizeof(*added));
	conf->lines = lines;
	if (!added)
		return message_oom(why);
	*added = line;
	return 0;
}

int conf_parse(const char *name, const char *text, size_t size,
	       struct conf *ret_conf, struct message *why)
{
	struct settings scratch;
	struct message ignored;
	unsigned int number = 0;
	int result = 0;
	char *line;
	char *rest;

	*ret_conf = (struct conf){ .name = name };
	if (memchr(text, '\0', size)) {
		message_set(why, "%s: not a text file", name);
		return -1;
	}
	ret_conf->text = strndup(text, size);
	if (!ret_conf->text)
		return message_oom(why);
	settings_init(&scratch);
	/* All lines, even if one is wrong, for the sake of kexec_tools. */
	rest = ret_conf->text;
	while ((line = strsep(&rest, "\n"))) {
		if (take_line(ret_conf, ++number, line, &scratch,
			      result < 0 ? &ignored : why) < 0)
			result = -1;
	}
	settings_clear(&scratch);
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

bool conf_has_crash(const struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->count; i++)
		if (conf->lines[i].crash)
			return true;
	return false;
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

int conf_apply(const struct conf *conf, bool crash, struct settings *settings,
	       struct message *why)
{
	const struct settings before = { .given = settings->given };
	char said[SAID_SIZE];
	size_t i;

	for (i = 0; i < conf->count; i++) {
		const struct conf_line *line = &conf->lines[i];

		if (setting_was_given(&before, line->setting))
			continue;
		if (crash ? !line->crash && has_crash_line(conf, line->setting)
			  : line->crash)
			continue;
		spell(conf, line->number, line->setting->form.name, said);
		if (setting_take(line->setting, settings, said, line->value,
				 why) < 0)
			return -1;
	}
	return 0;
}

void conf_apply_exec(const struct conf *conf, struct settings *settings)
{
	const struct settings before = { .given = settings->given };
	struct message ignored;
	size_t i;

	/* The values were tried before. */
	for (i = 0; i < conf->count; i++) {
		const struct conf_line *line = &conf->lines[i];

		if (line->setting->is_exec &&
		    !setting_was_given(&before, line->setting) &&
		    setting_take(line->setting, settings, "", line->value,
				 &ignored) < 0)
			return;
	}
}

int conf_check(const struct conf *conf, struct message *why)
{
	int crash, result = 0;

	for (crash = 0; crash <= 1 && result == 0; crash++) {
		struct settings settings;
		struct message reason;

		settings_init(&settings);
		if (conf_apply(conf, crash, &settings, &reason) < 0 ||
		    settings_check(&settings, &reason) < 0)
			result = message_set(why, "%s: %s%s", conf->name,
					     crash ? "crash kernel: " : "",
					     reason.text);
		settings_clear(&settings);
	}
	return result;
}

bool conf_asks_to_act(const struct conf *conf, bool crash)
{
	struct settings settings;
	struct message why;
	bool asks;

	settings_init(&settings);
	asks = conf_apply(conf, crash, &settings, &why) == 0 &&
	       settings_ask_to_act(&settings);
	settings_clear(&settings);
	return asks;
}
