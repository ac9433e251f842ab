/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding kexec-tools' own program. */
#ifndef LAUNCH_TOOLS_H
#define LAUNCH_TOOLS_H

#include <limits.h>
#include <stdbool.h>

#include "util/macros.h"
#include "util/message.h"

struct tools {
	char path[PATH_MAX];
	bool is_script;		/* not an ELF file, as tools_check() saw it */
};

/*
 * The first of a colon-separated list of files that can be executed and is
 * not this very program under another name. Returns 0, or -1 with the reason
 * in *why and *ret_tools untouched.
 */
int tools_find(const char *list, struct tools *ret_tools, struct message *why)
	_must_check_ _nonnull_(1, 2, 3);

/*
 * The same, but first the configured program; NULL: none is. With strict, no
 * other.
 */
int tools_choose(const char *configured, bool strict, const char *list,
		 struct tools *ret_tools, struct message *why)
	_must_check_ _nonnull_(3, 4, 5);

/*
 * Whether the plugin can be preloaded into kexec-tools. Returns 0, or -1 with
 * the reason, and what to do about it, in *why. A script passes: what it starts
 * is only known afterwards.
 */
int tools_check(struct tools *tools, const char *plugin, struct message *why)
	_must_check_ _nonnull_(1, 2, 3);

#endif
