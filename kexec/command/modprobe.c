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
 * The module knows three actions. Of the stage's others all begin with a fence
 * on `kexec -e`; for a crash kernel the stage wants to find the SMMU as it is.
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

/* Whether rules can be said in modprobe.d, where quotes hold them together. */
static bool paths_are_plain(const struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->rule_count; i++)
		if (settings->rules[i].which == POLICY_PATH &&
		    strpbrk(settings->rules[i].path, " \t\"'\\#"))
			return false;
	return true;
}

static int put_parameters(FILE *out, const struct conf *conf,
			  struct message *why)
{
	bool acts = false;
	int crash;

	fprintf(out, "# Written by kexec-smmu --smmu-modprobe, from %s.\n"
		"options kexec_smmu", host_configuration());
	for (crash = 0; crash <= 1; crash++) {
		struct settings settings;
		int result;

		settings_init(&settings);
		result = conf_apply(conf, crash, &settings, why);
		if (result == 0 && !paths_are_plain(&settings)) {
			message_set(why, "--smmu-modprobe: a path with blanks "
				    "or quotes: give the base address");
			result = -1;
		}
		if (result == 0) {
			fputs(crash ? " crash=\"" : " policy=\"", out);
			put_rules(out, &settings, crash);
			putc('"', out);
			acts |= settings_ask_to_act(&settings);
		}
		settings_clear(&settings);
		if (result < 0)
			return -1;
	}
	putc('\n', out);
	/* Heeded at the start of the system, not by who loads it by name. */
	if (!acts)
		fputs("blacklist kexec_smmu\n", out);
	return 0;
}

int modprobe_write(const struct conf *conf)
{
	struct output_part part = { .offset = 0 };
	int status = EXIT_FAILURE;
	struct message why;
	char *text = NULL;
	FILE *out = open_memstream(&text, &part.size);
	int result;

	if (!out) {
		say("out of memory");
		return EXIT_FAILURE;
	}
	result = put_parameters(out, conf, &why);
	if (fclose(out) != 0)
		result = message_oom(&why);
	part.bytes = (const uint8_t *)text;
	if (result < 0 ||
	    replace_file(host_modprobe(), &part, 1, &why) < 0)
		say("%s", why.text);
	else
		status = EXIT_SUCCESS;
	free(text);
	return status;
}
