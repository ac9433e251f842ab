/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: which words are ours, what they say, and what kexec-tools
 * will do with the others. Pure: no I/O, no printing.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "added.h"
#include "machine.h"
#include "message.h"
#include "plan.h"
#include "policy.h"
#include "tools-options.h"

enum options_list { OPTIONS_LIST_NONE, OPTIONS_LIST_TABLE, OPTIONS_LIST_JSON };

struct options {
	char **tools_argv;		/* what is left; the array is owned */
	enum tools_task task;
	enum tools_call call;

	struct policy_rule *rules;	/* owned */
	size_t rule_count;
	struct machine_source source;
	struct added_smmu *added;	/* owned */
	size_t added_count;
	enum options_list list;
	struct plan_settings settings;
};

/* One of our options, --smmu-NAME. */
struct our_option {
	const char *name;
	const char *value;	/* how --help calls it; NULL: takes none */
	bool is_optional;	/* the value; words[] then may be the next */
	const char *words[3];
	/* NULL: a later version has it. Returns 0, or -1 and *why set. */
	int (*take)(struct options *options, const char *value,
		    struct message *why);
	const char *help;	/* lines */
};

/* The table, ended by an entry without a name. */
extern const struct our_option our_options[];

/*
 * Parse a command line. Words that begin with --smmu- are ours up to "--",
 * unless they are the value of an option of kexec-tools. Returns 0, or -1 with
 * the reason in *why and *ret_options untouched. The words must outlive the
 * options. Free with options_clear().
 */
int options_parse(char *const *argv, struct options *ret_options,
		  struct message *why);
void options_clear(struct options *options);

#endif
