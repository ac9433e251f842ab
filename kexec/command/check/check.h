/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-check: whether this machine is armed, and a load would work. */
#ifndef COMMAND_CHECK_CHECK_H
#define COMMAND_CHECK_CHECK_H

#include "host/kernel.h"
#include "options/conf-file.h"
#include "options/options.h"

struct check_request {
	bool json;
	const struct settings *settings[KERNEL_IMAGES];	/* NULL: not asked */
	const char *kexec_tools;	/* as configured, or NULL */
	const struct conf *conf;
	enum conf_state state;
	const struct message *why;	/* of the state, if not CONF_GOOD */
};

/*
 * Prints, and returns the exit status: 0; 3 if something fails that would keep
 * an image from being fenced; 1 for an error of its own.
 */
int check_show(const struct check_request *request) _nonnull_(1);

#endif
