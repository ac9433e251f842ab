/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device tree parser, policies and listings, by libFuzzer.
 *
 * fuzz-sources: kexec/devtree/address.c kexec/devtree/blob.c kexec/devtree/devtree.c
 * fuzz-sources: kexec/devtree/interrupts.c kexec/devtree/iommu.c kexec/devtree/node.c
 * fuzz-sources: kexec/devtree/regions.c kexec/devtree/walk.c kexec/util/array.c
 * fuzz-sources: kexec/machine/gic.c kexec/util/json.c kexec/list/list.c
 * fuzz-sources: kexec/list/json.c kexec/list/tree.c kexec/masters/resets.c kexec/machine/pci.c kexec/machine/pci-ids.c
 * fuzz-sources: kexec/util/message.c kexec/util/number.c
 * fuzz-sources: kexec/plan/interrupts.c kexec/plan/policy.c kexec/devtree/psci.c kexec/machine/serial.c
 * fuzz-sources: kexec/devtree/console.c kexec/machine/smmu.c kexec/machine/master.c
 * fuzz-libs: -lfdt
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list/json.h"
#include "list/list.h"
#include "list/tree.h"
#include "devtree/console.h"
#include "devtree/devtree.h"
#include "devtree/psci.h"
#include "plan/interrupts.h"
#include "plan/policy.h"
#include "smmu-plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static bool is_name(const struct smmu_machine *machine, const char *name)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (!strcmp(machine->smmus[i].name, name))
			return true;
	}
	return false;
}

static void check_machine(const struct smmu_machine *machine, size_t size)
{
	size_t i;

	demand(machine->source == SMMU_SOURCE_FDT);
	demand(machine->smmu_count <= size / 8);
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		demand(smmu->name && smmu->name[0] == '/' && smmu->model);
		demand(smmu->status != SMMU_OKAY || smmu->has_base);
		demand(smmu->status != SMMU_UNREACHABLE || !smmu->has_base);
		demand(!i || smmu->group - smmu[-1].group <= 1);
		demand(!smmu->by_hand);
	}
	for (i = 0; i < machine->unsupported_count; i++)
		demand(machine->unsupported[i].name &&
		       machine->unsupported[i].model);
	for (i = 0; i < machine->region_count; i++)
		demand(!machine->regions[i].smmu ||
		       is_name(machine, machine->regions[i].smmu));
}

static void check_interrupts(const struct smmu_machine *machine)
{
	const struct gic_list *list = &machine->interrupts;
	struct plan_interrupts interrupts;
	struct plan_frames planned = { .count = 0 };
	size_t i;

	demand(!list->count || machine->gic.version != GIC_NONE);
	for (i = 0; i < list->count; i++) {
		const struct gic_interrupts *range = &list->ranges[i];

		demand(range->count && gic_is_shared(range->first) &&
		       gic_is_shared(range->first + range->count - 1u));
		demand(!i || range[-1].group <= range->group);
	}
	for (i = 0; i < machine->smmu_count; i++) {
		if (machine->smmus[i].action != SMMU_KEEP &&
		    planned.count < SMMU_PLAN_ENTRIES_MAX)
			planned.frames[planned.count++] = &machine->smmus[i];
	}
	demand(!plan_interrupts_make(machine, &planned, &interrupts));
	for (i = 0; i < interrupts.count; i++)
		demand(interrupts.records[i].bits &&
		       interrupts.records[i].entry_last < planned.count);
	free(interrupts.records);
}

/* The class default, then what it decided for every frame. */
static void check_policy(struct smmu_machine *machine)
{
	struct policy_rule rule = {
		.which = POLICY_ALL, .action = SMMU_ABORT,
	};
	struct message why = { "" };
	size_t i;

	demand(!policy_apply(&rule, 1, machine, &why));
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		bool kept = smmu->status != SMMU_OKAY || smmu->power_managed ||
			    smmu->qualcomm || smmu->owns_region;

		demand(!kept || smmu->action == SMMU_KEEP);
		demand((smmu->action == SMMU_KEEP) == !!smmu->reason);
	}
}

static void check_lists(const struct smmu_machine *machine)
{
	size_t size, i;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	demand(out);
	list_json(out, machine, machine, /* same_source= */ true);
	list_table(out, machine, false);
	demand(!list_tree(out, machine, &(struct pci_ids){ .text = NULL }, false));
	demand(!fclose(out));
	for (i = 0; i < size; i++)
		demand(text[i] == '\n' || (text[i] >= ' ' && text[i] <= '~'));
	free(text);
}

static void check_platform(const uint8_t *blob, size_t size)
{
	struct serial serial = { 77, 777 };
	uint8_t conduit = 77;
	struct message why = { "" };

	if (devtree_console(blob, size, &serial, &why))
		demand(why.text[0] && serial.type == 77 && serial.base == 777);
	else
		demand(!why.text[0] && !serial_check(&serial) && serial.type >=
		       SMMU_PLAN_CONSOLE_PL011 && serial.type <=
		       SMMU_PLAN_CONSOLE_UART8250_MMIO32);
	why.text[0] = '\0';
	if (devtree_psci(blob, size, &conduit, &why))
		demand(why.text[0] && conduit == 77);
	else
		demand(conduit == SMMU_PLAN_CONDUIT_HVC ||
		       conduit == SMMU_PLAN_CONDUIT_SMC);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smmu_machine machine = { .smmu_count = 77 };
	struct message why = { "" };
	/* Exactly sized, and aligned as a tree has to be. */
	uint8_t *blob = malloc(size ? size : 1);

	demand(blob);
	if (size)
		memcpy(blob, data, size);
	check_platform(blob, size);
	if (devtree_parse(blob, size, &machine, &why)) {
		demand(why.text[0] && machine.smmu_count == 77);
	} else {
		demand(!why.text[0]);
		check_machine(&machine, size);
		check_policy(&machine);
		check_interrupts(&machine);
		check_lists(&machine);
		smmu_machine_clear(&machine);
	}
	free(blob);
	return 0;
}
