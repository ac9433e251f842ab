/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of settings, and what their values mean. */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "number.h"
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
	machine_source_parse(value, &settings->source);
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

/* An address of the machine: 0x and hex digits, for a register of 32 bits. */
static bool parse_address(const char *text, uint64_t *ret_address)
{
	uint64_t value;

	if (number_read_hex(text, strlen(text), &value) || value % 4 != 0)
		return false;
	*ret_address = value;
	return true;
}

static int take_console(struct settings *settings, const char *value,
			struct message *why)
{
	static const char pl011[] = "pl011@";
	uint64_t base;

	if (strcmp(value, "none") == 0) {
		settings->plan.console = SMMU_PLAN_CONSOLE_NONE;
		settings->plan.console_base = 0;
		return 0;
	}
	if (strcmp(value, "auto") == 0 ||
	    strncmp(value, "uart8250@", strlen("uart8250@")) == 0) {
		message_set(why, "%s: not available in this version", value);
		return -1;
	}
	if (strncmp(value, pl011, strlen(pl011)) != 0) {
		message_set(why, "%s: neither none nor pl011@ADDRESS",
			    value);
		return -1;
	}
	if (!parse_address(value + strlen(pl011), &base)) {
		message_set(why, "%s: the address is not 0x and hex digits, "
			    "a multiple of 4", value);
		return -1;
	}
	settings->plan.console = SMMU_PLAN_CONSOLE_PL011;
	settings->plan.console_base = base;
	return 0;
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
			"does (the default), in its device tree, in its\n"
			"ACPI table IORT, or in a file of either kind.",
	}, {
		.form.name = "add", .form.value = "v1|v2|v3@BASE[+SIZE]",
		.take = take_add,
		.form.help =
			"One more SMMU, which the source does not tell of.\n"
			"Repeatable.",
	}, {
		.form.name = "console", .form.value = "none|pl011@ADDRESS",
		.take = take_console,
		.form.help =
			"Where the stage prints what it did. none by\n"
			"default.",
	}, {
		.form.name = "timeout", .form.value = "TIME",
		.take = take_timeout,
		.form.help =
			"For every wait of the stage, with us, ms or s;\n"
			"100ms by default.",
	}, {
		.form.name = "on-failure", .form.value = "continue|reset",
	}, {
		.form.name = "best-effort", .form.value = "yes|no",
		.form.is_optional = true, .form.words = { "yes", "no" },
		.is_load = true,
	},
	{ .form.name = NULL },
};
