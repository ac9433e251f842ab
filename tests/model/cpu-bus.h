/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The devices that answer the stage's accesses in a run, and their faults; the
 * same whether Unicorn or the host is the processor.
 */
#ifndef MODEL_CPU_BUS_H
#define MODEL_CPU_BUS_H

#include "model/cpu.h"

#define CPU_BUS_GIC	0x10000u	/* bytes of the distributor */

/*
 * An access of size bytes to a device. Returns false if it ends in a synchronous
 * abort. It may also leave an SError pending, or coming with the next barrier.
 */
bool cpu_bus_read(struct cpu *cpu, uint64_t address, unsigned int size,
		  uint64_t *ret_value);
bool cpu_bus_write(struct cpu *cpu, uint64_t address, unsigned int size,
		   uint64_t value);

/* A DSB. */
void cpu_bus_barrier(struct cpu *cpu);

/* An SError is taken; the next one may be pending by then. */
void cpu_bus_serror_taken(struct cpu *cpu);

/* Read CNTVCT_EL0. */
uint64_t cpu_bus_time(struct cpu *cpu);

#endif
