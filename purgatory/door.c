/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "door.h"

uint32_t door_read8(uint64_t address)
{
	uint32_t value;

	__asm__ volatile ("ldrb %w0, [%1]"
			  : "=r" (value) : "r" (address) : "memory");
	return value;
}

void door_write8(uint64_t address, uint32_t value)
{
	__asm__ volatile ("strb %w0, [%1]"
			  : : "r" (value), "r" (address) : "memory");
}

uint32_t door_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile ("ldr %w0, [%1]"
			  : "=r" (value) : "r" (address) : "memory");
	return value;
}

void door_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile ("str %w0, [%1]"
			  : : "r" (value), "r" (address) : "memory");
}

void door_write64(uint64_t address, uint64_t value)
{
	__asm__ volatile ("str %0, [%1]"
			  : : "r" (value), "r" (address) : "memory");
}

void door_barrier(void)
{
	__asm__ volatile ("dsb sy" : : : "memory");
}

uint64_t door_time(void)
{
	uint64_t time;

	/* ISB: the counter may be read ahead of older instructions. */
	__asm__ volatile ("isb\n\tmrs %0, cntvct_el0"
			  : "=r" (time) : : "memory");
	return time;
}

uint64_t door_frequency(void)
{
	uint64_t frequency;

	__asm__ volatile ("mrs %0, cntfrq_el0" : "=r" (frequency));
	return frequency;
}
