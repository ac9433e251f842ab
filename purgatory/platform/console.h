/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The UART on which the stage prints, set up by firmware or the kernel. Nothing
 * is printed before console_open(), nor once the UART has accepted nothing for
 * the plan's time-out.
 */
#ifndef PLATFORM_CONSOLE_H
#define PLATFORM_CONSOLE_H

#include <stdint.h>

#include "job/wait.h"

struct console {
	uint64_t base;
	const struct wait_clock *clock;
	uint8_t type;		/* SMMU_PLAN_CONSOLE_*; NONE: closed */
};

void console_open(struct console *console, uint8_t type, uint64_t base,
		  const struct wait_clock *clock);

/*
 * Each conversion of the text takes one of the values: %x as 0x1f, %h as 1f or
 * 01, %u in decimal, %s the address of a text without conversions, %l that of a
 * line, up to its newline. A newline is sent as CR LF.
 */
void console_print(struct console *console, const char *text,
		   const uint64_t *values);

#endif
