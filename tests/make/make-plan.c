/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-plan FRAMES INTERRUPTS: print an input for fuzz-plan: a byte that
 * asks for correct checksums and sizes, then the segment that the loader makes
 * of so many SMMUv3s with so many interrupts each, after a stage of 64 bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "smmu-plan.h"

#define STAGE		64
#define FIX_SUMS	3	/* except for the sizes */
#define FIX_ALL		7

static const struct smmu_stage_info info = {
	.magic = SMMU_STAGE_MAGIC,
	.version = SMMU_PLAN_VERSION,
	.ro_size = STAGE,
	.plan_offset = 2 * STAGE,
	.job_size = 48,
};

static void machine_make(struct smmu_machine *machine, unsigned int frames,
			 unsigned int interrupts)
{
	unsigned int i, n;

	for (i = 0; i < frames; i++) {
		struct smmu *smmu = smmu_machine_add(machine);

		if (!smmu)
			exit(99);
		smmu->base = UINT64_C(0x9050000) + i * UINT64_C(0x100000);
		smmu->has_base = true;
		smmu->version = SMMU_VERSION_V3;
		smmu->action = i % 2 ? SMMU_BYPASS : SMMU_ABORT;
		smmu->group = i;
		for (n = 0; n < interrupts && i < 128; n++)
			if (gic_list_add(&machine->interrupts, i,
					 (uint16_t)(32 + 4 * i + n)))
				exit(99);
	}
	machine->gic.version = GIC_V3;
	machine->gic.distributor = 0x8000000;
}

int main(int argc, char **argv)
{
	static const struct plan_block names = {
		SMMU_PLAN_NAMES, "0x9050000 0x28 -\n", 17
	};
	struct plan_settings settings = { .timeout_us = 100000 };
	struct smmu_machine machine = { 0 };
	uint8_t stage[STAGE] = { 0 };
	struct plan_image image;

	if (argc != 3) {
		fputs("usage: make-plan FRAMES INTERRUPTS\n", stderr);
		return 99;
	}
	memcpy(stage + SMMU_STAGE_INFO_OFFSET, &info, sizeof(info));
	machine_make(&machine, (unsigned int)strtoul(argv[1], NULL, 10),
		     (unsigned int)strtoul(argv[2], NULL, 10));
	if (strcmp(argv[2], "1") == 0) {
		settings.blocks.list = &names;
		settings.blocks.count = 1;
		settings.blocks.watch = true;
		strcpy(settings.blocks.log_line, "kexec-smmu: a log");
		settings.blocks.log_tree_size = 4096;
	}
	if (plan_build(stage, sizeof(stage), &machine, &settings, &image, NULL))
		return 99;
	putchar(settings.blocks.count ? FIX_SUMS : FIX_ALL);
	fwrite(image.bytes, 1, image.size, stdout);
	return ferror(stdout) ? 99 : 0;
}
