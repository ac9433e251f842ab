/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the last stage left for this system. */
#ifndef HOST_PREVIOUS_H
#define HOST_PREVIOUS_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/*
 * The log in /chosen of the device tree that this system was started with: of
 * /proc/device-tree, or where that has no /chosen, as with ACPI, of
 * /sys/firmware/fdt. Returns 1 and the bytes, to be freed; 0 where there is none;
 * or -1 with the reason in *why.
 */
int previous_log(char **ret_text, size_t *ret_size, struct message *why)
	_must_check_ _nonnull_(1, 2, 3);

#endif
