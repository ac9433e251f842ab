/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "model/cpu-bus.h"
#include "model/cpu-engine.h"
#include "smmu-plan.h"

#define RAM_BASE	UINT64_C(0x40000000)
#define RAM_SIZE	0x400000u
#define STAGE_SIZE_MAX	65536u
#define STACK_SIZE_MAX	8192u
#define CONTEXT_SIZE	128u	/* what entry.S keeps in front of the stack */
#define PAINT		0xa5
#define STACK_LEFT_MIN	128u
#define TURNS_MAX	65536	/* of exceptions, and stops for them */
#define SECONDS_MAX	60	/* until "hangs"; $MODEL_SECONDS */

/* ESR_EL1, Arm DDI 0487: data abort from the same level, external; SError. */
#define ESR_DATA_ABORT	UINT64_C(0x96000010)
#define ESR_WRITE	UINT64_C(0x40)
#define ESR_SERROR	UINT64_C(0xbe000000)
#define VECTOR_SYNC	0x200
#define VECTOR_SERROR	0x380
#define ESR_UNKNOWN	UINT64_C(0x02000000)
#define INSN_HVC_0	UINT32_C(0xd4000002)

/* PSCI, Arm DEN 0022, 5.1 and 5.2.2. */
#define PSCI_SYSTEM_RESET	0x84000009u
#define PSCI_NOT_SUPPORTED	UINT64_MAX

#define PSTATE_EL1H	UINT64_C(0x5)
#define PSTATE_SP	UINT64_C(0x1)
#define SCTLR_EE	(UINT64_C(1) << 25)
#define SCTLR_I		(UINT64_C(1) << 12)
#define PSTATE_A	UINT64_C(0x100)

struct cpu_engine cpu_engine;

/* Ours, since the models read it at every access. */
static _Alignas(4096) uint8_t ram[RAM_SIZE];

/* The stage that the engine's memory holds since the last run. */
static uint8_t loaded[STAGE_SIZE_MAX];

void cpu_check(uc_err error, const char *what)
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

	cpu_check(uc_reg_read(uc, UC_ARM64_REG_CP_REG, &reg), "read CP_REG");
	return reg.val;
}

static void system_write(uc_engine *uc, uint32_t op1, uint32_t crn,
			 uint32_t crm, uint32_t op2, uint64_t value)
{
	uc_arm64_cp_reg reg = { .crn = crn, .crm = crm, .op0 = 3, .op1 = op1,
				.op2 = op2, .val = value };

	cpu_check(uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg),
		  "write CP_REG");
}

#define SCTLR_EL1	0, 1, 0, 0
#define SP_EL0		0, 4, 1, 0
#define SP_EL1		4, 4, 1, 0
#define VBAR_EL1	0, 12, 0, 0
#define ESR_EL1		0, 5, 2, 0
#define FAR_EL1		0, 6, 0, 0
#define ELR_EL1		0, 4, 0, 1
#define SPSR_EL1	0, 4, 0, 0

bool cpu_icache(struct cpu_engine *engine)
{
	return system_read(engine->uc, SCTLR_EL1) & SCTLR_I;
}

/* The stage's stack: between what entry.S keeps and the plan. */
static uint64_t stack_begin(const struct cpu_engine *engine)
{
	return ((engine->cpu->stage_size + 15) & ~(uint64_t)15) + CONTEXT_SIZE;
}

static void paint_stack(struct cpu_engine *engine)
{
	uint64_t begin = stack_begin(engine);
	uint8_t paint[STACK_SIZE_MAX];

	memset(paint, PAINT, sizeof(paint));
	cpu_check(uc_mem_write(engine->uc, CPU_SEGMENT + begin, paint,
			       engine->image.plan_offset - begin), "paint");
}

