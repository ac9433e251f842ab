/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A UART that the stage can print on, and what firmware tells of the one that
 * the machine's console is. Pure: no I/O, no printing.
 */
#ifndef MACHINE_SERIAL_H
#define MACHINE_SERIAL_H

#include <stddef.h>
#include <stdint.h>

#include "util/message.h"

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
int serial_check(const struct serial *serial);

/*
 * The console that /chosen of a device tree names: stdout-path, or else
 * linux,stdout-path; a path or an alias, ":" and options behind it
 * (Devicetree Specification v0.4, 3.3 and 3.6). The blob starts 8-byte
 * aligned. Returns 0, or -1 with the reason in *why and *ret_serial untouched.
 */
int serial_from_fdt(const void *blob, size_t size, struct serial *ret_serial,
		    struct message *why);

#endif
