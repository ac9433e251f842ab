/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

#include "smmu-plan.h"

#define RAM_BASE	UINT64_C(0x40000000)
#define RAM_SIZE	0x400000u
#define FRAME_SIZE	0x40000u	/* what a model answers to */
#define SECONDS_MAX	120	/* until "hangs"; $MODEL_SECONDS */

/* ESR_EL1 of a data abort without a change of level, external (DDI 0487). */
#define ESR_DATA_ABORT	UINT64_C(0x96000010)
#define ESR_WRITE	UINT64_C(0x40)
#define VECTOR_SYNC_SPX	0x200

struct machine {
	struct cpu *cpu;
	uc_engine *uc;
	struct plan_image image;
	uint64_t fault_address;
	bool fault;
	bool fault_write;
};

void cpu_init(struct cpu *cpu, const uint8_t *stage, size_t stage_size)
{
	memset(cpu, 0, sizeof(*cpu));
	cpu->stage = stage;
	cpu->stage_size = stage_size;
	cpu->action = SMMU_ABORT;
	cpu->settings.timeout_us = PLAN_TIMEOUT_DEFAULT_US;
	cpu->settings.console = SMMU_PLAN_CONSOLE_PL011;
	cpu->settings.console_base = CPU_PL011;
	cpu->counter_step = 100;
	cpu->counter_frequency = 62500000;
}

struct smmu_v3_model *cpu_add(struct cpu *cpu, struct smmu_v3_model *model,
			      uint64_t base)
{
	cpu->smmus[cpu->smmu_count++] = (struct cpu_smmu){ base, model };
	return model;
}

static uint64_t smmu_read(uc_engine *uc, uint64_t offset, unsigned int size,
			  void *model)
{
	(void)uc;
	return smmu_v3_model_read(model, offset, size);
}

static void smmu_write(uc_engine *uc, uint64_t offset, unsigned int size,
		       uint64_t value, void *model)
{
	(void)uc;
	smmu_v3_model_write(model, offset, size, value);
}

static uint64_t uart_read(uc_engine *uc, uint64_t offset, unsigned int size,
			  void *opaque)
{
	struct cpu *cpu = opaque;

	(void)uc;
	(void)size;
	if (offset == 0x18 && cpu->uart_busy_polls) {
		if (cpu->uart_busy_polls != ACK_NEVER)
			cpu->uart_busy_polls--;
		return 1 << 5;
	}
	return 0;
}

static void uart_write(uc_engine *uc, uint64_t offset, unsigned int size,
		       uint64_t value, void *opaque)
{
	struct cpu *cpu = opaque;

	(void)uc;
	(void)size;
	if (offset == 0 && cpu->console_length < sizeof(cpu->console) - 1)
		cpu->console[cpu->console_length++] = (char)value;
}

/* CNTVCT_EL0 and CNTFRQ_EL0 are ours, so that a run depends on nothing. */
static uint32_t on_mrs(uc_engine *uc, uc_arm64_reg reg,
		       const uc_arm64_cp_reg *cp, void *opaque)
{
	struct cpu *cpu = opaque;
	uint64_t value;

	if (cp->op0 != 3 || cp->op1 != 3 || cp->crn != 14 || cp->crm != 0)
		return 0;
	if (cp->op2 == 2)
		value = cpu->counter += cpu->counter_step;
	else if (cp->op2 == 0)
		value = cpu->counter_frequency;
	else
		return 0;
	uc_reg_write(uc, (int)reg, &value);
	return 1;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size,
		    void *opaque)
{
	struct cpu *cpu = opaque;

	(void)uc;
	(void)address;
	(void)size;
	cpu->instructions++;
}

/* Nothing answers: remembered here, made an exception in cpu_run(). */
static bool on_unmapped(uc_engine *uc, uc_mem_type type, uint64_t address,
			int size, int64_t value, void *opaque)
{
	struct machine *machine = opaque;

	(void)uc;
	(void)size;
	(void)value;
	machine->fault = true;
	machine->fault_address = address;
	machine->fault_write = type == UC_MEM_WRITE_UNMAPPED;
	return false;
}

