/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system counter, as every program sees it (Arm ARM, D12.1.2: Linux lets
 * EL0 read the virtual one). It keeps counting in suspend, and across kexec.
 */
#ifndef MACHINE_COUNTER_H
#define MACHINE_COUNTER_H

#include <stdint.h>

/* CNTVCT_EL0 and CNTFRQ_EL0; 0 and 0 on other architectures. */
static inline void counter_read(uint64_t *ret_ticks, uint64_t *ret_hertz)
{
	*ret_ticks = *ret_hertz = 0;
#ifdef __aarch64__
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(*ret_ticks));
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(*ret_hertz));
#endif
}

#endif
