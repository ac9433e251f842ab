/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/settings.h"

#include <stdlib.h>
#include <string.h>

#include "options/console.h"
#include "smmu-plan.h"
#include "util/array.h"
#include "util/macros.h"

int setting_either(const char *value, const char *first, const char *second,
		   struct message *why)
{
	if (streq(value, first))
		return 0;
	if (streq(value, second))
		return 1;
	message_set(why, "%s: neither %s nor %s", value, first, second);
	return -1;
}

static int take_policy(struct settings *settings, const char *value,
		       struct message *why)
{
	void *rules = settings->rules;
	struct policy_rule *rule;

	rule = array_add(&rules, &settings->rule_count, sizeof(*rule));
	settings->rules = rules;
	if (!rule)
		return message_oom(why);
	if (policy_rule_parse(value, rule, why) == 0)
		return 0;
	settings->rule_count--;
	return -1;
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
	void *array = settings->added;
	struct added_smmu *added;

	added = array_add(&array, &settings->added_count, sizeof(*added));
	settings->added = array;
	if (!added)
		return message_oom(why);
	if (added_parse(value, added, why) == 0)
		return 0;
	settings->added_count--;
	return -1;
}

static int take_console(struct settings *settings, const char *value,
			struct message *why)
{
	struct console_choice choice;

	if (console_parse(value, &choice, why) < 0)
		return -1;
	settings->plan.console_auto = choice.is_auto;
	settings->plan.console = choice.serial.type;
	settings->plan.console_base = choice.serial.base;
	return 0;
}

/* A number with its unit, at least least_us. */
static int take_time(const char *value, uint32_t least_us, uint32_t *ret_us,
		     struct message *why)
{
	static const struct {
		const char *name;
		uint32_t us;
	} units[] = { { "us", 1 }, { "ms", 1000 }, { "s", 1000000 } };
	size_t digits = strspn(value, "0123456789");
	unsigned long long count = strtoull(value, NULL, 10);
	size_t i = 0;

	while (i < ARRAY_SIZE(units) && !streq(value + digits, units[i].name))
		i++;
	if (digits == 0 || i == ARRAY_SIZE(units)) {
		message_set(why, "%s: not a number with us, ms or s", value);
		return -1;
	}
	if (count < least_us || count > PLAN_TIMEOUT_MAX_US / units[i].us) {
		message_set(why, "%s: not from %uus to %us", value, least_us,
			    PLAN_TIMEOUT_MAX_US / 1000000);
		return -1;
	}
	*ret_us = (uint32_t)count * units[i].us;
	return 0;
}

static int take_timeout(struct settings *settings, const char *value,
			struct message *why)
{
	return take_time(value, 1, &settings->plan.timeout_us, why);
}

static int take_settle(struct settings *settings, const char *value,
		       struct message *why)
{
	return take_time(value, 0, &settings->plan.settle_us, why);
}

static int take_watch(struct settings *settings, const char *value,
		      struct message *why)
{
	if (take_time(value, 0, &settings->plan.watch_us, why) < 0)
		return -1;
	settings->plan.blocks.watch = settings->plan.watch_us != 0;
	return 0;
}

/* yes, no, or nothing, which is yes. */
static int take_switch(const char *value, bool *ret_on, struct message *why)
{
	int no = value ? setting_either(value, "yes", "no", why) : 0;

	if (no < 0)
		return -1;
	*ret_on = !no;
	return 0;
}

static int take_log(struct settings *settings, const char *value,
		    struct message *why)
{
	return take_switch(value, &settings->plan.log, why);
}

static int take_on_failure(struct settings *settings, const char *value,
			   struct message *why)
{
	int reset = setting_either(value, "continue", "reset", why);

	if (reset < 0)
		return -1;
	settings->plan.on_failure = reset ? SMMU_PLAN_RESET :
					    SMMU_PLAN_CONTINUE;
	return 0;
}

static int take_best_effort(struct settings *settings, const char *value,
			    struct message *why)
{
	return take_switch(value, &settings->best_effort, why);
}

static int take_strict(struct settings *settings, const char *value,
		       struct message *why)
{
	return take_switch(value, &settings->strict, why);
}

static int take_reset_unbound(struct settings *settings, const char *value,
			      struct message *why)
{
	return take_switch(value, &settings->reset_unbound, why);
}

