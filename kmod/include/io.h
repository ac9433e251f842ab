/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In the place of the stage's: the hardware as its drivers see it, in a kernel.
 *
 * Addresses are physical. What lies in no frame that is mapped (an ECMDQ
 * elsewhere) reads as zero, and is not written: nothing here could catch an
 * exception.
 */
#ifndef KMOD_IO_H
#define KMOD_IO_H

#include <linux/io.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

/* Where size bytes at this address are mapped; NULL if they are not. */
void __iomem *frame_at(u64 address, unsigned int size);

static inline u32 io_read8(u64 address)
{
	void __iomem *at = frame_at(address, sizeof(u8));

	return at ? readb(at) : 0;
}

static inline void io_write8(u64 address, u32 value)
{
	void __iomem *at = frame_at(address, sizeof(u8));

	if (at)
		writeb(value, at);
}

static inline u32 io_read32(u64 address)
{
	void __iomem *at = frame_at(address, sizeof(u32));

	return at ? readl(at) : 0;
}

static inline void io_write32(u64 address, u32 value)
{
	void __iomem *at = frame_at(address, sizeof(u32));

	if (at)
		writel(value, at);
}

static inline void io_write64(u64 address, u64 value)
{
	void __iomem *at = frame_at(address, sizeof(u64));

	if (at)
		writeq(value, at);
}

static inline void io_barrier(void)
{
	mb();
}

/* Nanoseconds: of what the kernel has checked, and without a lock. */
static inline u64 io_time(void)
{
	return ktime_get_mono_fast_ns();
}

static inline u64 io_frequency(void)
{
	return NSEC_PER_SEC;
}

#endif
