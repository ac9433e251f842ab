/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/modprobe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/host.h"
#include "util/replace-file.h"
#include "util/say.h"

/*
 * The module knows three actions. The stage's others all begin with a fence on
 * `kexec -e`; for a crash kernel the stage needs to find the SMMU as it is.
 */
static const char *action_word(enum smmu_action action, bool crash)
{
	switch (action) {
	case SMMU_KEEP:
	case SMMU_ABORT:
	case SMMU_BYPASS:
		return smmu_action_name(action);
	default:
		return crash ? "keep" : "abort";
	}
}

/* The parameter's value: rules with spaces between them. */
static void put_rules(FILE *out, const struct settings *settings, bool crash)
{
	size_t i;

	if (settings->rule_count == 0)
		fputs("keep", out);
	for (i = 0; i < settings->rule_count; i++) {
		const struct policy_rule *rule = &settings->rules[i];

		fputs(i ? " " : "", out);
		switch (rule->which) {
		case POLICY_ALL:
			break;
		case POLICY_VERSION:
			fprintf(out, "v%d=", (int)rule->version);
			break;
		case POLICY_PATH:
			fprintf(out, "%s=", rule->path);
			break;
		case POLICY_BASE:
			fprintf(out, "0x%" PRIx64 "=", rule->base);
			break;
		}
		fputs(action_word(rule->action, crash), out);
	}
}

/* Whether rules can be written in modprobe.d, inside quotes. */
static bool paths_are_plain(const struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->rule_count; i++)
		if (settings->rules[i].which == POLICY_PATH &&
		    strpbrk(settings->rules[i].path, " \t\"'\\#"))
			return false;
	return true;
}

char *modprobe_value(const struct conf *conf, bool crash, struct message *why)
{
	struct settings settings;
	char *text = NULL;
	size_t size;
	int result;
	FILE *out;

	settings_init(&settings);
	result = conf_apply(conf, crash, &settings, why);
	if (result == 0 && !paths_are_plain(&settings))
		result = message_set(why, "--smmu-modprobe: a path with blanks "
				     "or quotes: use the base address");
	out = result == 0 ? open_memstream(&text, &size) : NULL;
	if (out)
		put_rules(out, &settings, crash);
	if (result == 0 && (!out || fclose(out) != 0)) {
		message_oom(why);
		free(text);
		text = NULL;
	}
	settings_clear(&settings);
	return text;
}

bool modprobe_is_too_early(const struct conf *conf, const char *crash)
{
	struct settings settings;
	struct message ignored;
	bool drains;

	settings_init(&settings);
	drains = conf_apply(conf, /* crash= */ true, &settings, &ignored) == 0 &&
		 settings_ask_for(&settings, SMMU_DRAIN);
	settings_clear(&settings);
	return drains && strstr(crash, smmu_action_name(SMMU_ABORT));
}

char *modprobe_text(const struct conf *conf, struct message *why)
{
	char *normal = modprobe_value(conf, /* crash= */ false, why);
	char *crash = normal ? modprobe_value(conf, true, why) : NULL;
	char *text = NULL;

	/* Applies at boot, not when the module is loaded by name. */
	if (crash && asprintf(&text, "# Written by kexec-smmu "
			      "--smmu-modprobe, from %s.\n"
			      "options kexec_smmu policy=\"%s\" "
			      "crash=\"%s\"\n%s", host_configuration(),
			      normal, crash, conf_asks_to_act(conf, false) ||
			      conf_asks_to_act(conf, true) ? "" :
			      "blacklist kexec_smmu\n") < 0) {
		text = NULL;
		message_oom(why);
	}
	free(normal);
	free(crash);
	return text;
}

int modprobe_write(const struct conf *conf)
{
	struct output_part part = { .offset = 0 };
	int status = EXIT_FAILURE;
	struct message why;
	char *text = modprobe_text(conf, &why);

	part.bytes = (const uint8_t *)text;
	part.size = text ? strlen(text) : 0;
	if (!text || replace_file(host_modprobe(), &part, 1, &why) < 0)
		say("%s", why.text);
	else
		status = EXIT_SUCCESS;
	free(text);
	return status;
}
