/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the stage costs, counted: accesses to registers, instructions, waits
 * that follow each other. None of it depends on the machine that counts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/cpu.h"
#include "model/regs-v2.h"
#include "model/regs-v3.h"
#include "smmu-plan.h"

#define BASE		UINT64_C(0x100000000)
#define STRIDE		UINT64_C(0x1000000)
#define UPDATE_TICKS	UINT64_C(100000)	/* more than the work */

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static struct smmu_v3_model v3[CPU_SMMUS_MAX];
static struct smmu_v2_model v2[CPU_SMMUS_MAX];

struct shape {
	const char *name;
	bool translating;
	bool msi_and_pri;	/* an SMMUv3's */
	struct v2_shape v2;	/* groups: 0: an SMMUv3 */
	size_t goal;		/* accesses for one SMMU */
};

static const struct shape shapes[] = {
	{ .name = "v3 shut down", .goal = 20 },
	{ .name = "v3 shut down, MSI, PRI", .msi_and_pri = true, .goal = 36 },
	{ .name = "v3 translating", .translating = true, .goal = 28 },
	{ .name = "v3 translating, MSI, PRI", .translating = true,
	  .msi_and_pri = true, .goal = 44 },
	{ .name = "v1 4 groups, 4 banks", .translating = true,
	  .v2 = { .groups = 4, .banks = 4, .pages = 8 } },
	{ .name = "v2 64 groups, 32 banks", .translating = true,
	  .v2 = { .groups = 64, .banks = 32, .pages = 32 } },
	{ .name = "v2 the same, shut down",
	  .v2 = { .groups = 64, .banks = 32, .pages = 32 } },
	{ .name = "v2 128 groups, 128 banks", .translating = true,
	  .v2 = { .groups = 128, .banks = 128, .pages = 128 } },
};

static void add_v3(const struct shape *shape, size_t i, bool slow)
{
	smmu_v3_model_reset(&v3[i]);
	if (shape->translating)
		smmu_v3_model_translating(&v3[i]);
	else
		smmu_v3_model_shut_down(&v3[i]);
	if (shape->msi_and_pri)
		v3[i].idr0 |= R_IDR0_MSI | R_IDR0_PRI;
	v3[i].clock = slow ? &cpu.counter : NULL;
	v3[i].clock_delay = UPDATE_TICKS;
	cpu_add(&cpu, &v3[i], BASE + i * STRIDE);
}

static void add_v2(const struct shape *shape, size_t i, bool slow)
{
	size_t n;

	smmu_v2_model_reset(&v2[i], &shape->v2);
	if (shape->translating)
		smmu_v2_model_translating(&v2[i]);
	else
		smmu_v2_model_shut_down(&v2[i]);
	/* The most that there is to do with a bank. */
	for (n = 0; shape->translating && n < shape->v2.banks; n++) {
		v2[i].bank[n].fsr = R_CB_FSR_TF;
		v2[i].bank[n].stalled = true;
	}
	v2[i].clock = slow ? &cpu.counter : NULL;
	v2[i].clock_delay = UPDATE_TICKS;
	cpu_add_v2(&cpu, &v2[i], BASE + i * STRIDE);
}

static void run(const struct shape *shape, size_t count, bool slow)
{
	size_t i;

	cpu_init(&cpu, stage, stage_size);
	cpu.count_instructions = true;
	cpu.counter_step = slow ? 20 : 1;
	cpu.access_ticks = 1;
	cpu.settings.console = SMMU_PLAN_CONSOLE_NONE;
	for (i = 0; i < count; i++)
		if (shape->v2.groups)
			add_v2(shape, i, slow);
		else
			add_v3(shape, i, slow);
	cpu_run(&cpu);
	if (!cpu.arrived || v3[0].violation[0] || v2[0].violation[0]) {
		fprintf(stderr, "%s%s%s\n", cpu.error, v3[0].violation,
			v2[0].violation);
		exit(1);
	}
}

static size_t goal(const struct shape *shape)
{
	if (!shape->v2.groups)
		return shape->goal;
	return (shape->translating ? 4 : 6) * shape->v2.groups +
	       8 * shape->v2.banks + 24;
}

static void print(const struct shape *shape, size_t count)
{
	size_t reads = 0, writes = 0, segment, instructions;
	size_t i;

	run(shape, count, false);
	for (i = 0; i < count; i++) {
		reads += shape->v2.groups ? v2[i].reads : v3[i].reads;
		writes += shape->v2.groups ? v2[i].writes : v3[i].writes;
	}
	segment = cpu.segment_size;
	instructions = cpu.instructions;
	run(shape, count, true);
	printf("%-24s %5zu %6zu %6zu %8zu (%4zu) %11zu %12.1f %7zu\n",
	       shape->name, count, reads / count, writes / count,
	       (reads + writes) / count, goal(shape), instructions / count,
	       (double)cpu.counter / UPDATE_TICKS, segment);
}

int main(void)
{
	static const size_t counts[] = { 1, 4, 16, 64, 256 };
	size_t i, j;

	stage = cpu_stage_load(&stage_size);
	/* In brackets: the first release's stage, at 83b0403. */
	printf("stage: code, constants and vectors %zu bytes [8016]\n",
	       stage_size);
	run(&shapes[0], 1, false);
	printf("one SMMUv3 shut down: %zu instructions (goal 20000) [103640, "
	       "without the instruction for CRC-32], %zu accesses [19]\n",
	       cpu.instructions, v3[0].reads + v3[0].writes);
	printf("%-24s %5s %6s %6s %15s %11s %12s %7s\n", "SMMU to abort",
	       "SMMUs", "reads", "writes", "accesses (goal)", "instr./SMMU",
	       "serial waits", "segment");
	for (i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		for (j = 0; j < sizeof(counts) / sizeof(*counts); j++)
			print(&shapes[i], counts[j]);
	return 0;
}