const struct setting settings_table[] = {
	{
		.form.name = "policy", .form.value = "[WHICH=]POLICY",
		.take = take_policy,
		.form.help =
			"The state to put SMMUs into before the image starts:\n"
			"abort (block all DMA), drain (stop PCI devices, then\n"
			"abort), quiesce (abort; stop and reset PCI devices;\n"
			"bypass only if all are silent), bypass, keep, or\n"
			"auto. drain and quiesce: kexec-smmu only.\n"
			"WHICH is a base address (0x...), a device tree path\n"
			"(/...), or v1, v2 or v3; the most specific wins.\n"
			"Repeatable.",
	}, {
		.form.name = "source", .form.value = "auto|fdt|iort|FILE",
		.take = take_source,
		.form.help =
			"Where to look up SMMUs: where the running kernel\n"
			"does (auto, the default of kexec-smmu), in its\n"
			"device tree, in its ACPI table IORT, or in a file\n"
			"of either kind.",
	}, {
		.form.name = "add", .form.value = "v1|v2|v3@BASE[+SIZE]",
		.take = take_add,
		.form.help =
			"Add an SMMU that is missing from the source.\n"
			"Repeatable.",
	}, {
		.form.name = "console",
		.form.value = "none|auto|pl011@ADDRESS|uart8250@ADDRESS[,mmio32]",
		.take = take_console,
		.form.help =
			"The UART on which the stage reports. The default is\n"
			"none; auto is the console named by the device tree\n"
			"(stdout-path) or ACPI (SPCR).",
	}, {
		.form.name = "timeout", .form.value = "TIME",
		.take = take_timeout,
		.form.help =
			"How long the stage waits for an acknowledgement:\n"
			"a number with us, ms or s, by default 100ms; at\n"
			"least a second for those a fence depends on.",
	}, {
		.form.name = "settle", .form.value = "TIME",
		.take = take_settle,
		.form.help =
			"How long the stage waits after the fence for DMA\n"
			"that passed it before to reach memory; by default\n"
			"50ms, 0ms for no wait.",
	}, {
		.form.name = "watch", .form.value = "TIME",
		.take = take_watch,
		.form.help =
			"How long the stage looks, after the fence, for\n"
			"devices that still do DMA, to report them; by\n"
			"default 0ms, not at all.",
	}, {
		.form.name = "log", .form.value = "yes|no",
		.form.is_optional = true, .form.words = { "yes", "no" },
		.take = take_log,
		.form.help =
			"Hand what the stage prints to the next system, in\n"
			"/proc/device-tree/chosen/kexec-smmu,log: yes, the\n"
			"default, or no.",
	}, {
		.form.name = "on-failure", .form.value = "continue|reset",
		.take = take_on_failure,
		.form.help =
			"If an SMMU could not be fenced (or opened), or the\n"
			"stage was corrupted: start the image anyway (the\n"
			"default), or reset the machine through PSCI.",
	}, {
		.form.name = "best-effort", .form.value = "yes|no",
		.form.is_optional = true, .form.words = { "yes", "no" },
		.is_load = true, .take = take_best_effort,
		.form.help =
			"If the stage cannot be added, warn and load without\n"
			"it instead of failing.",
	}, {
		.form.name = "strict", .form.value = "yes|no",
		.form.is_optional = true, .form.words = { "yes", "no" },
		.take = take_strict,
		.form.help =
			"Fail if an SMMU in use does not get the state that\n"
			"was asked for, instead of printing NOT FENCED.",
	}, {
		.form.name = "reset-unbound", .form.value = "yes|no",
		.form.is_optional = true, .form.words = { "yes", "no" },
		.is_load = true, .is_exec = true, .take = take_reset_unbound,
		.form.help =
			"With -e: let Linux first reset the PCI functions that\n"
			"have no driver to stop them; by default no.",
	},
	{ .form.name = NULL },
};

void settings_init(struct settings *ret_settings)
{
	*ret_settings = (struct settings){
		.source = { .kind = SOURCE_AUTO },
		.plan = { .timeout_us = PLAN_TIMEOUT_DEFAULT_US,
			  .settle_us = PLAN_SETTLE_DEFAULT_US,
			  .log = true },
	};
}

