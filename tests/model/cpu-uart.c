/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu-uart.h"

#include "util/macros.h"

/* Arm DDI 0183 and TI PC16550D, by offset and bit. */
#define DR		0x00u
#define FR		0x18u
#define FR_TXFF		UINT64_C(0x20)
#define THR		0u
#define LSR		5u
#define LSR_THRE	UINT64_C(0x20)
#define LSR_TEMT	UINT64_C(0x40)

/* What differs: where registers are, of how many bytes, and what is said. */
struct cpu_uart {
	uint64_t base;
	uint64_t state, data;
	unsigned int size;
	uint64_t full, ready;
};

static const struct cpu_uart uarts[] = {
	{ CPU_PL011, FR, DR, 4, FR_TXFF, 0 },
	{ CPU_UART8250, LSR, THR, 1, 0, LSR_THRE | LSR_TEMT },
	{ CPU_UART8250_MMIO32, LSR * 4, THR * 4, 4, 0, LSR_THRE | LSR_TEMT },
};

const struct cpu_uart *cpu_uart_at(uint64_t address)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(uarts); i++) {
		if (address - uarts[i].base < CPU_UART_SIZE)
			return &uarts[i];
	}
	return NULL;
}

/* A poll of its state: is it still full? */
static bool is_full(struct cpu *cpu)
{
	cpu->uart_polls++;
	if (!cpu->uart_busy)
		return false;
	if (cpu->uart_busy != ACK_NEVER)
		cpu->uart_busy--;
	return true;
}

static void take(struct cpu *cpu, uint64_t value)
{
	if (cpu->uart_busy)
		cpu->uart_violations++;
	if (cpu->console_length < sizeof(cpu->console) - 1)
		cpu->console[cpu->console_length++] = (char)value;
	cpu->uart_busy = cpu->uart_slow;
}

uint64_t cpu_uart_read(struct cpu *cpu, const struct cpu_uart *uart,
		       uint64_t address, unsigned int size)
{
	if (address - uart->base != uart->state || size != uart->size) {
		cpu->uart_violations++;
		return 0;
	}
	return is_full(cpu) ? uart->full : uart->ready;
}

void cpu_uart_write(struct cpu *cpu, const struct cpu_uart *uart,
		    uint64_t address, unsigned int size, uint64_t value)
{
	if (address - uart->base == uart->data && size == uart->size)
		take(cpu, value);
	else
		cpu->uart_violations++;
}
