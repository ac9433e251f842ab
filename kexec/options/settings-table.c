/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of settings, and what their values mean. */
#include "options/settings.h"

#include <stdlib.h>
#include <string.h>

#include "options/console.h"
#include "smmu-plan.h"

static int take_policy(struct settings *settings, const char *value,
		       struct message *why)
{
	struct policy_rule *rules;

	rules = realloc(settings->rules,
			(settings->rule_count + 1) * sizeof(*rules));
	if (!rules) {
		message_set(why, "out of memory");
		return -1;
	}
	settings->rules = rules;
	if (policy_rule_parse(value, &rules[settings->rule_count], why) < 0)
		return -1;
	settings->rule_count++;
	return 0;
}

static int take_source(struct settings *settings, const char *value,
		       struct message *why)
{
	(void)why;
	source_parse(value, &settings->source);
	return 0;
}

static int take_add(struct settings *settings, const char *value,
		    struct message *why)
{
	struct added_smmu *added;

	added = reallocarray(settings->added, settings->added_count + 1,
			     sizeof(*added));
	if (!added) {
		message_set(why, "out of memory");
		return -1;
	}
	settings->added = added;
	if (added_parse(value, &added[settings->added_count], why) < 0)
		return -1;
	settings->added_count++;
	return 0;
}

static int take_console(struct settings *settings, const char *value,
			struct message *why)
{
	struct console_choice choice;

	if (console_parse(value, &choice, why) < 0)
		return -1;
	settings->console_auto = choice.is_auto;
	settings->plan.console = choice.serial.type;
	settings->plan.console_base = choice.serial.base;
	return 0;
}

static int take_on_failure(struct settings *settings, const char *value,
			   struct message *why)
{
	if (strcmp(value, "continue") == 0) {
		settings->plan.on_failure = SMMU_PLAN_CONTINUE;
		return 0;
	}
	if (strcmp(value, "reset") == 0) {
		settings->plan.on_failure = SMMU_PLAN_RESET;
		return 0;
	}
	message_set(why, "%s: neither continue nor reset", value);
	return -1;
}

/* Microseconds in one of the unit, 0 if there is no such unit. */
static uint32_t unit_us(const char *unit)
{
	if (strcmp(unit, "us") == 0)
		return 1;
	if (strcmp(unit, "ms") == 0)
		return 1000;
	return strcmp(unit, "s") == 0 ? 1000000 : 0;
}

static int take_timeout(struct settings *settings, const char *value,
			struct message *why)
{
	size_t digits = strspn(value, "0123456789");
	uint32_t unit = unit_us(value + digits);
	unsigned long long count = strtoull(value, NULL, 10);

	if (digits == 0 || unit == 0) {
		message_set(why, "%s: not a number with us, ms or s", value);
		return -1;
	}
	if (count == 0 || count > PLAN_TIMEOUT_MAX_US / unit) {
		message_set(why, "%s: not from 1us to %us", value,
			    PLAN_TIMEOUT_MAX_US / 1000000);
		return -1;
	}
	settings->plan.timeout_us = (uint32_t)count * unit;
	return 0;
}

static int take_best_effort(struct settings *settings, const char *value,
			    struct message *why)
{
	if (value && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0) {
		message_set(why, "%s: neither yes nor no", value);
		return -1;
	}
	settings->best_effort = !value || strcmp(value, "yes") == 0;
	return 0;
}

const struct setting settings_table[] = {
	{
		.form.name = "policy", .form.value = "[WHICH=]POLICY",
		.take = take_policy,
		.form.help =
			"What SMMUs become before the image starts: abort\n"
			"(block all DMA), bypass or keep. WHICH is a base\n"
			"address (0x...), a device tree path (/...), or v1,\n"
			"v2 or v3; the most specific wins. Repeatable.",
	}, {
		.form.name = "source", .form.value = "auto|fdt|iort|FILE",
		.take = take_source,
		.form.help =
			"Where SMMUs are looked up: as the running kernel\n"
			"does (auto; the default of kexec-smmu), in its\n"
			"device tree, in its ACPI table IORT, or in a file\n"
			"of either kind.",
	}, {
		.form.name = "add", .form.value = "v1|v2|v3@BASE[+SIZE]",
		.take = take_add,
		.form.help =
			"One more SMMU, which the source does not tell of.\n"
			"Repeatable.",
	}, {
		.form.name = "console",
		.form.value = "none|auto|pl011@ADDRESS|uart8250@ADDRESS[,mmio32]",
		.take = take_console,
		.form.help =
			"Where the stage prints what it did. none by\n"
			"default; auto is the console that the device tree\n"
			"(stdout-path) or ACPI (SPCR) tells of.",
	}, {
		.form.name = "timeout", .form.value = "TIME",
		.take = take_timeout,
		.form.help =
			"For every wait of the stage, with us, ms or s;\n"
			"100ms by default.",
	}, {
		.form.name = "on-failure", .form.value = "continue|reset",
		.take = take_on_failure,
		.form.help =
			"Where an SMMU could not be put into its state, or\n"
			"the stage was damaged: start the image all the same\n"
			"(the default), or reset the machine by PSCI.",
	}, {
		.form.name = "best-effort", .form.value = "yes|no",
		.form.is_optional = true, .form.words = { "yes", "no" },
		.is_load = true, .take = take_best_effort,
		.form.help =
			"Where the stage cannot go in, warn and load\n"
			"without it, instead of failing.",
	},
	{ .form.name = NULL },
};
