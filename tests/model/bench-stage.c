/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the stage costs, counted: accesses to registers, instructions, waits
 * that follow each other. None of it depends on the machine that counts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cpu.h"
#include "regs-v3.h"
#include "smmu-plan.h"

#define BASE		UINT64_C(0x100000000)
#define STRIDE		UINT64_C(0x100000)
#define UPDATE_TICKS	UINT64_C(100000)	/* more than the work */

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model models[CPU_SMMUS_MAX];

struct shape {
	const char *name;
	bool msi_and_pri;
	bool translating;
	size_t goal;		/* accesses for one SMMU */
};

static const struct shape shapes[] = {
	{ "shut down", false, false, 20 },
	{ "shut down, MSI, PRI", true, false, 36 },
	{ "translating", false, true, 28 },
	{ "translating, MSI, PRI", true, true, 44 },
};

static void make(struct smmu_v3_model *model, const struct shape *shape)
{
	smmu_v3_model_reset(model);
	if (shape->translating)
		smmu_v3_model_translating(model);
	else
		smmu_v3_model_shut_down(model);
	if (shape->msi_and_pri)
		model->idr0 |= R_IDR0_MSI | R_IDR0_PRI;
}

static void run(const struct shape *shape, size_t count, bool slow)
{
	size_t i;

	cpu_init(&cpu, stage, stage_size);
	cpu.count_instructions = true;
	cpu.counter_step = slow ? 20 : 1;
	cpu.access_ticks = 1;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	for (i = 0; i < count; i++) {
		make(&models[i], shape);
		if (slow) {
			models[i].clock = &cpu.counter;
			models[i].clock_delay = UPDATE_TICKS;
		}
		cpu_add(&cpu, &models[i], BASE + i * STRIDE);
	}
	cpu_run(&cpu);
	if (!cpu.arrived || models[0].violation[0]) {
		fprintf(stderr, "%s%s\n", cpu.error, models[0].violation);
		exit(1);
	}
}

static void print(const struct shape *shape, size_t count)
{
	size_t reads = 0, writes = 0, segment, instructions;
	size_t i;

	run(shape, count, false);
	for (i = 0; i < count; i++) {
		reads += models[i].reads;
		writes += models[i].writes;
	}
	segment = cpu.segment_size;
	instructions = cpu.instructions;
	run(shape, count, true);
	printf("%-22s %5zu %6zu %7zu %9zu (%2zu) %13zu %13.1f %8zu\n",
	       shape->name, count, reads / count, writes / count,
	       (reads + writes) / count, shape->goal, instructions / count,
	       (double)cpu.counter / UPDATE_TICKS, segment);
}

int main(void)
{
	static const size_t counts[] = { 1, 4, 16, 64, 256 };
	size_t i, j;

	stage = cpu_stage_load(&stage_size);
	printf("stage: code, constants and vectors %zu bytes\n", stage_size);
	printf("%-22s %5s %6s %7s %14s %13s %13s %8s\n", "SMMUv3 to abort",
	       "SMMUs", "reads", "writes", "accesses (goal)", "instr./SMMU",
	       "serial waits", "segment");
	for (i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		for (j = 0; j < sizeof(counts) / sizeof(*counts); j++)
			print(&shapes[i], counts[j]);
	return 0;
}
