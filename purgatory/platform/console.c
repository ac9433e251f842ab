/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/console.h"

#include <stddef.h>

#include "smmu-plan.h"
#include "job/field.h"
#include "job/parts.h"
#include "job/reg.h"

/* PrimeCell UART (PL011), Arm DDI 0183, 3.2: data and flag registers. */
#define PL011_UARTDR	REG32(0x000)
#define PL011_UARTFR	REG32(0x018)
#define UARTFR_TXFF	BIT(5)

/* 16550, TI PC16550D, 8: transmitter holding and line status registers. */
#define UART8250_THR	REG8(0)
#define UART8250_LSR	REG8(5)
#define MMIO32_THR	REG32(0 * 4)
#define MMIO32_LSR	REG32(5 * 4)
#define LSR_THRE	BIT(5)

void console_open(struct console *console, uint8_t type, uint64_t base,
		  const struct wait_clock *clock)
{
	console->base = base;
	console->clock = clock;
	console->type = type;
	console->text = NULL;
}

/* Would a character be lost now? */
static bool is_full(const struct console *console)
{
	switch (console->type) {
	case SMMU_PLAN_CONSOLE_PL011:
		return reg32_read(console->base, PL011_UARTFR) & UARTFR_TXFF;
	case SMMU_PLAN_CONSOLE_UART8250:
		return !(reg8_read(console->base, UART8250_LSR) & LSR_THRE);
	default:	/* SMMU_PLAN_CONSOLE_UART8250_MMIO32 */
		return !(reg32_read(console->base, MMIO32_LSR) & LSR_THRE);
	}
}

static void send(struct console *console, char c)
{
	struct wait wait;

	if (console->type == SMMU_PLAN_CONSOLE_NONE)
		return;
	wait_begin(&wait);
	while (is_full(console)) {
		if (wait_over(&wait, console->clock)) {
			console->type = SMMU_PLAN_CONSOLE_NONE;
			return;
		}
	}
	/* All of them have it at 0. */
	if (console->type == SMMU_PLAN_CONSOLE_UART8250)
		reg8_write(console->base, UART8250_THR, (uint8_t)c);
	else
		reg32_write(console->base, PL011_UARTDR, (uint8_t)c);
}

/* Into memory, too, whatever becomes of the UART. */
static void put(struct console *console, char c)
{
	struct console_kept *kept = &console->kept;

	if (c == '\n')
		send(console, '\r');
	send(console, c);
	if (!console->text)
		return;
	if (kept->used < kept->room)
		console->text[kept->used] = c;
	kept->used++;
	if (c != '\n')
		return;
	if (kept->used > kept->room) {
		kept->used = kept->line;
		kept->left_out++;
	}
	kept->line = kept->used;
}

/* 'x': hexadecimal with 0x in front, 'h': of two digits at least, without. */
static void put_number(struct console *console, uint64_t value, char kind)
{
	unsigned int base = kind == 'u' ? 10 : 16;
	char digits[20];
	unsigned int count = 0;

	do {
		unsigned int digit = (unsigned int)(value % base);

		digits[count++] = (char)(digit < 10 ? '0' + digit :
						      'a' + digit - 10);
		value /= base;
	} while (value || (kind == 'h' && count < 2));
	if (kind == 'x') {
		put(console, '0');
		put(console, 'x');
	}
	while (count)
		put(console, digits[--count]);
}

/* Up to its end, which is there. */
static void put_line(struct console *console, const char *text)
{
	while (*text != '\n')
		put(console, *text++);
}

void console_print(struct console *console, const char *text,
		   const uint64_t *values)
{
	for (; *text; text++) {
		if (*text != '%')
			put(console, *text);
		else if (*++text == 'l' && !STAGE_FINDER)
			put_line(console, (const char *)(uintptr_t)*values++);
		else if (*text == 's')
			console_print(console,
				      (const char *)(uintptr_t)*values++,
				      NULL);
		else
			put_number(console, *values++, *text);
	}
}

void console_line(struct console *console, const char *text,
		  const uint64_t *values)
{
	console_print(console, CONSOLE_NAME, NULL);
	console_print(console, text, values);
}
