/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IORT parser, by libFuzzer.
 *
 * fuzz-sources: kexec/acpi.c kexec/array.c kexec/iort.c kexec/iort-rmr.c
 * fuzz-sources: kexec/message.c kexec/smmu.c
 */
#include <stdlib.h>
#include <string.h>

#include "iort.h"

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
	demand(!machine->warning || machine->warning[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smmu_machine machine = { .smmu_count = 77 };
	struct message why = { "" };

	if (iort_parse(data, size, &machine, &why)) {
		demand(why.text[0] && machine.smmu_count == 77);
		return 0;
	}
	demand(!why.text[0]);
	check_machine(&machine, size);
	smmu_machine_clear(&machine);
	return 0;
}
