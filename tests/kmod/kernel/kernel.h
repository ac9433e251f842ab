/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a kernel that kmod/fence.c needs, on the host. Registers are
 * memory of the test, which is notified of every access.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define __iomem
#define KBUILD_MODNAME	"kexec_smmu"
#define NSEC_PER_SEC	UINT64_C(1000000000)

struct device_driver;

/* As much of it as fence.c looks at. */
struct device {
	struct device_driver *driver;
	struct {
		bool is_suspended;
		bool suspended;
	} power;
};

struct platform_device {
	struct device dev;
};

static inline bool pm_runtime_active(const struct device *dev)
{
	return !dev->power.suspended;
}

static inline bool pm_runtime_status_suspended(const struct device *dev)
{
	return dev->power.suspended;
}

/* The test's, see there. */
u64 kernel_read(const void *at, unsigned int size);
void kernel_write(void *at, unsigned int size, u64 value);
u64 ktime_get_mono_fast_ns(void);
/* Unchecked: a kernel's u64 is another type than the host's. */
void kernel_print(const char *format, ...);

#define readb(at)		((u8)kernel_read(at, 1))
#define readl(at)		((u32)kernel_read(at, 4))
#define readq(at)		kernel_read(at, 8)
#define writeb(value, at)	kernel_write(at, 1, value)
#define writel(value, at)	kernel_write(at, 4, value)
#define writeq(value, at)	kernel_write(at, 8, value)
#define mb()			((void)0)
#define pr_info(format, ...)	kernel_print(format, __VA_ARGS__)
#define pr_warn(format, ...)	kernel_print(format, __VA_ARGS__)

#define IRQCHIP_STATE_PENDING	0
#define irq_set_irqchip_state(irq, state, value) \
	((void)(irq), (void)(state), (void)(value))

/* Polls are counted, not timed. */
#define readl_poll_timeout_atomic(at, value, condition, delay, timeout) ({ \
	unsigned int polls_ = 0; \
	do \
		(value) = readl(at); \
	while (!(condition) && ++polls_ < 100); \
	!(condition); })

#endif
