/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of a load, whether from the command line, the configuration file
 * or the arguments of kexec-smmu-wrap. One table names the settings, reads
 * their values and holds their help. Pure: no I/O, no printing.
 */
#ifndef OPTIONS_SETTINGS_H
#define OPTIONS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/added.h"
#include "host/source.h"
#include "util/macros.h"
#include "util/message.h"
#include "plan/plan.h"
#include "plan/policy.h"

struct settings {
	struct policy_rule *rules;	/* owned; in the order given */
	size_t rule_count;
	struct source source;
	struct added_smmu *added;	/* owned */
	size_t added_count;
	struct plan_settings plan;	/* as given: see platform.h */
	bool best_effort;
	bool strict;
	bool reset_unbound;
	uint32_t given;			/* bit n: settings_table[n] was */
};

/* How a setting, or another option, is written. */
struct setting_form {
	const char *name;
	char letter;		/* kexec-smmu-wrap's short form; 0: none */
	const char *value;	/* its name in help; NULL: takes none */
	bool is_optional;	/* the value; words[] then may be the next */
	const char *words[3];
	const char *help;	/* lines */
};

struct setting {
	struct setting_form form;
	bool is_load;		/* of kexec-smmu only: not for kexec-smmu-wrap */
	bool is_exec;		/* of -e, not of a load */
	/*
	 * value is NULL if an optional one was left out, and never empty; it
	 * must outlive the settings. Returns 0, or -1 and *why says what is
	 * wrong with the value, without the setting's name. NULL: for a later
	 * version.
	 */
	int (*take)(struct settings *settings, const char *value,
		    struct message *why);
};

/* Ended by an entry without a name. --NAME, --smmu-NAME, or NAME = VALUE. */
extern const struct setting settings_table[];

/* The defaults. Free what is taken later with settings_clear(). */
void settings_init(struct settings *ret_settings);
void settings_clear(struct settings *settings);

/* Find a setting by its name[0, size). NULL if there is none. */
const struct setting *setting_find(const char *name, size_t size);

/* The same for forms, terminated by an entry without a name. */
const struct setting_form *setting_form_find(const struct setting_form *forms,
					     const char *name, size_t size);

/* Whether a rule asks for this action. */
bool settings_ask_for(const struct settings *settings, enum smmu_action action);

/* Whether a rule asks for anything but keep. */
bool settings_ask_to_act(const struct settings *settings);

/*
 * Refuse contradictions, once all settings are taken. Returns 0, or -1 with the
 * reason in *why.
 */
int settings_check(const struct settings *settings, struct message *why)
	_must_check_ _nonnull_(1, 2);

/* Whether it was given by setting_take(), and not left at its default. */
bool setting_was_given(const struct settings *settings,
		       const struct setting *setting);

/* Of struct settings' given: those of -e alone. */
uint32_t setting_exec_only(void);

/* The first of struct settings' given, in the table's order; or NULL. */
const struct setting *setting_first(uint32_t given);

/*
 * Give a setting a value; NULL for none. A repeatable one gains an item, any
 * other is replaced. said is the user's spelling, for messages: --smmu-add.
 * Returns 0, or -1 with the reason in *why; the settings stay good to be used
 * or cleared.
 */
int setting_take(const struct setting *setting, struct settings *settings,
		 const char *said, const char *value, struct message *why)
	_must_check_ _nonnull_(1, 2, 3, 5);

/*
 * Which of two words a value is: 0 for the first, 1 for the second; -1 with
 * the reason in *why for none.
 */
int setting_either(const char *value, const char *first, const char *second,
		   struct message *why) _must_check_ _nonnull_(1, 2, 3, 4);

/*
 * Which of the form's words a value is, from 0; -1 with the reason in *why for
 * none.
 */
int setting_form_word(const struct setting_form *form, const char *value,
		      struct message *why) _must_check_ _nonnull_(1, 2, 3);

/*
 * Whether a form can have this value; NULL for none. Returns 0, or -1 with the
 * reason in *why.
 */
int setting_form_check(const struct setting_form *form, const char *said,
		       const char *value, struct message *why)
	_must_check_ _nonnull_(1, 2, 4);

/*
 * The value of an option of this form, written as word on a command line whose
 * next word is at *at: after "=", or else that word, if the form can have it;
 * *at then moves on. NULL for none.
 */
const char *setting_form_value(const struct setting_form *form,
			       const char *word, char *const **at)
	_must_check_ _nonnull_(1, 2, 3);

#endif
