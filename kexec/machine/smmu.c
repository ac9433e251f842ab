/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/smmu.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/macros.h"

const char *smmu_version_name(enum smmu_version version)
{
	switch (version) {
	case SMMU_VERSION_V1:
		return "v1";
	case SMMU_VERSION_V2:
		return "v2";
	case SMMU_VERSION_V3:
		return "v3";
	}
	return "unknown";
}

int smmu_version_parse(const char *text, size_t size,
		       enum smmu_version *ret_version)
{
	static const enum smmu_version versions[] = {
		SMMU_VERSION_V1, SMMU_VERSION_V2, SMMU_VERSION_V3,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		const char *name = smmu_version_name(versions[i]);

		if (strlen(name) == size && !memcmp(name, text, size)) {
			*ret_version = versions[i];
			return 0;
		}
	}
	return -1;
}

const char *smmu_status_name(enum smmu_status status)
{
	switch (status) {
	case SMMU_OKAY:
		return "okay";
	case SMMU_DISABLED:
		return "disabled";
	case SMMU_RESERVED:
		return "reserved";
	case SMMU_UNREACHABLE:
		return "unreachable";
	}
	return "unknown";
}

const char *smmu_action_name(enum smmu_action action)
{
	switch (action) {
	case SMMU_KEEP:
		return "keep";
	case SMMU_ABORT:
		return "abort";
	case SMMU_BYPASS:
		return "bypass";
	case SMMU_DRAIN:
		return "drain";
	case SMMU_QUIESCE:
		return "quiesce";
	case SMMU_AUTO:
		return "auto";
	}
	return "unknown";
}

int smmu_action_parse(const char *text, enum smmu_action *ret_action)
{
	static const enum smmu_action actions[] = {
		SMMU_KEEP, SMMU_ABORT, SMMU_BYPASS, SMMU_DRAIN, SMMU_QUIESCE,
		SMMU_AUTO,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (streq(text, smmu_action_name(actions[i]))) {
			*ret_action = actions[i];
			return 0;
		}
	}
	return -1;
}

const char *smmu_source_name(enum smmu_source source)
{
	return source == SMMU_SOURCE_FDT ? "fdt" : "iort";
}

struct smmu *smmu_machine_add(struct smmu_machine *machine)
{
	void *array = machine->smmus;
	void *added = array_add(&array, &machine->smmu_count,
				sizeof(*machine->smmus));

	machine->smmus = array;
	return added;
}

struct unsupported_iommu *smmu_machine_add_unsupported(
					struct smmu_machine *machine)
{
	void *array = machine->unsupported;
	void *added = array_add(&array, &machine->unsupported_count,
				sizeof(*machine->unsupported));

	machine->unsupported = array;
	return added;
}

struct reserved_region *smmu_machine_add_region(struct smmu_machine *machine)
{
	void *array = machine->regions;
	void *added = array_add(&array, &machine->region_count,
				sizeof(*machine->regions));

	machine->regions = array;
	return added;
}

struct master *smmu_machine_add_master(struct smmu_machine *machine)
{
	void *array = machine->masters;
	void *added = array_add(&array, &machine->master_count,
				sizeof(*machine->masters));

	machine->masters = array;
	return added;
}

struct stream *smmu_machine_add_stream(struct smmu_machine *machine)
{
	void *array = machine->streams;
	void *added = array_add(&array, &machine->stream_count,
				sizeof(*machine->streams));

	machine->streams = array;
	return added;
}

struct pci_function *smmu_machine_add_function(struct smmu_machine *machine)
{
	void *array = machine->functions;
	void *added = array_add(&array, &machine->function_count,
				sizeof(*machine->functions));

	machine->functions = array;
	return added;
}

struct pci_window *smmu_machine_add_window(struct smmu_machine *machine)
{
	void *array = machine->windows;
	void *added = array_add(&array, &machine->window_count,
				sizeof(*machine->windows));

	machine->windows = array;
	return added;
}

const struct smmu *smmu_machine_find(const struct smmu_machine *machine,
				     uint64_t base)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (machine->smmus[i].has_base &&
		    machine->smmus[i].base == base)
			return &machine->smmus[i];
	}
	return NULL;
}

const struct smmu *smmu_machine_group(const struct smmu_machine *machine,
				      uint32_t group)
{
	size_t low = 0, high = machine->smmu_count;

	/* Groups are counted up in the order of frames. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (machine->smmus[middle].group < group)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == machine->smmu_count || machine->smmus[low].group != group)
		return NULL;
	return &machine->smmus[low];
}

bool smmu_machine_in_use(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++)
		if (machine->smmus[i].status == SMMU_OKAY)
			return true;
	return false;
}

bool smmu_machine_has(const struct smmu_machine *machine,
		      enum smmu_action action)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (machine->smmus[i].status == SMMU_OKAY &&
		    machine->smmus[i].action == action)
			return true;
	}
	return false;
}

bool smmu_machine_acts(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++)
		if (machine->smmus[i].action != SMMU_KEEP)
			return true;
	return false;
}

bool smmu_may_be_unpowered(const struct smmu *smmu)
{
	return smmu->power_managed || smmu->use > SMMU_USED;
}

const char *smmu_label(const struct smmu *smmu,
		       char room[static SMMU_LABEL_SIZE])
{
	if (smmu->name)
		return smmu->name;
	snprintf(room, SMMU_LABEL_SIZE, "0x%" PRIx64, smmu->base);
	return room;
}

void smmu_machine_clear(struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		free(machine->smmus[i].model);
		free(machine->smmus[i].name);
		free(machine->smmus[i].kernel_name);
	}
	for (i = 0; i < machine->unsupported_count; i++) {
		free(machine->unsupported[i].model);
		free(machine->unsupported[i].name);
	}
	for (i = 0; i < machine->region_count; i++)
		free(machine->regions[i].smmu);
	free(machine->smmus);
	free(machine->unsupported);
	for (i = 0; i < machine->master_count; i++)
		master_clear(&machine->masters[i]);
	free(machine->masters);
	free(machine->streams);
	for (i = 0; i < machine->function_count; i++)
		free(machine->functions[i].driver);
	free(machine->functions);
	free(machine->windows);
	free(machine->regions);
	gic_list_clear(&machine->interrupts);
	free(machine->warning);
	memset(machine, 0, sizeof(*machine));
}