void settings_clear(struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->rule_count; i++)
		policy_rule_clear(&settings->rules[i]);
	free(settings->rules);
	free(settings->added);
	memset(settings, 0, sizeof(*settings));
}

bool settings_ask_for(const struct settings *settings, enum smmu_action action)
{
	size_t i = 0;

	while (i < settings->rule_count && settings->rules[i].action != action)
		i++;
	return i < settings->rule_count;
}

bool settings_ask_to_act(const struct settings *settings)
{
	size_t i;

	for (i = 0; i < settings->rule_count; i++)
		if (settings->rules[i].action != SMMU_KEEP)
			return true;
	return false;
}

int settings_check(const struct settings *settings, struct message *why)
{
	if (settings->strict && settings->best_effort)
		return message_set(why, "strict: cannot go together with "
				   "best-effort, which loads without the "
				   "stage");
	if (!settings->plan.settle_us && !settings->plan.watch_us &&
	    settings_ask_for(settings, SMMU_QUIESCE))
		return message_set(why, "settle: 0 cannot go together with "
				   "quiesce, which listens for that time, "
				   "without watch");
	return 0;
}

static bool is_named(const struct setting_form *form, const char *name,
		     size_t size)
{
	return strlen(form->name) == size && !memcmp(form->name, name, size);
}

const struct setting *setting_find(const char *name, size_t size)
{
	const struct setting *setting;

	for (setting = settings_table; setting->form.name; setting++)
		if (is_named(&setting->form, name, size))
			return setting;
	return NULL;
}

const struct setting_form *setting_form_find(const struct setting_form *forms,
					     const char *name, size_t size)
{
	for (; forms->name; forms++)
		if (is_named(forms, name, size))
			return forms;
	return NULL;
}

static uint32_t bit_of(const struct setting *setting)
{
	return UINT32_C(1) << (setting - settings_table);
}

uint32_t setting_exec_only(void)
{
	const struct setting *setting;
	uint32_t bits = 0;

	for (setting = settings_table; setting->form.name; setting++)
		if (setting->is_exec)
			bits |= bit_of(setting);
	return bits;
}

const struct setting *setting_first(uint32_t given)
{
	const struct setting *setting;

	for (setting = settings_table; setting->form.name; setting++)
		if (given & bit_of(setting))
			return setting;
	return NULL;
}

bool setting_was_given(const struct settings *settings,
		       const struct setting *setting)
{
	return settings->given & bit_of(setting);
}

int setting_form_check(const struct setting_form *form, const char *said,
		       const char *value, struct message *why)
{
	if (value && !form->value) {
		message_set(why, "%s: takes no value", said);
		return -1;
	}
	if (value ? *value == '\0' : form->value && !form->is_optional) {
		message_set(why, "%s: needs a value: %s", said, form->value);
		return -1;
	}
	return 0;
}

int setting_form_word(const struct setting_form *form, const char *value,
		      struct message *why)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(form->words) && form->words[i]; i++) {
		if (streq(value, form->words[i]))
			return (int)i;
	}
	if (i < ARRAY_SIZE(form->words))
		return message_set(why, "%s: neither %s nor %s", value,
				   form->words[0], form->words[1]);
	return message_set(why, "%s: neither %s, %s nor %s", value,
			   form->words[0], form->words[1], form->words[2]);
}

const char *setting_form_value(const struct setting_form *form,
			       const char *word, char *const **at)
{
	const char *equals = strchr(word, '=');
	const char *next = **at;
	bool takes = next && form->value && !form->is_optional;
	size_t i;

	if (equals)
		return equals + 1;
	for (i = 0; next && i < ARRAY_SIZE(form->words); i++)
		takes |= form->words[i] && streq(form->words[i], next);
	return takes ? *(*at)++ : NULL;
}

int setting_take(const struct setting *setting, struct settings *settings,
		 const char *said, const char *value, struct message *why)
{
	struct message reason;

	if (!setting->take) {
		message_set(why, "%s: not available in this version", said);
		return -1;
	}
	if (setting_form_check(&setting->form, said, value, why) < 0)
		return -1;
	if (setting->take(settings, value, &reason) < 0) {
		message_set(why, "%s: %s", said, reason.text);
		return -1;
	}
	settings->given |= bit_of(setting);
	return 0;
}
