/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the plugin's answer means for a load that has finished. Pure. */
#ifndef LAUNCH_EXPLAIN_H
#define LAUNCH_EXPLAIN_H

#include <stdbool.h>

#include "host/kernel.h"
#include "plugin/order.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * Compare the answer with kexec-tools' wait status. Returns true if kexec-tools
 * reports success although the kernel did not get the stage. If there is
 * something to say that kexec-tools has not said, ret_line->text is not empty.
 */
bool explain_load(const struct order *order, int status,
		  const struct kernel_facts *facts, struct message *ret_line)
	_must_check_ _nonnull_(1, 3, 4);

/*
 * Why the kernel accepts no image, or only signed ones, as far as it says;
 * otherwise NULL.
 */
const char *explain_kernel(const struct kernel_facts *facts) _nonnull_(1);

/*
 * Whether a kexec-tools that has exited did not run with the plugin to its end.
 */
bool explain_is_kept(const struct order *order) _nonnull_(1);

/*
 * Why a kexec-tools that has exited did not get to a load with the plugin: a
 * sentence fragment. Never NULL.
 */
const char *explain_kept(const struct order *order);

#endif
