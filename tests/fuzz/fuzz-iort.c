/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parsers of IORT, APIC, SPCR and FADT, by libFuzzer.
 *
 * fuzz-sources: kexec/acpi/table.c kexec/util/array.c kexec/acpi/fadt.c kexec/machine/gic.c
 * fuzz-sources: kexec/acpi/iort.c kexec/acpi/iort-interrupts.c kexec/acpi/iort-rmr.c kexec/acpi/iort-masters.c kexec/acpi/madt.c
 * fuzz-sources: kexec/acpi/iort-walk.c
 * fuzz-sources: kexec/util/message.c kexec/machine/serial.c kexec/machine/smmu.c kexec/machine/master.c kexec/acpi/spcr.c
 */
#include <stdlib.h>
#include <string.h>

#include "acpi/fadt.h"
#include "acpi/iort.h"
#include "acpi/iort-walk.h"
#include "acpi/madt.h"
#include "acpi/spcr.h"
#include "smmu-plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static void check_machine(const struct smmu_machine *machine, size_t size)
{
	size_t i;

	demand(machine->source == SMMU_SOURCE_IORT);
	demand(machine->smmu_count <= size / 36);
	demand(machine->region_count <= IORT_REGIONS_MAX);
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		demand(smmu->name && !strncmp(smmu->name, "IORT@0x", 7));
		demand(smmu->model && smmu->has_base);
		demand((smmu->status == SMMU_OKAY) == (smmu->base != 0));
		demand(!smmu->has_size || smmu->version != SMMU_VERSION_V3);
		demand(!i || smmu->group > smmu[-1].group);
	}
	for (i = 0; i < machine->interrupts.count; i++) {
		const struct gic_interrupts *range =
			&machine->interrupts.ranges[i];

		demand(range->group < machine->smmu_count && range->count);
		demand(gic_is_shared(range->first) &&
		       gic_is_shared(range->first + range->count - 1u));
		demand(!i || range[-1].group <= range->group);
	}
	demand(!machine->warning || machine->warning[0]);
}

static void check_gic(const uint8_t *data, size_t size)
{
	struct gic gic = { 77, 77 };
	struct message why = { "" };

	if (madt_parse(data, size, &gic, &why))
		demand(why.text[0] && gic.version == 77);
	else
		demand(!why.text[0] &&
		       (gic.version == GIC_NONE) == (gic.distributor == 0));
}

static void check_platform(const uint8_t *data, size_t size)
{
	struct serial serial = { 77, 777 };
	uint8_t conduit = 77;
	struct message why = { "" };

	if (spcr_parse(data, size, &serial, &why))
		demand(why.text[0] && serial.type == 77 && serial.base == 777);
	else
		demand(!why.text[0] && !serial_check(&serial) && serial.base);
	why.text[0] = '\0';
	if (fadt_parse(data, size, &conduit, &why))
		demand(why.text[0] && conduit == 77);
	else
		demand(conduit == SMMU_PLAN_CONDUIT_HVC ||
		       conduit == SMMU_PLAN_CONDUIT_SMC);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smmu_machine machine = { .smmu_count = 77 };
	struct message why = { "" };

	check_gic(data, size);
	check_platform(data, size);
	if (iort_parse(data, size, &machine, &why)) {
		demand(why.text[0] && machine.smmu_count == 77);
		return 0;
	}
	demand(!why.text[0]);
	check_machine(&machine, size);
	smmu_machine_clear(&machine);
	return 0;
}
