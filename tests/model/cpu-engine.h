/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between cpu.c, which makes a run, and the devices that the run meets. */
#ifndef MODEL_CPU_ENGINE_H
#define MODEL_CPU_ENGINE_H

#include <unicorn/unicorn.h>

#include "model/cpu.h"

/* Where the model of an SMMU of the run answers. */
struct cpu_mapping {
	uint64_t base;
	uint64_t size;
};

/* The run under way; hooks of the one engine find it here. */
struct cpu_engine {
	uc_engine *uc;
	struct cpu *cpu;
	struct plan_image image;
	bool fault;		/* an access wants a synchronous abort */
	bool fault_write;
	uint64_t fault_address;
	uint32_t call;		/* HVC #0 or SMC #0 that was come to, 0: none */
	struct cpu_mapping mapped[CPU_SMMUS_MAX];
	size_t mapped_count;
};

extern struct cpu_engine cpu_engine;

/* Ends the process with 99: the test bench itself is broken. */
void cpu_check(uc_err error, const char *what);

/* Devices and hooks that stay for all runs. */
void cpu_devices_init(struct cpu_engine *engine);

/* Let the access end in a synchronous abort. */
void cpu_fault(uint64_t address, bool write);

/* Map the SMMUs of this run, unless they are where the last run's were. */
void cpu_devices_map(struct cpu_engine *engine);

/* Stop behind each DAIFClr and DSB of the stage, and at each HVC and SMC. */
void cpu_devices_watch(struct cpu_engine *engine);

uint64_t cpu_pstate(struct cpu_engine *engine);

/* SCTLR_EL1.I */
bool cpu_icache(struct cpu_engine *engine);

#endif
