/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --smmu-modprobe: write the configured policies as parameters of the kernel
 * module kexec_smmu, for modprobe(8).
 */
#ifndef COMMAND_MODPROBE_H
#define COMMAND_MODPROBE_H

#include <stdbool.h>

#include "options/conf.h"
#include "util/macros.h"

/*
 * Write the file that host_modprobe() names, whole or not at all. Prints what
 * went wrong, and returns the exit status.
 */
int modprobe_write(const struct conf *conf) _nonnull_(1);

/*
 * The text of that file; NULL with the reason in *why where it cannot say what
 * is configured. To be freed.
 */
char *modprobe_text(const struct conf *conf, struct message *why)
	_must_check_ _nonnull_(1, 2);

/* The same of the value of one parameter, policy or crash. */
char *modprobe_value(const struct conf *conf, bool crash, struct message *why)
	_must_check_ _nonnull_(1, 3);

/*
 * Whether a fence of the module at a panic comes too early: devices are to be
 * stopped first.
 */
bool modprobe_is_too_early(const struct conf *conf, const char *crash)
	_nonnull_(1, 2);

#endif