/* The stage may write its stack and its jobs, and nothing else. */
static void on_ram_write(uc_engine *uc, uc_mem_type type, uint64_t address,
			 int size, int64_t value, void *opaque)
{
	struct machine *machine = opaque;
	uint64_t offset = address - CPU_SEGMENT;
	bool stack = offset >= machine->cpu->stage_size &&
		     offset + (uint64_t)size <= machine->image.plan_offset;
	bool jobs = offset >= machine->image.size &&
		    offset + (uint64_t)size <= machine->image.memory_size;

	(void)uc;
	(void)type;
	(void)value;
	if (!stack && !jobs)
		machine->cpu->ram_changes++;
}

static void check(uc_err error, const char *what)
{
	if (error == UC_ERR_OK)
		return;
	fprintf(stderr, "unicorn: %s: %s\n", what, uc_strerror(error));
	exit(99);
}

static uint64_t system_read(uc_engine *uc, uint32_t op1, uint32_t crn,
			    uint32_t crm, uint32_t op2)
{
	uc_arm64_cp_reg reg = { .crn = crn, .crm = crm, .op0 = 3, .op1 = op1,
				.op2 = op2 };

	check(uc_reg_read(uc, UC_ARM64_REG_CP_REG, &reg), "read CP_REG");
	return reg.val;
}

static void system_write(uc_engine *uc, uint32_t op1, uint32_t crn,
			 uint32_t crm, uint32_t op2, uint64_t value)
{
	uc_arm64_cp_reg reg = { .crn = crn, .crm = crm, .op0 = 3, .op1 = op1,
				.op2 = op2, .val = value };

	check(uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg), "write CP_REG");
}

#define VBAR_EL1	0, 12, 0, 0
#define ESR_EL1		0, 5, 2, 0
#define FAR_EL1		0, 6, 0, 0
#define ELR_EL1		0, 4, 0, 1
#define SPSR_EL1	0, 4, 0, 0
#define SCTLR_EL1	0, 1, 0, 0

static void make_segment(struct machine *machine)
{
	struct cpu *cpu = machine->cpu;
	struct smmu_machine found = { 0 };
	size_t i;
	int error;

	for (i = 0; i < cpu->smmu_count; i++) {
		struct smmu *smmu = smmu_machine_add(&found);
		const struct smmu_v3_model *model = cpu->smmus[i].model;

		smmu->base = cpu->smmus[i].base;
		smmu->has_base = true;
		smmu->version = SMMU_VERSION_V3;
		smmu->action = cpu->action;
		smmu->page0_only = model && model->page0_only;
	}
	error = plan_build(cpu->stage, cpu->stage_size, &found, &cpu->settings,
			   &machine->image, NULL);
	smmu_machine_clear(&found);
	if (error != PLAN_OK) {
		fprintf(stderr, "plan: %s\n", plan_strerror(error));
		exit(99);
	}
	plan_set_next(machine->image.bytes + machine->image.plan_offset,
		      CPU_NEXT);
	if (cpu->damage)
		cpu->damage(machine->image.bytes, &machine->image);
}

static void map_devices(struct machine *machine)
{
	struct cpu *cpu = machine->cpu;
	size_t i;

	check(uc_mmio_map(machine->uc, CPU_PL011, 0x1000, uart_read, cpu,
			  uart_write, cpu), "map UART");
	for (i = 0; i < cpu->smmu_count; i++) {
		if (!cpu->smmus[i].model)
			continue;
		check(uc_mmio_map(machine->uc, cpu->smmus[i].base, FRAME_SIZE,
				  smmu_read, cpu->smmus[i].model, smmu_write,
				  cpu->smmus[i].model), "map SMMU");
	}
}

static void add_hooks(struct machine *machine)
{
	uc_engine *uc = machine->uc;
	uc_hook hook;

	check(uc_hook_add(uc, &hook, UC_HOOK_INSN, (void *)on_mrs,
			  machine->cpu, 1, 0, UC_ARM64_INS_MRS), "hook MRS");
	if (machine->cpu->count_instructions)
		check(uc_hook_add(uc, &hook, UC_HOOK_CODE, (void *)on_code,
				  machine->cpu, 1, 0), "hook code");
	check(uc_hook_add(uc, &hook, UC_HOOK_MEM_READ_UNMAPPED |
			  UC_HOOK_MEM_WRITE_UNMAPPED, (void *)on_unmapped,
			  machine, 1, 0), "hook unmapped");
	check(uc_hook_add(uc, &hook, UC_HOOK_MEM_WRITE, (void *)on_ram_write,
			  machine, RAM_BASE, RAM_BASE + RAM_SIZE - 1),
	      "hook writes");
}

