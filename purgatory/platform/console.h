/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where the stage prints: the UART, set up by firmware or the kernel, and memory.
 * Nothing is printed before console_open(), nor on the UART once that has accepted
 * nothing for the plan's time-out.
 */
#ifndef PLATFORM_CONSOLE_H
#define PLATFORM_CONSOLE_H

#include <stdint.h>

#include "job/wait.h"

/* How far that memory is filled, in bytes. */
struct console_kept {
	uint32_t used;
	uint32_t line;		/* where the last line begins */
	uint32_t room;		/* a line that does not fit is left out whole */
	uint32_t left_out;	/* such lines */
};

struct console {
	uint64_t base;
	const struct wait_clock *clock;
	uint8_t type;		/* SMMU_PLAN_CONSOLE_*; NONE: closed */
	char *text;		/* the same lines in memory; NULL: there is none */
	struct console_kept kept;
};

void console_open(struct console *console, uint8_t type, uint64_t base,
		  const struct wait_clock *clock);

/*
 * Each conversion of the text takes one of the values: %x as 0x1f, %h as 1f or
 * 01, %u in decimal, %s the address of a text without conversions, %l that of a
 * line, up to its newline, which a stage with a finder has no use for. A newline
 * is sent as CR LF, and kept as it is.
 */
void console_print(struct console *console, const char *text,
		   const uint64_t *values);

/* The same; a line begins with it, and with who speaks. */
#define CONSOLE_NAME	"kexec-smmu: "
void console_line(struct console *console, const char *text,
		  const uint64_t *values);

#endif