/* Compilers differ in their use of the stack; leave some room. */
static void check_stack(struct cpu_engine *engine)
{
	uint64_t begin = stack_begin(engine);
	size_t size = engine->image.plan_offset - begin;
	uint8_t stack[STACK_SIZE_MAX];
	size_t left = 0;

	cpu_check(uc_mem_read(engine->uc, CPU_SEGMENT + begin, stack, size),
		  "stack");
	while (left < size && stack[left] == PAINT)
		left++;
	if (left < STACK_LEFT_MIN && !engine->cpu->error[0])
		snprintf(engine->cpu->error, sizeof(engine->cpu->error),
			 "only %zu bytes of the stack are left", left);
}

static void load_bytes(struct cpu_engine *engine, size_t from, size_t to)
{
	cpu_check(uc_mem_write(engine->uc, CPU_SEGMENT + from,
			       engine->image.bytes + from, to - from), "load");
}

static void load_segment(struct cpu_engine *engine)
{
	size_t size = engine->cpu->stage_size;

	if (memcmp(loaded, engine->image.bytes, size) != 0) {
		load_bytes(engine, 0, size);
		memcpy(loaded, engine->image.bytes, size);
	}
	load_bytes(engine, engine->image.plan_offset, engine->image.size);
}

static void load_tree(struct cpu_engine *engine)
{
	if (engine->cpu->tree_size > CPU_TREE_MAX)
		exit(99);
	cpu_check(uc_mem_write(engine->uc, CPU_TREE, engine->cpu->tree,
			       engine->cpu->tree_size), "tree");
}

/* Up to the end of each one's last page, zeros; for this run alone. */
static void load_parts(struct cpu_engine *engine, bool loads)
{
	size_t i;

	for (i = 0; i < engine->cpu->part_count; i++) {
		const struct cpu_part *part = &engine->cpu->parts[i];
		uint64_t page = part->address & ~UINT64_C(0xfff);
		uint64_t size = (part->address + part->size - page + 0xfff) &
				~UINT64_C(0xfff);

		if (!loads) {
			cpu_check(uc_mem_unmap(engine->uc, page, size),
				  "unmap a part");
			continue;
		}
		cpu_check(uc_mem_map(engine->uc, page, size, UC_PROT_ALL),
			  "map a part");
		cpu_check(uc_mem_write(engine->uc, part->address, part->bytes,
				       part->size), "part");
	}
}

static void set_registers(struct cpu_engine *engine)
{
	uint64_t value;
	int i;

	for (i = 0; i < 4; i++) {
		value = CPU_ARGUMENT((unsigned int)i);
		if (i == 0 && engine->cpu->tree)
			value = CPU_TREE;
		uc_reg_write(engine->uc, UC_ARM64_REG_X0 + i, &value);
	}
	value = CPU_SP(!engine->cpu->entry_sp0);
	uc_reg_write(engine->uc, UC_ARM64_REG_SP, &value);
	if (engine->cpu->entry_sp0)
		system_write(engine->uc, SP_EL1, CPU_SP(1));
	else
		system_write(engine->uc, SP_EL0, CPU_SP(0));
	value = PSTATE_EL1H | engine->cpu->entry_daif;
	if (engine->cpu->entry_sp0)
		value &= ~PSTATE_SP;
	uc_reg_write(engine->uc, UC_ARM64_REG_PSTATE, &value);
	system_write(engine->uc, VBAR_EL1, CPU_VBAR);
	value = system_read(engine->uc, SCTLR_EL1) & ~(SCTLR_EE | SCTLR_I);
	if (engine->cpu->entry_big_endian)
		value |= SCTLR_EE;
	if (engine->cpu->entry_icache)
		value |= SCTLR_I;
	system_write(engine->uc, SCTLR_EL1, value);
}

/* What the processor does at an exception to its own level. */
static uint64_t raise_exception(struct cpu_engine *engine, uint64_t pc,
				uint64_t esr, uint64_t vector)
{
	uint64_t pstate = cpu_pstate(engine);
	uint64_t masked = PSTATE_EL1H | CPU_DAIF_ALL;

	system_write(engine->uc, ESR_EL1, esr);
	system_write(engine->uc, ELR_EL1, pc);
	system_write(engine->uc, SPSR_EL1, pstate);
	uc_reg_write(engine->uc, UC_ARM64_REG_PSTATE, &masked);
	engine->cpu->exceptions++;
	if (!(pstate & PSTATE_SP))
		vector -= VECTOR_SYNC;	/* the first four are of SP_EL0 */
	return system_read(engine->uc, VBAR_EL1) + vector;
}