static void set_registers(struct machine *machine)
{
	uint64_t value;
	int i;

	for (i = 0; i < 4; i++) {
		value = CPU_ARGUMENT((unsigned int)i);
		uc_reg_write(machine->uc, UC_ARM64_REG_X0 + i, &value);
	}
	value = RAM_BASE + 0x8000;
	uc_reg_write(machine->uc, UC_ARM64_REG_SP, &value);
	system_write(machine->uc, VBAR_EL1, CPU_VBAR);
	if (machine->cpu->entry_sctlr)
		system_write(machine->uc, SCTLR_EL1,
			     machine->cpu->entry_sctlr);
}

/* Unicorn stops at an access that nothing answers; the processor does not. */
static uint64_t raise_abort(struct machine *machine, uint64_t pc)
{
	uint64_t esr = ESR_DATA_ABORT;
	uint64_t pstate;

	if (machine->fault_write)
		esr |= ESR_WRITE;
	uc_reg_read(machine->uc, UC_ARM64_REG_PSTATE, &pstate);
	system_write(machine->uc, ESR_EL1, esr);
	system_write(machine->uc, FAR_EL1, machine->fault_address);
	system_write(machine->uc, ELR_EL1, pc);
	system_write(machine->uc, SPSR_EL1, pstate);
	machine->fault = false;
	machine->cpu->exceptions++;
	return system_read(machine->uc, VBAR_EL1) + VECTOR_SYNC_SPX;
}

static void collect(struct machine *machine)
{
	struct cpu *cpu = machine->cpu;
	int i;

	cpu->arrived = true;
	for (i = 0; i < 4; i++)
		uc_reg_read(machine->uc, UC_ARM64_REG_X0 + i,
			    &cpu->registers[i]);
	uc_reg_read(machine->uc, UC_ARM64_REG_PSTATE, &cpu->daif);
	cpu->daif &= 0x3c0;
	cpu->vbar = system_read(machine->uc, VBAR_EL1);
}

static uint64_t slice_us(void)
{
	const char *seconds = getenv("MODEL_SECONDS");

	return (seconds ? strtoul(seconds, NULL, 10) : SECONDS_MAX) * 1000000;
}

static void run(struct machine *machine)
{
	struct cpu *cpu = machine->cpu;
	uint64_t pc = CPU_SEGMENT;

	while (cpu->exceptions < 2 * CPU_SMMUS_MAX) {
		uc_err error = uc_emu_start(machine->uc, pc, CPU_NEXT,
					    slice_us(), 0);

		uc_reg_read(machine->uc, UC_ARM64_REG_PC, &pc);
		if (error == UC_ERR_OK && pc == CPU_NEXT) {
			collect(machine);
			return;
		}
		if (!machine->fault) {
			snprintf(cpu->error, sizeof(cpu->error),
				 "stopped at 0x%llx: %s",
				 (unsigned long long)pc, error == UC_ERR_OK ?
				 "hangs" : uc_strerror(error));
			return;
		}
		pc = raise_abort(machine, pc);
	}
	snprintf(cpu->error, sizeof(cpu->error), "too many exceptions");
}

void cpu_run(struct cpu *cpu)
{
	struct machine machine = { .cpu = cpu };

	make_segment(&machine);
	check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &machine.uc), "open");
	check(uc_mem_map(machine.uc, RAM_BASE, RAM_SIZE, UC_PROT_ALL), "RAM");
	check(uc_mem_write(machine.uc, CPU_SEGMENT, machine.image.bytes,
			   machine.image.size), "load");
	map_devices(&machine);
	set_registers(&machine);
	add_hooks(&machine);
	run(&machine);
	uc_close(machine.uc);
	plan_image_clear(&machine.image);
}

uint8_t *cpu_stage_load(size_t *ret_size)
{
	const char *builddir = getenv("top_builddir");
	const char *other = getenv("STAGE_BIN");
	uint8_t *bytes = malloc(65536);
	char path[4096];
	FILE *file;

	if (other)
		snprintf(path, sizeof(path), "%s", other);
	else
		snprintf(path, sizeof(path), "%s/purgatory/smmu-stage.bin",
			 builddir ? builddir : ".");
	file = fopen(path, "rb");
	if (!file || !bytes) {
		perror(path);
		exit(99);
	}
	*ret_size = fread(bytes, 1, 65536, file);
	fclose(file);
	return bytes;
}
