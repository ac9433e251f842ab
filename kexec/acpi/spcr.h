/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console that ACPI names. Pure: no I/O, no printing. */
#ifndef ACPI_SPCR_H
#define ACPI_SPCR_H

#include <stddef.h>

#include "machine/serial.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * The console of an ACPI Serial Port Console Redirection Table (Microsoft,
 * revisions 1 to 4). A wrong checksum does not matter. Returns 0, or -1 with the
 * reason in *why and *ret_serial untouched.
 */
int spcr_parse(const void *blob, size_t size, struct serial *ret_serial,
	       struct message *why) _must_check_ _nonnull_(1, 3, 4);

#endif
