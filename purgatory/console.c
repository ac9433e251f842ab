/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "console.h"

#include "door.h"
#include "smmu-plan.h"

/* PrimeCell UART (PL011), Arm DDI 0183, 3.2: data and flag registers. */
#define PL011_UARTDR	((struct reg32){ 0x000 })
#define PL011_UARTFR	((struct reg32){ 0x018 })
#define UARTFR_TXFF	(1u << 5)

void console_open(struct console *console, uint8_t type, uint64_t base,
		  const struct wait_clock *clock)
{
	console->base = base;
	console->clock = clock;
	console->type = type == SMMU_PLAN_CONSOLE_PL011 ?
			type : SMMU_PLAN_CONSOLE_NONE;
}

static void put(struct console *console, char c)
{
	struct wait wait;

	if (console->type == SMMU_PLAN_CONSOLE_NONE)
		return;
	wait_begin(&wait);
	while (reg32_read(console->base, PL011_UARTFR) & UARTFR_TXFF) {
		if (wait_over(&wait, console->clock)) {
			console->type = SMMU_PLAN_CONSOLE_NONE;
			return;
		}
	}
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
