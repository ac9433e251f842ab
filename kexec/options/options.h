/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: which arguments are for kexec-smmu, what they say, and what
 * kexec-tools will do with the others. Pure: no I/O, no printing.
 */
#ifndef OPTIONS_OPTIONS_H
#define OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"
#include "options/settings.h"
#include "options/kexec-tools.h"

enum options_show {
	OPTIONS_SHOW_NONE,
	OPTIONS_SHOW_TABLE,
	OPTIONS_SHOW_JSON,
	OPTIONS_SHOW_TREE,
};

enum options_color {
	OPTIONS_COLOR_AUTO,	/* on a terminal, unless NO_COLOR is set */
	OPTIONS_COLOR_ALWAYS,
	OPTIONS_COLOR_NEVER,
};

struct options {
	char **tools_argv;		/* what is left; the array is owned */
	const char *image;		/* the file that kexec-tools would load;
					 * NULL: none is named */
	struct tools_scan scan;		/* what they make kexec-tools do */
	enum tools_task task;		/* of .scan, as is the call */
	enum tools_call call;
	enum options_show list;		/* --smmu-list */
	enum options_show status;	/* --smmu-status */
	enum options_show check;	/* --smmu-check */
	enum options_show report;	/* --smmu-report; TABLE: as text */
	enum options_color color;	/* --smmu-color */
	bool says_color;
	bool modprobe;			/* --smmu-modprobe */
	bool dry_run;			/* --smmu-dry-run */
	bool help;			/* --smmu-help */
	bool no_load;			/* with the configuration: none may be
					 * made of what is judged to be none */
	const char *kexec_tools;	/* as configured; NULL: it is not */
	struct settings settings;	/* as the command line says; owned */
};

/* The options that are not settings, terminated like settings_table[]. */
extern const struct setting_form options_forms[];

/* Whether the task is a load, of either kind. */
bool options_load(const struct options *options);

/*
 * Refuse options without effect, once the configuration is applied: without a
 * policy other than keep, no setting may be given on the command line of a
 * load. given holds those that were. Returns 0, or -1 with the reason in *why.
 */
int options_check_use(const struct options *options, uint32_t given,
		      struct message *why) _must_check_ _nonnull_(1, 3);

/*
 * Parse a command line. Arguments that begin with --smmu- are for kexec-smmu up
 * to "--", unless they are the value of an option of kexec-tools. Like
 * kexec-tools, it heeds POSIXLY_CORRECT in the environment: options after the
 * first operand are operands (except --smmu-..., or a policy would be silently
 * ignored). Returns 0, or -1 with the reason in *why and *ret_options
 * untouched. argv must outlive the options. Free with options_clear().
 */
int options_parse(char *const *argv, struct options *ret_options,
		  struct message *why) _must_check_ _nonnull_(1, 2, 3);
void options_clear(struct options *options);

#endif
