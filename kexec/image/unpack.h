/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unpacking a payload: gzip (RFC 1952), or the EFI zboot image of Linux
 * (drivers/firmware/efi/libstub/zboot-header.S) with gzip inside. Pure: bytes
 * in, bytes out.
 */
#ifndef IMAGE_UNPACK_H
#define IMAGE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

struct unpacked {
	const uint8_t *bytes;
	size_t size;
	uint8_t *owned;		/* NULL: bytes are part of what came in */
};

/*
 * Unpack bytes[0, size), or return the same if nothing is packed; a zboot image
 * only with zboot. Returns 0, or -1 with the reason in *why and *ret_unpacked
 * untouched. The bytes must outlive the result. Free with unpack_clear().
 */
int unpack(const uint8_t *bytes, size_t size, bool zboot,
	   struct unpacked *ret_unpacked, struct message *why) _must_check_;
void unpack_clear(struct unpacked *unpacked);

#endif