static uint64_t raise_abort(struct cpu_engine *engine, uint64_t pc)
{
	uint64_t esr = engine->cpu->abort_esr;

	system_write(engine->uc, FAR_EL1, engine->fault_address);
	engine->fault = false;
	if (!esr)
		esr = ESR_DATA_ABORT | (engine->fault_write ? ESR_WRITE : 0);
	return raise_exception(engine, pc, esr, VECTOR_SYNC);
}

static uint64_t raise_serror(struct cpu_engine *engine, uint64_t pc)
{
	cpu_bus_serror_taken(engine->cpu);
	return raise_exception(engine, pc, ESR_SERROR, VECTOR_SERROR);
}

/* HVC or SMC: firmware changes whatever it may of x0 to x17. */
static uint64_t answer_call(struct cpu_engine *engine, uint64_t pc)
{
	struct cpu *cpu = engine->cpu;
	uint64_t value = 0;
	int i;

	uc_reg_read(engine->uc, UC_ARM64_REG_X0, &value);
	cpu->calls[engine->call != INSN_HVC_0] = (uint32_t)value;
	cpu->call_count++;
	engine->call = 0;
	cpu->reset = cpu->psci == CPU_PSCI_RESETS && value == PSCI_SYSTEM_RESET;
	cpu->console[cpu->console_length] = '\0';
	if (cpu->psci == CPU_PSCI_NONE)
		return raise_exception(engine, pc, ESR_UNKNOWN, VECTOR_SYNC);
	value = PSCI_NOT_SUPPORTED;
	for (i = 0; i <= 17; i++)
		uc_reg_write(engine->uc, UC_ARM64_REG_X0 + i, &value);
	return pc + 4;
}

static void collect(struct cpu_engine *engine)
{
	struct cpu *cpu = engine->cpu;
	int i;

	cpu->arrived = true;
	for (i = 0; i < 4; i++)
		uc_reg_read(engine->uc, UC_ARM64_REG_X0 + i,
			    &cpu->registers[i]);
	cpu->daif = cpu_pstate(engine) & CPU_DAIF_ALL;
	cpu->vbar = system_read(engine->uc, VBAR_EL1);
	cpu->big_endian = system_read(engine->uc, SCTLR_EL1) & SCTLR_EE;
	cpu->icache = cpu_icache(engine);
	cpu->sp0 = !(cpu_pstate(engine) & PSTATE_SP);
	cpu->sp[0] = system_read(engine->uc, SP_EL0);
	cpu->sp[1] = system_read(engine->uc, SP_EL1);
	uc_reg_read(engine->uc, UC_ARM64_REG_SP, &cpu->sp[!cpu->sp0]);
	cpu->console[cpu->console_length] = '\0';
}

static volatile sig_atomic_t expired;

static void on_timer(int signal)
{
	(void)signal;
	expired = 1;
	uc_emu_stop(cpu_engine.uc);
}

/*
 * In CPU time, so that other load does not matter; 0: none left. Unicorn's own
 * time-out wakes up all the time.
 */
static void set_timer(time_t seconds)
{
	const struct itimerval timer = {
		.it_value = { .tv_sec = seconds }, .it_interval = { .tv_sec = 1 },
	};

	expired = 0;
	signal(SIGPROF, on_timer);
	setitimer(ITIMER_PROF, &timer, NULL);
}

static time_t seconds_max(void)
{
	const char *seconds = getenv("MODEL_SECONDS");

	return seconds ? (time_t)strtoul(seconds, NULL, 10) : SECONDS_MAX;
}

/* It stops for each that comes, and may go on with it masked. */
static bool has_serrors(const struct cpu *cpu)
{
	return cpu->serror_at || cpu->serror_every || cpu->serror_address ||
	       cpu->serror_mean || cpu->serror_more || cpu->uart_serror_at;
}

