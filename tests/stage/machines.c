/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machines [--named | --any] POLICY… -- FILE…: device trees and IORTs through the loader's own
 * parsers, policies and plan, with a model at every frame that is in use, and
 * the shipped stage run on them. Prints a line for each file with SMMUs: how
 * many frames ended as asked, were kept, or are off. Fails where one did not. With
 * --any the plan names no SMMU, and the stage looks for them, in device trees, or
 * in what EFI firmware has put around an IORT: $STAGE_BIN is one that does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "host/source.h"
#include "plan/policy.h"
#include "smmu-plan.h"
#include "stage/finder-world.h"

#define RULES_MAX	(16 + CPU_SMMUS_MAX)

static uint8_t *stage;
static size_t stage_size;
static struct cpu cpu;
static uint8_t *tree;
static struct finder_world world;
static struct gic_model gic;
static struct smmu_v2_model v2[CPU_SMMUS_MAX];
static struct smmu_v3_model v3[CPU_SMMUS_MAX];
static struct policy_rule rules[RULES_MAX];
static size_t rule_count;
static bool named, any;

/* Frames of a file. */
struct result {
	size_t ended[SMMU_BYPASS + 1];	/* as each action says */
	size_t off;		/* not in use: not in the plan */
};

static int complain(const char *file, const char *what)
{
	printf("FAIL: %s: %s\n", file, what);
	return -1;
}

/* The largest geometry that a frame of this size holds. */
static struct v2_shape shape_of(const struct smmu *smmu)
{
	uint64_t size = smmu->has_size ? smmu->size : 0x20000;
	struct v2_shape shape = { .pages = 2, .groups = 128 };
	uint64_t page;

	shape.pages_64k = size > 2 * 256 * UINT64_C(0x1000);
	page = shape.pages_64k ? 0x10000 : 0x1000;
	while (shape.pages < 256 && 4 * shape.pages * page <= size)
		shape.pages *= 2;
	shape.banks = shape.pages < V2_BANKS_MAX ? shape.pages : V2_BANKS_MAX;
	return shape;
}

static void place_v2(const struct smmu *smmu, size_t at)
{
	struct v2_shape shape = shape_of(smmu);

	smmu_v2_model_reset(&v2[at], &shape);
	smmu_v2_model_translating(&v2[at]);
	v2[at].secure_alias = smmu->secure_alias;
	v2[at].closing = smmu->action == SMMU_ABORT;
	smmu_v2_model_begin(&v2[at]);
	cpu_add_v2(&cpu, &v2[at], smmu->base);
}

static void place_v3(const struct smmu *smmu, size_t at)
{
	smmu_v3_model_reset(&v3[at]);
	smmu_v3_model_translating(&v3[at]);
	v3[at].page0_only = smmu->page0_only;
	v3[at].closing = smmu->action == SMMU_ABORT;
	smmu_v3_model_begin(&v3[at]);
	cpu_add(&cpu, &v3[at], smmu->base);
	cpu.smmus[at].mapped = smmu->page0_only ? 0x10000 : 0x20000;
}

/* Is it in the plan? Of two at one address only the first. */
static bool is_in_use(const struct smmu_machine *machine, size_t number)
{
	const struct smmu *smmu = &machine->smmus[number];
	size_t i;

	if (smmu->status != SMMU_OKAY)
		return false;
	for (i = 0; i < number; i++)
		if (machine->smmus[i].status == SMMU_OKAY &&
		    machine->smmus[i].base == smmu->base)
			return false;
	return true;
}

static void place(struct smmu_machine *machine)
{
	size_t i, at = 0;

	cpu_init(&cpu, stage, stage_size);
	cpu.machine = machine;
	gic_model_reset(&gic, machine->gic.version);
	cpu.gic_model = &gic;
	if (machine->gic.version != GIC_NONE)
		machine->gic.distributor = CPU_GIC;
	for (i = 0; i < machine->smmu_count; i++) {
		if (!is_in_use(machine, i))
			continue;
		if (machine->smmus[i].version == SMMU_VERSION_V3)
			place_v3(&machine->smmus[i], at++);
		else
			place_v2(&machine->smmus[i], at++);
	}
}

static const char *wrong_v3(const struct smmu_v3_model *model,
			    enum smmu_action action)
{
	static const unsigned int fates[] = {
		[SMMU_KEEP] = FATE_TRANSLATE, [SMMU_ABORT] = FATE_ABORT,
		[SMMU_BYPASS] = FATE_BYPASS,
	};

	if (model->violation[0])
		return model->violation;
	if (action == SMMU_KEEP && model->writes)
		return "it was written to";
	return smmu_v3_model_fates(model) == fates[action] ? NULL :
	       "a transaction has another fate at the end";
}

/*
 * One that is kept for a reason may be unclocked: it is not even read, nor is
 * one that nobody asked about.
 */
