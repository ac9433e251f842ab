/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CRC-32 as zlib has it: the plugin has no zlib, and a plan is small. Pure. */
#ifndef IMAGE_CRC32_H
#define IMAGE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Of bytes that follow those of crc; 0 if none precede them. */
uint32_t image_crc32(uint32_t crc, const uint8_t *bytes, size_t size);

#endif
