// SPDX-License-Identifier: GPL-2.0-or-later
#include "bare.h"

#define UART		0x09000000ul

/* PL011 */
#define UARTDR		0x00
#define UARTFR		0x18
#define UARTFR_BUSY	(1u << 3)
#define UARTFR_TXFF	(1u << 5)
#define UARTCR		0x30
#define UARTCR_ON	0x301u		/* UARTEN, TXE, RXE */

/* The HDA controller's configuration space in the ECAM, and a register of it. */
#define SOURCE		(0x4010000000ul + (5 << 15))
#define SOURCE_ID	0x26688086u
#define BAR0		0x10
#define BAR_MASK	0xfffffff0u
#define SD0LPIB		0x84

#define PSCI_SYSTEM_OFF	0x84000008ul

uint32_t bare_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address)
			 : "memory");
	return value;
}

void bare_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address)
			 : "memory");
}

static void put_char(char c)
{
	while (bare_read32(UART + UARTFR) & UARTFR_TXFF)
		;
	bare_write32(UART + UARTDR, (unsigned char)c);
}

void bare_console_open(void)
{
	bare_write32(UART + UARTCR, UARTCR_ON);
}

void bare_put_text(const char *text)
{
	while (*text)
		put_char(*text++);
}

void bare_put_value(const char *name, uint64_t value)
{
	int shift = 60;

	bare_put_text(name);
	bare_put_text("0x");
	while (shift && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		put_char("0123456789abcdef"[value >> shift & 0xf]);
}

uint64_t bare_exception_level(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, CurrentEL" : "=r"(value));
	return value >> 2 & 3;
}

uint64_t bare_ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, CNTVCT_EL0" : "=r"(value) : :
			 "memory");
	return value;
}

uint64_t bare_ticks_of(uint64_t milliseconds)
{
	uint64_t value;

	__asm__ volatile("mrs %0, CNTFRQ_EL0" : "=r"(value));
	return value / 1000 * milliseconds;
}

/* With EL2 QEMU answers PSCI as firmware, else as a hypervisor. */
static void call_psci(uint64_t el)
{
	register uint64_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;

	if (el == 2)
		__asm__ volatile("smc #0" : "+r"(x0) : : "memory", "x1", "x2",
				 "x3");
	else
		__asm__ volatile("hvc #0" : "+r"(x0) : : "memory", "x1", "x2",
				 "x3");
}

void bare_system_off(void)
{
	while (bare_read32(UART + UARTFR) & UARTFR_BUSY)
		;
	call_psci(bare_exception_level());
	for (;;)
		;
}

uint64_t bare_source(void)
{
	if (bare_read32(SOURCE) != SOURCE_ID)
		return 0;
	return bare_read32(SOURCE + BAR0) & BAR_MASK;
}

uint32_t bare_source_position(uint64_t source)
{
	return source ? bare_read32(source + SD0LPIB) : 0;
}
