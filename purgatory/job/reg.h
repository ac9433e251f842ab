/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Registers of devices. Each width is a type, so that a field or a register of
 * another width cannot be passed by mistake.
 */
#ifndef JOB_REG_H
#define JOB_REG_H

#include <stdint.h>

#include "io.h"

struct reg8 {
	uint32_t offset;
};

struct reg32 {
	uint32_t offset;
};

struct reg64 {
	uint32_t offset;
};

#define REG8(offset)	((struct reg8){ (offset) })
#define REG32(offset)	((struct reg32){ (offset) })
#define REG64(offset)	((struct reg64){ (offset) })

static inline uint32_t reg8_read(uint64_t base, struct reg8 reg)
{
	return io_read8(base + reg.offset);
}

static inline void reg8_write(uint64_t base, struct reg8 reg, uint32_t value)
{
	io_write8(base + reg.offset, value);
}

static inline uint32_t reg32_read(uint64_t base, struct reg32 reg)
{
	return io_read32(base + reg.offset);
}

static inline void reg32_write(uint64_t base, struct reg32 reg, uint32_t value)
{
	io_write32(base + reg.offset, value);
}

static inline void reg64_write(uint64_t base, struct reg64 reg, uint64_t value)
{
	io_write64(base + reg.offset, value);
}

#endif
