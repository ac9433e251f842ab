/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A UART that the stage can print on. Pure: no I/O, no printing.
 */
#ifndef MACHINE_SERIAL_H
#define MACHINE_SERIAL_H

#include <stdint.h>

#include "util/macros.h"

struct serial {
	uint8_t type;		/* SMMU_PLAN_CONSOLE_* */
	uint64_t base;		/* CPU physical address of its registers */
};

/*
 * How a 16550 whose registers are stride bytes apart, and accessed by width
 * bytes, is printed on; SMMU_PLAN_CONSOLE_NONE where it cannot be. On a bus
 * that has them 4 bytes apart a byte is also reached by 32 bits.
 */
uint8_t serial_type_8250(uint64_t stride, uint64_t width);

/* Are its registers aligned? All are of 32 bits but a UART8250's bytes. */
int serial_check(const struct serial *serial) _must_check_;

#endif
