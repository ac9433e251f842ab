/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration file: lines "KEY = VALUE" and comments. A key is the name
 * of a setting, with crash- in front for crash kernels only; kexec-tools names
 * the program. Pure: conf-file.h reads the file.
 */
#ifndef OPTIONS_CONF_H
#define OPTIONS_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "util/macros.h"
#include "util/message.h"
#include "options/settings.h"

struct conf_line {
	const struct setting *setting;
	const char *value;
	bool crash;
	unsigned int number;	/* from 1 */
};

struct conf {
	const char *name;		/* of the file, for messages */
	char *text;			/* owned; values are in it */
	struct conf_line *lines;	/* owned; in the file's order */
	size_t count;
	const char *kexec_tools;	/* an absolute path; NULL: none given */
};

/*
 * Parse text[0, size). A # at the start of a line or after a blank begins a
 * comment. Every line is checked, even if this task does not need it. Returns
 * 0, or -1 with the first wrong line in *why: then *ret_conf has no lines, but
 * kexec_tools if a valid line gives it. name must outlive the conf. Free with
 * conf_clear() in both cases.
 */
int conf_parse(const char *name, const char *text, size_t size,
	       struct conf *ret_conf, struct message *why)
	_must_check_ _nonnull_(1, 2, 4, 5);
void conf_clear(struct conf *conf);

/* Whether a line is for crash kernels only. */
bool conf_has_crash(const struct conf *conf) _must_check_ _nonnull_(1);

/*
 * Fill in what the command line leaves open. A setting given there replaces all
 * lines of its key; for a crash kernel, the lines of crash-KEY, if there are
 * any, replace all lines of KEY. The conf must outlive the settings. Returns 0,
 * or -1 with the reason in *why.
 */
int conf_apply(const struct conf *conf, bool crash, struct settings *settings,
	       struct message *why) _must_check_ _nonnull_(1, 3, 4);

/* The same for -e, of the few settings that it has. */
void conf_apply_exec(const struct conf *conf, struct settings *settings)
	_nonnull_(1, 2);

/*
 * Whether the settings for both images make sense together. Returns 0, or -1
 * with the reason in *why.
 */
int conf_check(const struct conf *conf, struct message *why)
	_must_check_ _nonnull_(1, 2);

/* Whether a policy other than keep is configured for such an image. */
bool conf_asks_to_act(const struct conf *conf, bool crash)
	_must_check_ _nonnull_(1);

#endif
