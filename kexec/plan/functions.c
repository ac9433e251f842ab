/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/functions.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "masters/join.h"
#include "masters/lookup.h"
#include "masters/resets.h"
#include "util/macros.h"

#define CLASS_NETWORK		0x02

/*
 * Drivers that lend a function to somebody else and have no way to shut it
 * down: modules, and what they are called if they are built in.
 */
static const char *const lenders[] = {
	"vfio_pci", "vfio-pci", "pci_stub", "pci-stub", "uio_pci_generic",
	"xen_pciback", "pciback",
};

/* As a reason: its configuration space cannot be reached. */
static const char no_address[] = "without a confirmed configuration address";

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

/* Why a function is not listed wherever it is; NULL: it is. Static text. */
static const char *exclusion(const struct smmu_machine *machine,
			     const struct pci_function *function)
{
	if (pci_is_host_bridge(function))
		return "a host bridge";
	if (pci_is_display(function))
		return "a display";
	if (pci_is_console(function))
		return "a console";
	if (function->cxl == PCI_YES)
		return "a CXL device";
	if (owns_region(machine, function))
		return "the owner of a reserved region";
	if (!function->has_config || function->segment > UINT16_MAX)
		return no_address;
	return NULL;
}

/* Whether what is behind the frames of a group is behind this SMMU's entry. */
static bool is_behind(const struct smmu_machine *machine,
		      const struct smmu *smmu, uint32_t group)
{
	const struct smmu *first = smmu_machine_group(machine, group);

	/* Frames at one address are one entry. */
	return first && (group == smmu->group ||
			 (first->has_base && first->base == smmu->base));
}

/*
 * The index of the entry that it is stopped with, and how; false: it is left
 * alone.
 */
static bool find_entry(const struct smmu_machine *machine,
		       const struct plan_frames *planned,
		       const struct pci_function *function, size_t *ret_entry,
		       enum smmu_action *ret_action)
{
	size_t i;

	for (i = 0; i < planned->count; i++) {
		if (is_behind(machine, planned->frames[i], function->group)) {
			*ret_entry = i;
			*ret_action = planned->frames[i]->action;
			return smmu_stops(*ret_action);
		}
	}
	/* No SMMU, or none in use: the entry behind the SMMUs'. */
	*ret_entry = planned->count;
	*ret_action = machine->rest;
	return smmu_stops(*ret_action);
}

/*
 * Whether its silence is enough: not if a packet from outside could make it
 * write, nor if nobody has shut it down.
 */
static bool is_quiet_when_silent(const struct pci_function *function)
{
	size_t i;

	/* What is below a bridge does the DMA. */
	if (pci_is_bridge(function))
		return true;
	if (function->class >> 16 == CLASS_NETWORK || !function->driver)
		return false;
	for (i = 0; i < ARRAY_SIZE(lenders); i++)
		if (streq(function->driver, lenders[i]))
			return false;
	return true;
}

/* What is right below a bridge, for a reset of its bus; by index. */
struct bus {
	uint16_t place;		/* of the function itself, in the list */
	bool quiesces;		/* it may be reset */
	bool is_needed;		/* by one that cannot be reset otherwise */
	bool is_offered;	/* by the kernel, for one of them */
	bool is_barred;		/* by one that must not be reset, or a bridge */
};

/*
 * A bus reset hits whatever is below: all of it has to be listed, and behind
 * SMMUs that are quiesced. Of several functions the kernel offers it for the one
 * that it found first, since the others were not there yet.
 */
static void find_buses(const struct smmu_machine *machine, struct bus *buses)
{
	size_t i;

	for (i = 0; i < machine->function_count; i++) {
		const struct pci_function *function = &machine->functions[i];
		unsigned int first = resets_first(function);
		struct bus *bus;

		if (function->parent == PCI_NONE)
			continue;
		bus = &buses[function->parent];
		bus->is_barred |= !buses[i].quiesces ||
				  pci_is_bridge(function) ||
				  function->cxl != PCI_NO;
		bus->is_offered |= function->has_resets == PCI_YES &&
				   function->resets & PCI_RESET_BUS;
		/* VFs are gone once their PF is reset. */
		bus->is_needed |= !function->is_vf &&
				  (!first || first == PCI_RESET_BUS);
	}
}

/* How the listed function of that index is reset, and what is above it. */
static void add_reset(const struct smmu_machine *machine,
		      const struct bus *buses, size_t index,
		      struct smmu_plan_function *record)
{
	const struct pci_function *function = &machine->functions[index];
	unsigned int first = resets_first(function);
	size_t above = function->parent;
	const struct bus *bus = above == PCI_NONE ? NULL : &buses[above];

	if (bus && !function->is_vf && bus->is_needed && bus->is_offered &&
	    !bus->is_barred && bus->place != SMMU_PLAN_FUNCTION_NONE)
		record->reset = SMMU_PLAN_RESET_BUS;
	else if (first == PCI_RESET_FLR)
		record->reset = SMMU_PLAN_RESET_FLR;
	else if (first == PCI_RESET_AF_FLR)
		record->reset = SMMU_PLAN_RESET_AF;
	if (!buses[index].quiesces)
		record->reset = SMMU_PLAN_RESET_NONE;
	if (function->is_vf)
		above = join_find(machine, function->segment,
				  function->physfn);
	if (above != PCI_NONE)
		record->parent = htole16(buses[above].place);
}

