/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What a device tree is made of: Devicetree Specification v0.4, chapter 5. */
#ifndef JOB_FDT_H
#define JOB_FDT_H

#include <stdint.h>

#include "io.h"

/* 5.2: offsets of the header's words, and what some of them are. */
#define FDT_AT_MAGIC		0u
#define FDT_AT_SIZE		4u
#define FDT_AT_STRUCTURE	8u
#define FDT_AT_STRINGS		12u
#define FDT_AT_RESERVATIONS	16u
#define FDT_AT_VERSION		20u
#define FDT_AT_COMPATIBLE	24u
#define FDT_AT_STRINGS_SIZE	32u
#define FDT_AT_STRUCTURE_SIZE	36u
#define FDT_HEADER_SIZE		40u
#define FDT_MAGIC		0xd00dfeedu
#define FDT_VERSION		17u

#define FDT_SIZE_MAX		0x200000u	/* booting.rst */

/* 5.4.1: tokens */
#define FDT_BEGIN_NODE		1u
#define FDT_END_NODE		2u
#define FDT_PROP		3u
#define FDT_NOP			4u
#define FDT_END			9u

/* Words are big-endian. */
static inline uint32_t fdt_read(uint64_t at)
{
	return __builtin_bswap32(io_read32(at));
}

static inline void fdt_write(uint64_t at, uint32_t word)
{
	io_write32(at, __builtin_bswap32(word));
}

#endif