/* Why the engine stopped, where it is no exception; false: go on at *pc. */
static bool ended(struct cpu_engine *engine, uc_err error, uint64_t pc,
		  bool moved)
{
	struct cpu *cpu = engine->cpu;

	if (error == UC_ERR_OK && pc == CPU_NEXT) {
		collect(engine);
		return true;
	}
	if (error == UC_ERR_OK && moved && has_serrors(cpu) && !expired)
		return false;
	snprintf(cpu->error, sizeof(cpu->error), "stopped at 0x%llx: %s",
		 (unsigned long long)pc,
		 error == UC_ERR_OK ? "hangs" : uc_strerror(error));
	cpu->console[cpu->console_length] = '\0';
	return true;
}

static void run(struct cpu_engine *engine)
{
	struct cpu *cpu = engine->cpu;
	uint64_t pc = CPU_SEGMENT;
	size_t turns;

	for (turns = 0; turns < TURNS_MAX; turns++) {
		uint64_t from = pc;
		uc_err error = uc_emu_start(engine->uc, pc, CPU_NEXT, 0, 0);

		uc_reg_read(engine->uc, UC_ARM64_REG_PC, &pc);
		if (engine->fault)
			pc = raise_abort(engine, pc);
		else if (engine->call)
			pc = answer_call(engine, pc);
		else if (cpu->serror_pending &&
			 !(cpu_pstate(engine) & PSTATE_A))
			pc = raise_serror(engine, pc);
		else if (ended(engine, error, pc, pc != from))
			return;
		if (cpu->reset)
			return;
	}
	snprintf(cpu->error, sizeof(cpu->error), "too many exceptions");
}

/*
 * Code that stays as it was need not be translated again; for other code a new
 * engine is cheaper than flushing the old one.
 */
static void start_engine(struct cpu_engine *engine)
{
	if (engine->uc &&
	    memcmp(loaded, engine->image.bytes, engine->cpu->stage_size) == 0)
		return;
	if (engine->uc)
		uc_close(engine->uc);
	memset(loaded, 0, sizeof(loaded));
	engine->mapped_count = 0;
	cpu_check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &engine->uc), "open");
	memset(ram, 0, sizeof(ram));
	cpu_check(uc_mem_map_ptr(engine->uc, RAM_BASE, RAM_SIZE, UC_PROT_ALL,
				 ram), "RAM");
	cpu_devices_init(engine);
	cpu_devices_watch(engine);
}

void cpu_run(struct cpu *cpu)
{
	struct cpu_engine *engine = &cpu_engine;

	engine->cpu = cpu;
	engine->fault = false;
	engine->call = 0;
	cpu_segment_make(cpu, &engine->image);
	start_engine(engine);
	load_segment(engine);
	cpu_devices_map(engine);
	paint_stack(engine);
	if (cpu->tree)
		load_tree(engine);
	load_parts(engine, /* loads= */ true);
	set_registers(engine);
	set_timer(seconds_max());
	run(engine);
	set_timer(0);
	load_parts(engine, /* loads= */ false);
	check_stack(engine);
	cpu->segment = CPU_SEGMENT;
	cpu->segment_size = engine->image.memory_size;
	plan_image_clear(&engine->image);
}

bool cpu_memory(uint64_t address, void *bytes, size_t size, bool write)
{
	const struct cpu_engine *engine = &cpu_engine;

	if (address - CPU_SEGMENT > engine->image.memory_size ||
	    size > engine->image.memory_size - (address - CPU_SEGMENT))
		return false;
	if (write)
		return uc_mem_write(engine->uc, address, bytes, size) ==
		       UC_ERR_OK;
	memcpy(bytes, ram + (address - RAM_BASE), size);
	return true;
}

uint8_t *cpu_stage_load(size_t *ret_size)
{
	const char *builddir = getenv("top_builddir");
	const char *other = getenv("STAGE_BIN");
	uint8_t *bytes = malloc(STAGE_SIZE_MAX);
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
	*ret_size = fread(bytes, 1, STAGE_SIZE_MAX, file);
	fclose(file);
	return bytes;
}
