/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people give as a source that is none, but could be made one. Pure. */
#ifndef HOST_SOURCE_KIND_H
#define HOST_SOURCE_KIND_H

#include <stddef.h>
#include <stdint.h>

/*
 * What bytes[0, size) are, and the command that makes a device tree blob or an
 * IORT table of FILE; or that nobody knows what they are. NULL for what begins
 * as one of the two does.
 */
const char *source_kind(const uint8_t *bytes, size_t size);

#endif
