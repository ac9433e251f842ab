/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tasks that only show something. */
#ifndef COMMAND_SHOW_H
#define COMMAND_SHOW_H

#include "options/conf.h"
#include "options/options.h"

/*
 * Both print what went wrong, and return the exit status.
 *
 * What a load would do, for the image that the options speak of; with crash, for
 * both images: those are then its settings for a crash kernel, and may be the
 * options' own. 1 where a load would fail.
 */
int show_list(const struct options *options, const struct settings *crash);

/* 3 where an image is not as it was asked for; the conf says what was. */
int show_status(const struct options *options, const struct conf *conf);

#endif
