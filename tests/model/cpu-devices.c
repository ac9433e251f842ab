/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu-engine.h"

#include <string.h>

#include "model/cpu-bus.h"
#include "model/cpu-uart.h"
#include "util/macros.h"

#define PSTATE_A	UINT64_C(0x100)
#define ISR_A		UINT64_C(0x100)

#define INSN_DAIFCLR_A	UINT32_C(0xd50344ff)
#define INSN_DSB_SY	UINT32_C(0xd5033f9f)
#define INSN_HVC_0	UINT32_C(0xd4000002)
#define INSN_SMC_0	UINT32_C(0xd4000003)

uint64_t cpu_pstate(struct cpu_engine *engine)
{
	uint64_t pstate = 0;

	cpu_check(uc_reg_read(engine->uc, UC_ARM64_REG_PSTATE, &pstate),
		  "read PSTATE");
	return pstate;
}

void cpu_fault(uint64_t address, bool write)
{
	cpu_engine.fault = true;
	cpu_engine.fault_write = write;
	cpu_engine.fault_address = address;
	uc_emu_stop(cpu_engine.uc);
}

/* An SError that it left pending may be taken now. */
static void after_access(void)
{
	if (cpu_engine.cpu->accesses == 1)
		cpu_engine.cpu->icache_at_access = cpu_icache(&cpu_engine);
	if (cpu_engine.cpu->serror_pending &&
	    !(cpu_pstate(&cpu_engine) & PSTATE_A))
		uc_emu_stop(cpu_engine.uc);
}

/* opaque: the device's base address. */
static uint64_t bus_read(uc_engine *uc, uint64_t offset, unsigned int size,
			 void *opaque)
{
	uint64_t address = *(const uint64_t *)opaque + offset;
	uint64_t value = 0;

	(void)uc;
	if (!cpu_bus_read(cpu_engine.cpu, address, size, &value))
		cpu_fault(address, /* write= */ false);
	after_access();
	return value;
}

static void bus_write(uc_engine *uc, uint64_t offset, unsigned int size,
		      uint64_t value, void *opaque)
{
	uint64_t address = *(const uint64_t *)opaque + offset;

	(void)uc;
	if (!cpu_bus_write(cpu_engine.cpu, address, size, value))
		cpu_fault(address, /* write= */ true);
	after_access();
}

static void map(struct cpu_engine *engine, uint64_t *base, uint64_t size)
{
	cpu_check(uc_mmio_map(engine->uc, *base, size, bus_read, base,
			      bus_write, base), "map a device");
}

/* Counter and pending SErrors are simulated, so that runs are reproducible. */
static uint32_t on_mrs(uc_engine *uc, uc_arm64_reg reg,
		       const uc_arm64_cp_reg *cp, void *opaque)
{
	struct cpu *cpu = cpu_engine.cpu;
	uint64_t value;

	(void)opaque;
	if (cp->op0 != 3)
		return 0;
	if (cp->op1 == 3 && cp->crn == 14 && cp->crm == 0 && cp->op2 == 2)
		value = cpu_bus_time(cpu);		/* CNTVCT_EL0 */
	else if (cp->op1 == 3 && cp->crn == 14 && cp->crm == 0 && !cp->op2)
		value = cpu->counter_frequency;		/* CNTFRQ_EL0 */
	else if (cp->op1 == 0 && cp->crn == 12 && cp->crm == 1 && !cp->op2)
		value = cpu->serror_pending ? ISR_A : 0;	/* ISR_EL1 */
	else
		return 0;
	uc_reg_write(uc, (int)reg, &value);
	return 1;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size,
		    void *opaque)
{
	(void)uc;
	(void)address;
	(void)size;
	(void)opaque;
	cpu_engine.cpu->instructions++;
}

/* An SError that was masked until now is taken now. */
static void on_unmasked(uc_engine *uc, uint64_t address, uint32_t size,
			void *opaque)
{
	(void)address;
	(void)size;
	(void)opaque;
	if (cpu_engine.cpu->serror_pending &&
	    !(cpu_pstate(&cpu_engine) & PSTATE_A))
		uc_emu_stop(uc);
}

static void on_barrier(uc_engine *uc, uint64_t address, uint32_t size,
		       void *opaque)
{
	cpu_bus_barrier(cpu_engine.cpu);
	on_unmasked(uc, address, size, opaque);
}

/* Nothing answers: noted here, turned into an exception in cpu_run(). */
static bool on_unmapped(uc_engine *uc, uc_mem_type type, uint64_t address,
			int size, int64_t value, void *opaque)
{
	(void)uc;
	(void)size;
	(void)value;
	(void)opaque;
	cpu_engine.fault = true;
	cpu_engine.fault_address = address;
	cpu_engine.fault_write = type == UC_MEM_WRITE_UNMAPPED;
	return false;
}

/* Bad memory: a synchronous abort, once. */
static void on_ram_read(uc_engine *uc, uc_mem_type type, uint64_t address,
			int size, int64_t value, void *opaque)
{
	size_t at = cpu_engine.cpu->ram_abort_at;

	(void)uc;
	(void)type;
	(void)size;
	(void)value;
	(void)opaque;
	if (at && address == CPU_SEGMENT + at) {
		cpu_engine.cpu->ram_abort_at = 0;
		cpu_fault(address, /* write= */ false);
	}
}

