/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the configuration file, if it can be trusted. */
#ifndef OPTIONS_CONF_FILE_H
#define OPTIONS_CONF_FILE_H

#include <sys/types.h>

#include "options/conf.h"
#include "util/macros.h"

/* How it went. */
enum conf_state {
	CONF_GOOD,	/* read, or there is none */
	CONF_HIDDEN,	/* this user may not read it */
	CONF_BAD,	/* not to be trusted; may set ret_conf->kexec_tools */
};

/*
 * Read and parse a file. Since its lines decide what root runs and loads, the
 * file and the directory that holds its name must belong to owner and be
 * writable by nobody else; if the name is a link, so must every link and
 * directory on the way from there, or from the root. If the state is not
 * CONF_GOOD, the reason is in *why. Free with conf_clear() in all cases; path
 * must outlive the conf.
 */
enum conf_state conf_file_read(const char *path, uid_t owner,
			       struct conf *ret_conf, struct message *why)
	_must_check_ _nonnull_(1, 3, 4);

#endif
