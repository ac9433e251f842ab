/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hardware of the stage when it is built for the host, in place of
 * purgatory/io.h: -I finds this directory first. What answers is in cpu.c.
 */
#ifndef PURGATORY_IO_H
#define PURGATORY_IO_H

#include <stdbool.h>
#include <stdint.h>

uint32_t io_read8(uint64_t address);
void io_write8(uint64_t address, uint32_t value);
uint32_t io_read32(uint64_t address);
void io_write32(uint64_t address, uint32_t value);
uint64_t io_read64(uint64_t address);
void io_write64(uint64_t address, uint64_t value);
void io_barrier(void);
uint64_t io_cache_type(void);
void io_cache_invalidate(uint64_t address, bool drop);
bool io_has_crc32(void);
uint32_t io_crc32x(uint32_t remainder, uint64_t bytes);
uint64_t io_time(void);
uint64_t io_frequency(void);
void io_stop(void) __attribute__((noreturn));

#endif
