/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of our options, and what their values mean. */
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "options.h"
#include "smmu-plan.h"

static int take_policy(struct options *options, const char *value,
		       struct message *why)
{
	struct policy_rule *rules;

	rules = realloc(options->rules,
			(options->rule_count + 1) * sizeof(*rules));
	if (!rules) {
		message_set(why, "--smmu-policy: out of memory");
		return -1;
	}
	options->rules = rules;
	if (policy_rule_parse(value, &rules[options->rule_count], why) < 0)
		return -1;
	options->rule_count++;
	return 0;
}

static int take_source(struct options *options, const char *value,
		       struct message *why)
{
	(void)why;
	machine_source_parse(value, &options->source);
	return 0;
}

static int take_add(struct options *options, const char *value,
		    struct message *why)
{
	struct added_smmu *added;

	added = reallocarray(options->added, options->added_count + 1,
			     sizeof(*added));
	if (!added) {
		message_set(why, "--smmu-add: out of memory");
		return -1;
	}
	options->added = added;
	if (added_parse(value, &added[options->added_count], why) < 0)
		return -1;
	options->added_count++;
	return 0;
}

static int take_list(struct options *options, const char *value,
		     struct message *why)
{
	if (!value || strcmp(value, "table") == 0) {
		options->list = OPTIONS_LIST_TABLE;
		return 0;
	}
	if (strcmp(value, "json") == 0) {
		options->list = OPTIONS_LIST_JSON;
		return 0;
	}
	message_set(why, "--smmu-list: %s: neither table nor json", value);
	return -1;
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

static int take_console(struct options *options, const char *value,
			struct message *why)
{
	static const char pl011[] = "pl011@";
	uint64_t base;

	if (strcmp(value, "none") == 0) {
		options->settings.console = SMMU_PLAN_CONSOLE_NONE;
		options->settings.console_base = 0;
		return 0;
	}
	if (strcmp(value, "auto") == 0 ||
	    strncmp(value, "uart8250@", strlen("uart8250@")) == 0) {
		message_set(why, "--smmu-console=%s: not available in this "
			    "version", value);
		return -1;
	}
	if (strncmp(value, pl011, strlen(pl011)) != 0) {
		message_set(why, "--smmu-console: %s: neither none nor "
			    "pl011@ADDRESS", value);
		return -1;
	}
	if (!parse_address(value + strlen(pl011), &base)) {
		message_set(why, "--smmu-console: %s: the address is not 0x "
			    "and hex digits, a multiple of 4", value);
		return -1;
	}
	options->settings.console = SMMU_PLAN_CONSOLE_PL011;
	options->settings.console_base = base;
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

static int take_timeout(struct options *options, const char *value,
			struct message *why)
{
	size_t digits = strspn(value, "0123456789");
	uint32_t unit = unit_us(value + digits);
	unsigned long long count = strtoull(value, NULL, 10);

	if (digits == 0 || unit == 0) {
		message_set(why, "--smmu-timeout: %s: not a number with us, "
			    "ms or s", value);
		return -1;
	}
	if (count == 0 || count > PLAN_TIMEOUT_MAX_US / unit) {
		message_set(why, "--smmu-timeout: %s: not from 1us to %us",
			    value, PLAN_TIMEOUT_MAX_US / 1000000);
		return -1;
	}
	options->settings.timeout_us = (uint32_t)count * unit;
	return 0;
}

const struct our_option our_options[] = {
	{
		.name = "policy", .value = "[WHICH=]POLICY",
		.take = take_policy,
		.help = "What SMMUs become before the image starts: abort\n"
			"(block all DMA), bypass or keep. WHICH is a base\n"
			"address (0x...), a device tree path (/...), or v1,\n"
			"v2 or v3; the most specific wins. Repeatable.",
	}, {
		.name = "source", .value = "auto|fdt|iort|FILE",
		.take = take_source,
		.help = "Where SMMUs are looked up: as the running kernel\n"
			"does (the default), in its device tree, in its\n"
			"ACPI table IORT, or in a file of either kind.",
	}, {
		.name = "add", .value = "v1|v2|v3@BASE[+SIZE]",
		.take = take_add,
		.help = "One more SMMU, which the source does not tell of.\n"
			"Repeatable.",
	}, {
		.name = "list", .value = "table|json", .is_optional = true,
		.words = { "table", "json" }, .take = take_list,
		.help = "Print the SMMUs and what would be done; load\n"
			"nothing.",
	}, {
		.name = "console", .value = "none|pl011@ADDRESS",
		.take = take_console,
		.help = "Where the stage prints what it did. none by\n"
			"default.",
	}, {
		.name = "timeout", .value = "TIME", .take = take_timeout,
		.help = "For every wait of the stage, with us, ms or s;\n"
			"100ms by default.",
	},
	{ .name = "on-failure", .value = "continue|reset" },
	{ .name = "best-effort" },
	{ .name = "status" },
	{ .name = NULL },
};
