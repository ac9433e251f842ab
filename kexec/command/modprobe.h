/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --smmu-modprobe: the parameters of the kernel module kexec_smmu as the
 * configuration has the policies, for modprobe(8).
 */
#ifndef COMMAND_MODPROBE_H
#define COMMAND_MODPROBE_H

#include "options/conf.h"
#include "util/macros.h"

/*
 * Write the file that host_modprobe() names, whole or not at all. Prints what
 * went wrong, and returns the exit status.
 */
int modprobe_write(const struct conf *conf) _nonnull_(1);

#endif
