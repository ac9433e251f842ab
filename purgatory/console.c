/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "console.h"

#include "door.h"
#include "smmu-plan.h"

/* PrimeCell UART (PL011), Arm DDI 0183, 3.2: data and flag registers. */
#define PL011_UARTDR	((struct reg32){ 0x000 })
#define PL011_UARTFR	((struct reg32){ 0x018 })
#define UARTFR_TXFF	(1u << 5)

/* 16550, TI PC16550D, 8: transmitter holding and line status registers. */
#define UART8250_THR	((struct reg8){ 0 })
#define UART8250_LSR	((struct reg8){ 5 })
#define MMIO32_THR	((struct reg32){ 0 * 4 })
#define MMIO32_LSR	((struct reg32){ 5 * 4 })
#define LSR_THRE	(1u << 5)

void console_open(struct console *console, uint8_t type, uint64_t base,
		  const struct wait_clock *clock)
{
	console->base = base;
	console->clock = clock;
	console->type = type;
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

static void put(struct console *console, char c)
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

void console_text(struct console *console, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put(console, '\r');
		put(console, *text);
	}
}

void console_hex(struct console *console, uint64_t value)
{
	unsigned int shift = 60;

	while (shift && !(value >> shift))
		shift -= 4;
	console_text(console, "0x");
	for (;; shift -= 4) {
		unsigned int digit = (value >> shift) & 15;

		put(console, (char)(digit < 10 ? '0' + digit :
						 'a' + digit - 10));
		if (!shift)
			break;
	}
}

void console_decimal(struct console *console, uint32_t value)
{
	uint32_t unit = 1;

	while (value / unit >= 10)
		unit *= 10;
	for (; unit; unit /= 10)
		put(console, (char)('0' + value / unit % 10));
}
