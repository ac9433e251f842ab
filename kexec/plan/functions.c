/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/functions.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>

#include "masters/lookup.h"

#define CLASS_HOST_BRIDGE	0x0600

/* Whether firmware says that it goes on with a region of memory. */
static bool owns_region(const struct smmu_machine *machine,
			const struct pci_function *function)
{
	size_t at = 0;
	uint32_t id;

	while (function->has_stream &&
	       (at = lookup_next(machine, at, function->group,
				 function->stream, &id)) <
	       machine->stream_count) {
		const struct stream *stream = &machine->streams[at++];

		if (machine->masters[stream->master].kind == MASTER_REGION)
			return true;
	}
	return false;
}

/* The index of the entry that it is stopped with; false: it is left alone. */
static bool find_entry(const struct smmu_machine *machine,
		       const struct plan_frames *planned,
		       const struct pci_function *function, size_t *ret_entry)
{
	const struct smmu *smmu = smmu_machine_group(machine, function->group);
	size_t i;

	for (i = 0; smmu && i < planned->count; i++) {
		const struct smmu *frame = planned->frames[i];

		/* Frames at one address are one entry. */
		if (frame->group == smmu->group ||
		    (smmu->has_base && frame->base == smmu->base)) {
			*ret_entry = i;
			return frame->action == SMMU_DRAIN;
		}
	}
	/* No SMMU, or none in use: the entry behind the SMMUs'. */
	*ret_entry = planned->count;
	return machine->drains_rest;
}

int plan_functions_make(const struct smmu_machine *machine,
			const struct plan_frames *planned,
			struct plan_functions *ret_functions)
{
	struct plan_functions functions = { .count = 0 };
	size_t i, entry;

	functions.records = calloc(machine->function_count + 1,
				   sizeof(*functions.records));
	if (!functions.records)
		return -1;
	for (i = 0; i < machine->function_count; i++) {
		const struct pci_function *function = &machine->functions[i];
		struct smmu_plan_function *record =
			&functions.records[functions.count];

		if (!find_entry(machine, planned, function, &entry) ||
		    function->class >> 8 == CLASS_HOST_BRIDGE ||
		    pci_is_display(function) || pci_is_console(function) ||
		    function->cxl == PCI_YES || owns_region(machine, function))
			continue;
		if (!function->has_config || function->segment > UINT16_MAX) {
			functions.left_out++;
			continue;
		}
		record->config = htole64(function->config);
		record->ids = htole32((uint32_t)function->device << 16 |
				      function->vendor);
		record->stream = htole32(function->stream);
		record->segment = htole16((uint16_t)function->segment);
		record->id = htole16(function->id);
		record->entry = htole16((uint16_t)entry);
		record->parent = htole16(SMMU_PLAN_FUNCTION_NONE);
		record->at_pcie = function->at_pcie;
		record->at_msi = function->at_msi;
		record->at_msix = function->at_msix;
		if (pci_is_bridge(function))
			record->flags |= SMMU_PLAN_FUNCTION_BRIDGE;
		if (function->is_vf)
			record->flags |= SMMU_PLAN_FUNCTION_VF;
		functions.count++;
	}
	*ret_functions = functions;
	return 0;
}
