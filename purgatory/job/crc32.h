/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef JOB_CRC32_H
#define JOB_CRC32_H

#include <stddef.h>
#include <stdint.h>

/*
 * Continue a CRC-32 (ISO-HDLC: reflected, polynomial 0x04c11db7, as zlib's
 * crc32()) over size more bytes; crc is 0 at first.
 */
uint32_t crc32_update(uint32_t crc, const uint8_t *bytes, size_t size);

#endif