static const char *wrong(const struct smmu *smmu, size_t at)
{
	bool is_v3 = smmu->version == SMMU_VERSION_V3;
	size_t accesses = is_v3 ? v3[at].accesses : v2[at].accesses;

	if (smmu->action == SMMU_KEEP && accesses &&
	    (smmu->reason || smmu->power_managed || smmu->qualcomm))
		return "it was read, but is kept for a reason";
	if (!smmu->has_policy && accesses)
		return "it was read, but nobody asked for it";
	if (is_v3)
		return wrong_v3(&v3[at], smmu->action);
	return smmu_v2_model_wrong(&v2[at], smmu->action);
}

static int judge(const char *file, const struct smmu_machine *machine,
		 struct result *result)
{
	size_t i, at = 0;

	if (!cpu.arrived || cpu.exceptions)
		return complain(file, cpu.arrived ? cpu.console : cpu.error);
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		const char *problem;

		if (!is_in_use(machine, i))
			continue;
		problem = wrong(smmu, at++);
		if (problem) {
			printf("at 0x%llx:\n", (unsigned long long)smmu->base);
			return complain(file, problem);
		}
		result->ended[smmu->action]++;
	}
	return 0;
}

/* Rules as given, or one for each frame in use; returns how many. */
static size_t find_rules(const struct smmu_machine *machine)
{
	size_t i, count = rule_count;

	for (i = 0; named && i < machine->smmu_count; i++)
		if (machine->smmus[i].status == SMMU_OKAY &&
		    count < RULES_MAX)
			rules[count++] = (struct policy_rule){
				.which = POLICY_BASE,
				.base = machine->smmus[i].base,
				.action = rules[0].action,
			};
	return count;
}

/* A table with a wrong sum would not be believed: it gets the right one. */
static void surround(uint8_t *iort, size_t size)
{
	size_t i;

	iort[9] = 0;
	for (i = 0; i < size; i++)
		iort[9] = (uint8_t)(iort[9] - (i == 9 ? 0 : iort[i]));
	finder_world_make(&world, iort, size);
	free(iort);
	tree = world.tree;
	cpu.tree_size = world.tree_size;
	cpu.parts[cpu.part_count++] = (struct cpu_part){
		FINDER_WORLD_MAP, world.map, sizeof(world.map),
	};
	cpu.parts[cpu.part_count++] = (struct cpu_part){
		FINDER_WORLD_RUNTIME, world.runtime, sizeof(world.runtime),
	};
	cpu.parts[cpu.part_count++] = (struct cpu_part){
		FINDER_WORLD_ACPI, world.acpi, sizeof(world.acpi),
	};
}

/* The plan says no more than the policy; the tree is where the kernel has it. */
static int look_itself(const char *file)
{
	static const uint8_t actions[] = {
		[SMMU_KEEP] = SMMU_PLAN_KEEP, [SMMU_ABORT] = SMMU_PLAN_ABORT,
		[SMMU_BYPASS] = SMMU_PLAN_BYPASS,
	};
	struct message why;

	if (source_read_file(file, &tree, &cpu.tree_size, &why) < 0)
		return complain(file, why.text);
	if (cpu.tree_size >= 36 && memcmp(tree, "IORT", 4) == 0)
		surround(tree, cpu.tree_size);
	cpu.tree = tree;
	cpu.settings.discover = SMMU_PLAN_ENTRIES_MAX - 1;
	cpu.settings.discover_action = actions[rules[0].action];
	return 0;
}

static int run(const char *file, struct smmu_machine *machine,
	       struct result *result)
{
	struct message why;
	size_t i;

	if (policy_apply(rules, find_rules(machine), machine, &why) < 0)
		return complain(file, why.text);
	for (i = 0; i < machine->smmu_count; i++)
		result->off += machine->smmus[i].status != SMMU_OKAY;
	if (result->off == machine->smmu_count)
		return 0;
	place(machine);
	if (any && look_itself(file) < 0)
		return -1;
	cpu_run(&cpu);
	free(tree);
	tree = NULL;
	return judge(file, machine, result);
}

static int try_file(const char *file)
{
	struct result result = { 0 };
	struct smmu_machine machine;
	struct message why;
	int status;

	if (source_read_table(file, NULL, &machine, &why) < 0)
		return complain(file, why.text);
	if (machine.smmu_count == 0) {
		smmu_machine_clear(&machine);
		return 0;
	}
	status = run(file, &machine, &result);
	if (status == 0)
		printf("%s: %zu abort, %zu bypass, %zu kept, %zu off\n", file,
		       result.ended[SMMU_ABORT], result.ended[SMMU_BYPASS],
		       result.ended[SMMU_KEEP], result.off);
	smmu_machine_clear(&machine);
	return status;
}

int main(int argc, char **argv)
{
	struct message why;
	int status = 0;
	int i;

	named = argc > 1 && strcmp(argv[1], "--named") == 0;
	any = argc > 1 && strcmp(argv[1], "--any") == 0;
	for (i = 1 + named + any; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (rule_count == RULES_MAX ||
		    policy_rule_parse(argv[i], &rules[rule_count++], &why)) {
			fprintf(stderr, "%s: no policy\n", argv[i]);
			return 99;
		}
	}
	stage = cpu_stage_load(&stage_size);
	for (i++; i < argc; i++)
		if (try_file(argv[i]) < 0)
			status = 1;
	return status;
}
