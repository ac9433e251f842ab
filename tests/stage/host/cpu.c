/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpu_run() by the host. */
#include "model/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "smmu-plan.h"
#include "stage/host/guard.h"
#include "stage/host/host.h"
#include "start/entry.h"

#define CODE		64u	/* bytes that stand for code and constants */
#define PLAN		128u	/* the header's offset in the segment */
#define PAINT		0xa5

/*
 * The segment, in the place of what the linker script lays out: one object, in
 * which each symbol is at its offset. The stage's are const; what writes it has
 * another name for its beginning.
 */
#define SEGMENT_SIZE	65536
extern uint8_t host_segment[];
#define QUOTE(text)	#text
#define NUMBER(text)	QUOTE(text)
__asm__(".pushsection .data.segment, \"aw\"\n"
	"	.balign 4096\n"
	"	.globl stage_start, host_segment\n"
	"host_segment:\n"
	"stage_start:\n"
	"	.space 64\n"
	"	.globl stage_ro_end\n"
	"stage_ro_end:\n"
	"	.space 64\n"
	"	.globl stage_plan\n"
	"stage_plan:\n"
	"	.space " NUMBER(SEGMENT_SIZE) " - 128\n"
	".popsection\n");

struct stage_context stage_context;

/* What the stage may not write: code, constants, plan. */
static bool is_unchanged(const struct plan_image *image)
{
	return !memcmp(host_segment, image->bytes, CODE) &&
	       !memcmp(host_segment + PLAN, image->bytes + PLAN,
		       image->size - PLAN);
}

/* What entry.S would do. */
static void enter(const struct cpu *cpu)
{
	int i;

	memset(&stage_context, 0, sizeof(stage_context));
	for (i = 0; i < 4; i++)
		stage_context.args[i] = CPU_ARGUMENT((unsigned int)i);
	stage_context.daif = cpu->entry_daif;
	stage_context.vbar = CPU_VBAR;
	stage_context.el = 1;
}

static void leave(struct cpu *cpu, uint64_t next)
{
	int i;

	cpu->arrived = next == CPU_NEXT;
	for (i = 0; i < 4; i++)
		cpu->registers[i] = stage_context.args[i];
	cpu->vbar = stage_context.vbar;
	cpu->daif = stage_context.daif;
	cpu->sp0 = cpu->entry_sp0;
	cpu->big_endian = cpu->entry_big_endian;
	cpu->icache = cpu->entry_icache;
	cpu->icache_at_access = cpu->accesses != 0;
	for (i = 0; i < 2; i++)
		cpu->sp[i] = CPU_SP((unsigned int)i);
}

void cpu_run(struct cpu *cpu)
{
	struct plan_image image;
	uint64_t next = 0;

	cpu_segment_make(cpu, &image);
	if (image.memory_size > SEGMENT_SIZE)
		exit(99);
	memset(host_segment, PAINT, SEGMENT_SIZE);
	memcpy(host_segment, image.bytes, image.size);
	enter(cpu);
	if (guard_run(cpu, &next))
		leave(cpu, next);
	cpu->console[cpu->console_length] = '\0';
	cpu->ram_changes += !is_unchanged(&image);
	cpu->segment = (uintptr_t)host_segment;
	cpu->segment_size = image.memory_size;
	plan_image_clear(&image);
}

bool cpu_memory(uint64_t address, void *bytes, size_t size, bool write)
{
	uint8_t *memory = (uint8_t *)(uintptr_t)address;

	if (address - (uintptr_t)host_segment > SEGMENT_SIZE - size)
		return false;
	if (write)
		memcpy(memory, bytes, size);
	else
		memcpy(bytes, memory, size);
	return true;
}

/* As much of a stage as the loader looks at. */
uint8_t *cpu_stage_load(size_t *ret_size)
{
	const struct smmu_stage_info info = {
		.magic = SMMU_STAGE_MAGIC,
		.version = SMMU_PLAN_VERSION,
		.ro_size = CODE,
		.plan_offset = PLAN,
		.job_size = STAGE_JOB_SIZE,
	};
	uint8_t *stage = calloc(1, CODE);

	if (!stage)
		exit(99);
	memcpy(stage + SMMU_STAGE_INFO_OFFSET, &info, sizeof(info));
	*ret_size = CODE;
	return stage;
}
