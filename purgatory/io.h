/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * All access to the hardware: read, write, barriers, caches, checksums, time
 * and an exception. Inline, since a call takes more bytes than an access.
 * Addresses are of device memory, aligned. A store is never from XZR, and no
 * access has writeback: hypervisors that emulate accesses get these wrong.
 */
#ifndef PURGATORY_IO_H
#define PURGATORY_IO_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t io_read8(uint64_t address)
{
	uint32_t value;

	__asm__ volatile ("ldrb %w0, %1" : "=r" (value)
			  : "m" (*(volatile uint8_t *)(uintptr_t)address)
			  : "memory");
	return value;
}

static inline void io_write8(uint64_t address, uint32_t value)
{
	__asm__ volatile ("strb %w1, %0"
			  : "=m" (*(volatile uint8_t *)(uintptr_t)address)
			  : "r" (value) : "memory");
}

static inline uint32_t io_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile ("ldr %w0, %1" : "=r" (value)
			  : "m" (*(volatile uint32_t *)(uintptr_t)address)
			  : "memory");
	return value;
}

static inline void io_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile ("str %w1, %0"
			  : "=m" (*(volatile uint32_t *)(uintptr_t)address)
			  : "r" (value) : "memory");
}

static inline uint64_t io_read64(uint64_t address)
{
	uint64_t value;

	__asm__ volatile ("ldr %0, %1" : "=r" (value)
			  : "m" (*(volatile uint64_t *)(uintptr_t)address)
			  : "memory");
	return value;
}

static inline void io_write64(uint64_t address, uint64_t value)
{
	__asm__ volatile ("str %1, %0"
			  : "=m" (*(volatile uint64_t *)(uintptr_t)address)
			  : "r" (value) : "memory");
}

/* All accesses before it are complete. */
static inline void io_barrier(void)
{
	__asm__ volatile ("dsb sy" : : : "memory");
}

/* CTR_EL0, the Cache Type Register. */
static inline uint64_t io_cache_type(void)
{
	uint64_t ctr;

	__asm__ ("mrs %0, ctr_el0" : "=r" (ctr));
	return ctr;
}

/* Clean a line from the caches, unless drop is set. */
static inline void io_cache_invalidate(uint64_t address, bool drop)
{
	if (drop)
		__asm__ volatile ("dc ivac, %0" : : "r" (address) : "memory");
	else
		__asm__ volatile ("dc civac, %0" : : "r" (address) : "memory");
}

/* ID_AA64ISAR0_EL1.CRC32: whether io_crc32x() is there. */
static inline bool io_has_crc32(void)
{
	uint64_t isar0;

	__asm__ ("mrs %0, id_aa64isar0_el1" : "=r" (isar0));
	return isar0 >> 16 & 0xf;
}

/* Continue a CRC-32 over eight more bytes. */
static inline uint32_t io_crc32x(uint32_t remainder, uint64_t bytes)
{
	__asm__ (".arch_extension crc\n\tcrc32x %w0, %w0, %1\n\t"
		 ".arch_extension nocrc" : "+r" (remainder) : "r" (bytes));
	return remainder;
}

/* The generic counter. */
static inline uint64_t io_time(void)
{
	uint64_t time;

	/* ISB: the counter may be read ahead of older instructions. */
	__asm__ volatile ("isb\n\tmrs %0, cntvct_el0"
			  : "=r" (time) : : "memory");
	return time;
}

/* Its frequency in Hz, as firmware left it. */
static inline uint64_t io_frequency(void)
{
	uint64_t frequency;

	__asm__ volatile ("mrs %0, cntfrq_el0" : "=r" (frequency));
	return frequency;
}

/*
 * End the guarded call that this is part of, by an exception (start/entry.h). A
 * function that is called would change registers, for all that the compiler
 * knows: its callers, and theirs, would have to save what they have in these.
 */
static inline void __attribute__((noreturn)) io_stop(void)
{
	__asm__ volatile ("udf #0" : : : "memory");
	__builtin_unreachable();
}

#endif
