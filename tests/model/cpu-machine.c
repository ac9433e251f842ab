/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/next.h"
#include "smmu-plan.h"

#define V3_MAPPED	0x40000u	/* both pages, and those of ECMDQs */

void cpu_init(struct cpu *cpu, const uint8_t *stage, size_t stage_size)
{
	memset(cpu, 0, offsetof(struct cpu, console));
	memset(cpu->console, 0, cpu->console_length);
	cpu->console_length = 0;
	cpu->console[0] = '\0';
	cpu->error[0] = '\0';
	cpu->stage = stage;
	cpu->stage_size = stage_size;
	cpu->action = SMMU_ABORT;
	cpu->settings.timeout_us = PLAN_TIMEOUT_DEFAULT_US;
	cpu->settings.console = SMMU_PLAN_CONSOLE_PL011;
	cpu->settings.console_base = CPU_PL011;
	cpu->counter_step = 100;
	cpu->counter_frequency = 62500000;
	cpu->entry_daif = CPU_DAIF_ALL;
}

static uint64_t v3_read(void *model, uint64_t offset, unsigned int size)
{
	return smmu_v3_model_read(model, offset, size);
}

static void v3_write(void *model, uint64_t offset, unsigned int size,
		     uint64_t value)
{
	smmu_v3_model_write(model, offset, size, value);
}

static unsigned int v3_fates(const void *model)
{
	return smmu_v3_model_fates(model);
}

static const struct cpu_model v3_kind = { v3_fates, v3_read, v3_write };

struct smmu_v3_model *cpu_add(struct cpu *cpu, struct smmu_v3_model *model,
			      uint64_t base)
{
	cpu->smmus[cpu->smmu_count++] = (struct cpu_smmu){
		.base = base,
		.version = SMMU_VERSION_V3,
		.model = model,
		.mapped = V3_MAPPED,
		.kind = &v3_kind,
	};
	if (model)
		model->memory = cpu_memory;
	return model;
}

static unsigned int v2_fates(const void *model)
{
	return smmu_v2_model_fates(model);
}

static const struct cpu_model v2_kind = {
	v2_fates, smmu_v2_model_read, smmu_v2_model_write
};

struct cpu_smmu *cpu_add_v2(struct cpu *cpu, struct smmu_v2_model *model,
			    uint64_t base)
{
	struct cpu_smmu *smmu = &cpu->smmus[cpu->smmu_count++];

	model->barriers = &cpu->barriers;
	*smmu = (struct cpu_smmu){
		.base = base,
		.size = smmu_v2_model_size(model),
		.version = SMMU_VERSION_V2,
		.model = model,
		.mapped = smmu_v2_model_size(model),
		.kind = &v2_kind,
	};
	return smmu;
}

static bool is_secure_alias(const struct cpu_smmu *smmu)
{
	const struct smmu_v2_model *model = smmu->model;

	return smmu->kind == &v2_kind && model && model->secure_alias;
}

static bool is_page0_only(const struct cpu_smmu *smmu)
{
	const struct smmu_v3_model *model = smmu->model;

	return smmu->kind == &v3_kind && model && model->page0_only;
}

void cpu_machine_make(const struct cpu *cpu, struct smmu_machine *ret_machine)
{
	unsigned int group = 0;
	size_t i, n;

	for (i = 0; i < cpu->smmu_count; i++) {
		const struct cpu_smmu *from = &cpu->smmus[i];
		struct smmu *smmu = smmu_machine_add(ret_machine);

		smmu->base = from->base;
		smmu->has_base = true;
		smmu->size = from->size;
		smmu->has_size = from->size != 0;
		smmu->version = from->version;
		smmu->action = from->has_action ? from->action : cpu->action;
		smmu->policy = smmu->action;
		smmu->has_policy = true;
		smmu->is_named = from->named;
		smmu->page0_only = is_page0_only(from);
		smmu->secure_alias = is_secure_alias(from);
		group += !from->mirror;
		smmu->group = group;
		for (n = 0; n < CPU_INTIDS_MAX; n++)
			if (gic_list_add(&ret_machine->interrupts, group,
					 from->intids[n]))
				abort();
	}
	ret_machine->gic = cpu->gic;
	ret_machine->rest = cpu->drains_rest ? SMMU_DRAIN : SMMU_KEEP;
	if (cpu->pci)
		pci_model_machine(cpu->pci, CPU_ECAM, ret_machine);
}

void cpu_segment_make(const struct cpu *cpu, struct plan_image *ret_image)
{
	struct smmu_machine found = { 0 };
	int error;

	if (!cpu->machine)
		cpu_machine_make(cpu, &found);
	error = plan_build(cpu->stage, cpu->stage_size,
			   cpu->machine ? cpu->machine : &found,
			   &cpu->settings, ret_image, NULL);
	smmu_machine_clear(&found);
	if (error != PLAN_OK) {
		fprintf(stderr, "plan: %s\n", plan_strerror(error));
		exit(99);
	}
	plan_next_set(ret_image->bytes + ret_image->plan_offset, CPU_NEXT);
	if (cpu->damage)
		cpu->damage(ret_image->bytes, ret_image);
}
