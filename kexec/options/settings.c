/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/settings.h"

#include <stdlib.h>
#include <string.h>

void settings_init(struct settings *ret_settings)
{
	*ret_settings = (struct settings){
		.source = { .kind = SOURCE_AUTO },
		.plan = { .timeout_us = PLAN_TIMEOUT_DEFAULT_US },
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

const struct setting *setting_find(const char *name, size_t size)
{
	const struct setting *setting;

	for (setting = settings_table; setting->form.name; setting++)
		if (strlen(setting->form.name) == size &&
		    memcmp(setting->form.name, name, size) == 0)
			return setting;
	return NULL;
}

static uint32_t bit_of(const struct setting *setting)
{
	return UINT32_C(1) << (setting - settings_table);
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

static bool takes(const struct setting_form *form, const char *next)
{
	size_t i;

	if (!next || !form->value)
		return false;
	if (!form->is_optional)
		return true;
	for (i = 0; i < 3; i++)
		if (form->words[i] && strcmp(form->words[i], next) == 0)
			return true;
	return false;
}

const char *setting_form_value(const struct setting_form *form,
			       const char *word, char *const **at)
{
	const char *equals = strchr(word, '=');

	if (equals)
		return equals + 1;
	return takes(form, **at) ? *(*at)++ : NULL;
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
