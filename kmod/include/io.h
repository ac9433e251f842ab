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

/* io_read8(address), io_write8(address, value), and so on */
#define IO_ACCESS(bits, suffix)						\
static inline u##bits io_read##bits(u64 address)			\
{									\
	void __iomem *at = frame_at(address, (bits) / 8);		\
									\
	return at ? read##suffix(at) : 0;				\
}									\
									\
static inline void io_write##bits(u64 address, u##bits value)		\
{									\
	void __iomem *at = frame_at(address, (bits) / 8);		\
									\
	if (at)								\
		write##suffix(value, at);				\
}
IO_ACCESS(8, b)
IO_ACCESS(32, l)
IO_ACCESS(64, q)

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
