/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The UARTs that a run may print on. Both take a character when they say so,
 * and count what a real one would lose or not understand.
 */
#include "model/cpu-engine.h"

#define UART_SIZE	0x1000u

/* Arm DDI 0183 and TI PC16550D, by offset and bit. */
#define DR		0x00u
#define FR		0x18u
#define FR_TXFF		UINT64_C(0x20)
#define THR		0u
#define LSR		5u
#define LSR_THRE	UINT64_C(0x20)
#define LSR_TEMT	UINT64_C(0x40)

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

static uint64_t pl011_read(uc_engine *uc, uint64_t offset, unsigned int size,
			   void *opaque)
{
	struct cpu *cpu = cpu_engine.cpu;

	(void)uc;
	(void)opaque;
	if (cpu_uart_faults(CPU_PL011 + offset, /* write= */ false))
		return 0;
	if (offset != FR || size != 4) {
		cpu->uart_violations++;
		return 0;
	}
	return is_full(cpu) ? FR_TXFF : 0;
}

static void pl011_write(uc_engine *uc, uint64_t offset, unsigned int size,
			uint64_t value, void *opaque)
{
	struct cpu *cpu = cpu_engine.cpu;

	(void)uc;
	(void)opaque;
	if (cpu_uart_faults(CPU_PL011 + offset, /* write= */ true))
		return;
	if (offset == DR && size == 4)
		take(cpu, value);
	else
		cpu->uart_violations++;
}

static uint64_t uart8250_base(unsigned int stride)
{
	return stride == 1 ? CPU_UART8250 : CPU_UART8250_MMIO32;
}

/* opaque: bytes from one register to the next, and of an access. */
static uint64_t uart8250_read(uc_engine *uc, uint64_t offset,
			      unsigned int size, void *opaque)
{
	struct cpu *cpu = cpu_engine.cpu;
	unsigned int stride = (unsigned int)(uintptr_t)opaque;

	(void)uc;
	if (cpu_uart_faults(uart8250_base(stride) + offset,
			    /* write= */ false))
		return 0;
	if (offset != LSR * stride || size != stride) {
		cpu->uart_violations++;
		return 0;
	}
	return is_full(cpu) ? 0 : LSR_THRE | LSR_TEMT;
}

static void uart8250_write(uc_engine *uc, uint64_t offset, unsigned int size,
			   uint64_t value, void *opaque)
{
	struct cpu *cpu = cpu_engine.cpu;
	unsigned int stride = (unsigned int)(uintptr_t)opaque;

	(void)uc;
	if (cpu_uart_faults(uart8250_base(stride) + offset,
			    /* write= */ true))
		return;
	if (offset == THR && size == stride)
		take(cpu, value);
	else
		cpu->uart_violations++;
}

void cpu_uarts_map(struct cpu_engine *engine)
{
	cpu_check(uc_mmio_map(engine->uc, CPU_PL011, UART_SIZE, pl011_read,
			      NULL, pl011_write, NULL), "map PL011");
	cpu_check(uc_mmio_map(engine->uc, CPU_UART8250, UART_SIZE,
			      uart8250_read, (void *)1, uart8250_write,
			      (void *)1), "map 8250");
	cpu_check(uc_mmio_map(engine->uc, CPU_UART8250_MMIO32, UART_SIZE,
			      uart8250_read, (void *)4, uart8250_write,
			      (void *)4), "map 8250, mmio32");
}