/* The stage may write its stack and its jobs, and nothing else. */
static void on_ram_write(uc_engine *uc, uc_mem_type type, uint64_t address,
			 int size, int64_t value, void *opaque)
{
	const struct plan_image *image = &cpu_engine.image;
	uint64_t first = address - CPU_SEGMENT;
	uint64_t end = first + (uint64_t)size;

	(void)uc;
	(void)type;
	(void)value;
	(void)opaque;
	if (first >= cpu_engine.cpu->stage_size && end <= image->plan_offset)
		return;
	if (first >= image->size && end <= image->memory_size)
		return;
	cpu_engine.cpu->ram_changes++;
}

static void hook(struct cpu_engine *engine, int type, void *call,
		 uint64_t begin, uint64_t end, int insn)
{
	uc_hook handle;

	cpu_check(uc_hook_add(engine->uc, &handle, type, call, NULL, begin,
			      end, insn), "hook");
}

void cpu_devices_init(struct cpu_engine *engine)
{
	static uint64_t uarts[] = {
		CPU_PL011, CPU_UART8250, CPU_UART8250_MMIO32
	};
	static uint64_t gic = CPU_GIC, ecam = CPU_ECAM;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(uarts); i++)
		map(engine, &uarts[i], CPU_UART_SIZE);
	map(engine, &gic, CPU_BUS_GIC);
	map(engine, &ecam, CPU_ECAM_SIZE);
	hook(engine, UC_HOOK_INSN, (void *)on_mrs, 1, 0, UC_ARM64_INS_MRS);
	hook(engine, UC_HOOK_MEM_READ_UNMAPPED | UC_HOOK_MEM_WRITE_UNMAPPED,
	     (void *)on_unmapped, 1, 0, 0);
	hook(engine, UC_HOOK_MEM_WRITE, (void *)on_ram_write,
	     UINT64_C(0x40000000), UINT64_C(0x403fffff), 0);
	hook(engine, UC_HOOK_MEM_READ, (void *)on_ram_read,
	     UINT64_C(0x40000000), UINT64_C(0x403fffff), 0);
	if (engine->cpu->count_instructions)
		hook(engine, UC_HOOK_CODE, (void *)on_code, 1, 0, 0);
}

/* A call of firmware or a hypervisor: answered in cpu_run(). */
static void on_call(uc_engine *uc, uint64_t address, uint32_t size,
		    void *opaque)
{
	(void)address;
	(void)size;
	cpu_engine.call = (uint32_t)(uintptr_t)opaque;
	uc_emu_stop(uc);
}

static void watch_calls(struct cpu_engine *engine, uint32_t insn, uint64_t at)
{
	uc_hook handle;

	if (insn != INSN_HVC_0 && insn != INSN_SMC_0)
		return;
	cpu_check(uc_hook_add(engine->uc, &handle, UC_HOOK_CODE,
			      (void *)on_call, (void *)(uintptr_t)insn, at, at),
		  "hook");
}

void cpu_devices_watch(struct cpu_engine *engine)
{
	size_t at;

	for (at = 0; at + 4 <= engine->cpu->stage_size; at += 4) {
		uint64_t behind = CPU_SEGMENT + at + 4;
		uint32_t insn;

		memcpy(&insn, engine->cpu->stage + at, sizeof(insn));
		watch_calls(engine, insn, behind - 4);
		if (insn == INSN_DAIFCLR_A)
			hook(engine, UC_HOOK_CODE, (void *)on_unmasked, behind,
			     behind, 0);
		else if (insn == INSN_DSB_SY)
			hook(engine, UC_HOOK_CODE, (void *)on_barrier, behind,
			     behind, 0);
	}
}

static bool is_mapped(const struct cpu_engine *engine)
{
	size_t i, count = 0;

	for (i = 0; i < engine->cpu->smmu_count; i++) {
		const struct cpu_smmu *smmu = &engine->cpu->smmus[i];
		const struct cpu_mapping *mapped = &engine->mapped[count];

		if (!smmu->model)
			continue;
		if (count == engine->mapped_count ||
		    mapped->base != smmu->base || mapped->size != smmu->mapped)
			return false;
		count++;
	}
	return count == engine->mapped_count;
}

void cpu_devices_map(struct cpu_engine *engine)
{
	size_t i;

	if (is_mapped(engine))
		return;
	for (i = 0; i < engine->mapped_count; i++)
		cpu_check(uc_mem_unmap(engine->uc, engine->mapped[i].base,
				       engine->mapped[i].size), "unmap SMMU");
	engine->mapped_count = 0;
	for (i = 0; i < engine->cpu->smmu_count; i++) {
		const struct cpu_smmu *smmu = &engine->cpu->smmus[i];

		if (!smmu->model)
			continue;
		engine->mapped[engine->mapped_count] =
			(struct cpu_mapping){ smmu->base, smmu->mapped };
		map(engine, &engine->mapped[engine->mapped_count++].base,
		    smmu->mapped);
	}
}
