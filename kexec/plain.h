/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-tools as it is, without the plugin. */
#ifndef PLAIN_H
#define PLAIN_H

#include "options.h"

/*
 * Run kexec-tools with the words that are left for it, and keep the records
 * true. Where there are none it takes this process's place: nobody can tell
 * the difference. Prints what went wrong, and returns the exit status.
 *
 * body: NULL where nothing was asked of the stage; else the record that tells
 * why it is not in (record_body()), written once the image is loaded.
 */
int plain_run(const struct options *options, const char *body);

#endif
