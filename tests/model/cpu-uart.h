/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The UARTs that a run may print on. Each takes a character when it says so,
 * and counts what a real one would lose or not understand.
 */
#ifndef MODEL_CPU_UART_H
#define MODEL_CPU_UART_H

#include "model/cpu.h"

#define CPU_UART_SIZE	0x1000u

/* The UART at that address, NULL if there is none. */
const struct cpu_uart *cpu_uart_at(uint64_t address);

/* An access to it. */
uint64_t cpu_uart_read(struct cpu *cpu, const struct cpu_uart *uart,
		       uint64_t address, unsigned int size);
void cpu_uart_write(struct cpu *cpu, const struct cpu_uart *uart,
		    uint64_t address, unsigned int size, uint64_t value);

#endif