int plan_functions_make(const struct smmu_machine *machine,
			const struct plan_frames *planned,
			struct plan_functions *ret_functions)
{
	struct plan_functions functions = { .count = 0 };
	size_t count = machine->function_count, i, entry;
	struct bus *buses = calloc(count + 1, sizeof(*buses));

	functions.records = calloc(count + 1, sizeof(*functions.records));
	if (!functions.records || !buses) {
		free(functions.records);
		free(buses);
		return -1;
	}
	for (i = 0; i < count; i++) {
		const struct pci_function *function = &machine->functions[i];
		struct smmu_plan_function *record =
			&functions.records[functions.count];
		const char *why = exclusion(machine, function);
		enum smmu_action action;

		buses[i].place = SMMU_PLAN_FUNCTION_NONE;
		if (!find_entry(machine, planned, function, &entry, &action))
			continue;
		if (why) {
			functions.left_out += why == no_address;
			continue;
		}
		buses[i].place = (uint16_t)functions.count++;
		buses[i].quiesces = action == SMMU_QUIESCE;
		record->config = htole64(function->config);
		record->ids = htole32((uint32_t)function->device << 16 |
				      function->vendor);
		record->stream = htole32(function->stream);
		record->segment = htole16((uint16_t)function->segment);
		record->id = htole16(function->id);
		record->entry = htole16((uint16_t)entry);
		record->parent = htole16(SMMU_PLAN_FUNCTION_NONE);
		record->at_sriov = htole16(function->at_sriov);
		record->at_pcie = function->at_pcie;
		record->at_msi = function->at_msi;
		record->at_msix = function->at_msix;
		record->at_af = function->at_af;
		if (pci_is_bridge(function))
			record->flags |= SMMU_PLAN_FUNCTION_BRIDGE;
		if (function->is_vf)
			record->flags |= SMMU_PLAN_FUNCTION_VF;
		if (is_quiet_when_silent(function))
			record->flags |= SMMU_PLAN_FUNCTION_SILENT_OK;
	}
	find_buses(machine, buses);
	for (i = 0; i < count; i++)
		if (buses[i].place != SMMU_PLAN_FUNCTION_NONE)
			add_reset(machine, buses, i,
				  &functions.records[buses[i].place]);
	free(buses);
	*ret_functions = functions;
	return 0;
}

/*
 * Whether it is known what is below a host bridge: functions, or nothing, where
 * the kernel has looked into all its windows and knows of each function's host
 * bridge.
 */
static bool is_explored(const struct smmu_machine *machine, size_t master)
{
	uint32_t segment = machine->masters[master].segment;
	bool is_known = true, has_windows = false;
	size_t i;

	for (i = 0; i < machine->function_count; i++) {
		const struct pci_function *function = &machine->functions[i];

		/* Several nodes of an IORT may be of one segment. */
		if (function->master == master ||
		    (machine->source == SMMU_SOURCE_IORT &&
		     function->segment == segment))
			return true;
		is_known &= function->master != PCI_NONE;
	}
	for (i = 0; i < machine->window_count; i++) {
		const struct pci_window *window = &machine->windows[i];

		if (window->master == PCI_NONE ? window->segment != segment :
						 window->master != master)
			continue;
		has_windows = true;
		is_known &= window->is_used;
	}
	return is_known && has_windows;
}

bool plan_functions_stranger(const struct smmu_machine *machine,
			     const struct smmu *smmu, struct message *ret_line)
{
	char name[PCI_NAME_SIZE], label[SMMU_LABEL_SIZE];
	const char *what = NULL, *who = NULL;
	size_t i;

	if (smmu->by_hand) {
		who = "anything";
		what = "as it was added by hand";
	}
	for (i = 0; i < machine->stream_count && !what; i++) {
		const struct stream *stream = &machine->streams[i];
		const struct master *master = &machine->masters[stream->master];

		if (!master->enabled || !is_behind(machine, smmu,
						   stream->group))
			continue;
		who = master->name;
		if (master->kind == MASTER_REGION)
			what = "the owner of a reserved region";
		else if (master->kind == MASTER_DEVICE)
			what = "no PCI function";
		else if (!is_explored(machine, stream->master))
			what = "a host bridge without known functions";
	}
	for (i = 0; i < machine->function_count && !what; i++) {
		const struct pci_function *function = &machine->functions[i];

		if (!is_behind(machine, smmu, function->group) ||
		    pci_is_host_bridge(function))
			continue;
		who = pci_name(function->segment, function->id, name);
		what = exclusion(machine, function);
		if (!what && !function->has_stream)
			what = "of unknown StreamID";
	}
	if (what)
		message_set(ret_line, "%s: stays in abort: behind it is %s, %s",
			    smmu_label(smmu, label), who, what);
	return what;
}
