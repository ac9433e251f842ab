/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The doors to the hardware: one for each of read, write, barrier and time.
 * door.c is the real one; tests put another in its place.
 */
#ifndef DOOR_H
#define DOOR_H

#include <stdint.h>

/* Aligned accesses to device memory; base and offset in bytes. */
uint32_t door_read8(uint64_t address);
void door_write8(uint64_t address, uint32_t value);
uint32_t door_read32(uint64_t address);
void door_write32(uint64_t address, uint32_t value);
void door_write64(uint64_t address, uint64_t value);

/* All accesses before it are complete: DSB SY. */
void door_barrier(void);

/* The generic counter, and its frequency in Hz as firmware left it. */
uint64_t door_time(void);
uint64_t door_frequency(void);

/* Registers are types, so that a field cannot be passed for one. */
struct reg8 {
	uint32_t offset;
};

struct reg32 {
	uint32_t offset;
};

struct reg64 {
	uint32_t offset;
};

static inline uint32_t reg8_read(uint64_t base, struct reg8 reg)
{
	return door_read8(base + reg.offset);
}

static inline void reg8_write(uint64_t base, struct reg8 reg, uint32_t value)
{
	door_write8(base + reg.offset, value);
}

static inline uint32_t reg32_read(uint64_t base, struct reg32 reg)
{
	return door_read32(base + reg.offset);
}

static inline void reg32_write(uint64_t base, struct reg32 reg, uint32_t value)
{
	door_write32(base + reg.offset, value);
}

static inline void reg64_write(uint64_t base, struct reg64 reg, uint64_t value)
{
	door_write64(base + reg.offset, value);
}

#endif
