/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are not a source but can be converted to one. Pure. */
#ifndef HOST_SOURCE_KIND_H
#define HOST_SOURCE_KIND_H

#include <stddef.h>
#include <stdint.h>

/*
 * What bytes[0, size) are, and the command that makes a device tree blob or an
 * IORT table of FILE, or that they are unknown. NULL if they begin like one of
 * the two.
 */
const char *source_kind(const uint8_t *bytes, size_t size);

#endif
