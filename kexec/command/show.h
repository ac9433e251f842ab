/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tasks that only show something. */
#ifndef COMMAND_SHOW_H
#define COMMAND_SHOW_H

#include "command/status.h"
#include "options/conf.h"
#include "options/options.h"

/* The exit status if something is not as it was asked for. */
#define SHOW_WRONG	3

/*
 * The end of all that an option printed: status, or 1 and a line if the output
 * could not be written.
 */
int show_end(const char *option, int status);

/*
 * Both print what went wrong, and return the exit status.
 *
 * What a load would do, for the image that the options speak of; with crash,
 * for both images: those are then its settings for a crash kernel, and may be
 * the options' own. 1 if a load would fail.
 */
int show_list(const struct options *options, const struct settings *crash);

/*
 * 3 if an image is not as it was asked for, or the configuration is wrong: then
 * wrong says why, otherwise it is NULL.
 */
int show_status(const struct options *options, const struct conf *conf,
		const struct message *wrong);

/*
 * Ask kernel and records; the images are judged by the conf. Returns 0; or -1
 * with the reason in *why. Free with show_forget().
 */
int show_ask(const struct conf *conf, struct status *ret_status,
	     struct message *why) _must_check_;
void show_forget(struct status *status);

#endif
