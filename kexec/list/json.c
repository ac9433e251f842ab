/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "list/json.h"

#include <inttypes.h>

#include "list/list.h"
#include "masters/resets.h"
#include "plan/policy.h"
#include "util/json.h"
#include "util/macros.h"

/* What stands before element i of an array, each on a line of its own. */
static void put_separator(FILE *out, size_t i)
{
	fputs(i ? ",\n    " : "\n    ", out);
}

static void put_end(FILE *out, size_t count)
{
	fputs(count ? " ]" : "]", out);
}

void list_json_smmu(FILE *out, const struct smmu *smmu)
{
	if (smmu->has_base)
		fprintf(out, "{ \"base\": \"0x%" PRIx64 "\"", smmu->base);
	else
		fputs("{ \"base\": null", out);
	if (smmu->has_size)
		fprintf(out, ", \"size\": %" PRIu64, smmu->size);
	else
		fputs(", \"size\": null", out);
	fprintf(out, ", \"version\": \"%s\", \"model\": ",
		smmu_version_name(smmu->version));
	json_string(out, smmu->model);
	fputs(", \"name\": ", out);
	json_string(out, smmu->name);
	fprintf(out, ", \"status\": \"%s\", \"power_managed\": %s, \"policy\": ",
		smmu_status_name(smmu->status),
		smmu->power_managed ? "true" : "false");
	json_string(out, smmu->has_policy ? smmu_action_name(smmu->policy) :
					    NULL);
	fprintf(out, ", \"action\": \"%s\", \"reason\": ",
		smmu_action_name(smmu->action));
	json_string(out, smmu->reason);
	fputs(", \"kernel_name\": ", out);
	json_string(out, smmu->kernel_name);
	if (smmu->has_devices)
		fprintf(out, ", \"devices\": %zu }", smmu->devices);
	else
		fputs(", \"devices\": null }", out);
}

static void put_unsupported(FILE *out, const struct unsupported_iommu *iommu)
{
	fputs("{ \"name\": ", out);
	json_string(out, iommu->name);
	fputs(", \"model\": ", out);
	json_string(out, iommu->model);
	fputs(" }", out);
}

static void put_region(FILE *out, const struct reserved_region *region)
{
	fprintf(out, "{ \"base\": \"0x%" PRIx64 "\", \"size\": %" PRIu64
		", \"smmu\": ", region->base, region->size);
	json_string(out, region->smmu);
	fputs(" }", out);
}

/* A number as hexadecimal text, or null. */
static void put_hex(FILE *out, const char *name, bool is_known, uint64_t value)
{
	if (is_known)
		fprintf(out, ", \"%s\": \"0x%" PRIx64 "\"", name, value);
	else
		fprintf(out, ", \"%s\": null", name);
}

static void put_stream(FILE *out, const struct smmu_machine *machine,
		       const struct stream *stream)
{
	const struct smmu *smmu = smmu_machine_group(machine, stream->group);

	fputs("{ \"smmu\": ", out);
	json_string(out, smmu ? smmu->name : NULL);
	put_hex(out, "id", stream->has_input, stream->input);
	put_hex(out, "stream", stream->has_first, stream->first);
	fprintf(out, ", \"count\": %" PRIu64 ", \"ignored\": \"0x%" PRIx32
		"\" }", stream->count, stream->ignored);
}

static void put_master(FILE *out, const struct smmu_machine *machine,
		       const struct master *master)
{
	size_t i;

	fputs("{ \"name\": ", out);
	json_string(out, master->name);
	fprintf(out, ", \"kind\": \"%s\", \"enabled\": %s, \"segment\": ",
		master_kind_name(master->kind),
		master->enabled ? "true" : "false");
	if (master->segment == MASTER_NO_SEGMENT)
		fputs("null", out);
	else
		fprintf(out, "%" PRIu32, master->segment);
	fputs(", \"device\": ", out);
	json_string(out, master->device);
	fputs(", \"driver\": ", out);
	json_string(out, master->driver);
	put_hex(out, "id_mask", true, master->id_mask);
	fputs(", \"streams\": [", out);
	for (i = 0; i < master->count; i++) {
		fputs(i ? ",\n      " : "\n      ", out);
		put_stream(out, machine, &machine->streams[master->first + i]);
	}
	put_end(out, master->count);
	fputs(" }", out);
}

static void put_masters(FILE *out, const struct smmu_machine *machine)
{
	size_t i;

	fputs(",\n  \"masters\": [", out);
	for (i = 0; i < machine->master_count; i++) {
		put_separator(out, i);
		put_master(out, machine, &machine->masters[i]);
	}
	put_end(out, machine->master_count);
}

static void put_counts(FILE *out, const struct smmu_machine *machine)
{
	struct list_counts counts = list_count(machine);

	fprintf(out, ",\n  \"counts\": { \"smmus\": %zu, \"frames\": %zu, \"added\": %zu, ",
		counts.smmus, machine->smmu_count, counts.added);
	fprintf(out, "\"abort\": %zu, \"bypass\": %zu, \"keep\": %zu, \"drain\": %zu, \"quiesce\": %zu, \"not_in_use\": %zu, ",
		counts.actions[SMMU_ABORT], counts.actions[SMMU_BYPASS],
		counts.actions[SMMU_KEEP], counts.actions[SMMU_DRAIN],
		counts.actions[SMMU_QUIESCE], counts.not_in_use);
	fprintf(out, "\"masters\": %zu, \"masters_behind_none\": %zu }",
		machine->master_count, counts.behind_none);
}

static void put_known(FILE *out, const char *name, enum pci_known known)
{
	static const char *const words[] = {
		[PCI_UNKNOWN] = "null", [PCI_NO] = "false", [PCI_YES] = "true",
	};

	fprintf(out, ", \"%s\": %s", name, words[known]);
}

/* The name of a function, or null. */
static void put_function_name(FILE *out, const char *name, bool is_known,
			      uint32_t segment, uint16_t id)
{
	char text[PCI_NAME_SIZE];

	fprintf(out, ", \"%s\": ", name);
	json_string(out, is_known ? pci_name(segment, id, text) : NULL);
}

static void put_resets(FILE *out, const struct pci_function *function)
{
	const char *separator = "";
	size_t i;

	fputs(", \"reset_methods\": ", out);
	if (function->has_resets != PCI_YES) {
		fputs("null", out);
		return;
	}
	putc('[', out);
	for (i = 0; i < RESETS_WORDS; i++) {
		if (function->resets & 1u << i) {
			fprintf(out, "%s\"%s\"", separator,
				resets_words[i]);
			separator = ", ";
		}
	}
	putc(']', out);
}

static void put_function(FILE *out, const struct smmu_machine *machine,
			 const struct pci_function *function)
{
	const struct smmu *smmu = smmu_machine_group(machine, function->group);
	bool is_express = function->pcie == PCI_YES &&
			  function->has_port_type;
	char name[PCI_NAME_SIZE];

	fputs("{ \"name\": ", out);
	json_string(out, pci_name(function->segment, function->id, name));
	put_hex(out, "vendor", true, function->vendor);
	put_hex(out, "device", true, function->device);
	put_hex(out, "class", true, function->class);
	fputs(", \"driver\": ", out);
	json_string(out, function->driver);
	fprintf(out, ",\n      \"header_type\": %d", function->header_type);
	put_known(out, "pcie", function->pcie);
	put_hex(out, "port_type", is_express, function->port_type);
	put_known(out, "flr", function->flr);
	put_known(out, "af_flr", function->af_flr);
	put_known(out, "d3hot_reset", function->d3hot_reset);
	put_resets(out, function);
	put_function_name(out, "vf_of", function->is_vf, function->segment,
			  function->physfn);
	fprintf(out, ", \"vfs\": %d", function->vfs);
	put_known(out, "bridge", pci_is_bridge(function) ? PCI_YES : PCI_NO);
	put_known(out, "cxl", function->cxl);
	put_known(out, "display", pci_is_display(function) ? PCI_YES : PCI_NO);
	put_known(out, "console", pci_is_console(function) ? PCI_YES : PCI_NO);
	put_function_name(out, "parent", function->has_parent,
			  function->segment, function->parent_id);
	put_hex(out, "config", function->has_config, function->config);
	fputs(",\n      \"smmu\": ", out);
	json_string(out, smmu ? smmu->name : NULL);
	put_hex(out, "requester", function->has_requester,
		function->requester);
	put_hex(out, "stream", function->has_stream, function->stream);
	if (function->has_iommu_group)
		fprintf(out, ", \"iommu_group\": %" PRIu32 " }",
			function->iommu_group);
	else
		fputs(", \"iommu_group\": null }", out);
}

static void put_functions(FILE *out, const struct smmu_machine *machine)
{
	size_t i;

	fputs(",\n  \"functions\": ", out);
	if (!machine->has_functions) {
		fputs("null", out);
		return;
	}
	putc('[', out);
	for (i = 0; i < machine->function_count; i++) {
		put_separator(out, i);
		put_function(out, machine, &machine->functions[i]);
	}
	put_end(out, machine->function_count);
}

/* All of the object but its end. */
static void put_machine(FILE *out, const struct smmu_machine *machine,
			bool masters)
{
	struct message line;
	size_t i;

	fprintf(out, "\"source\": \"%s\",\n  \"smmus\": [",
		smmu_source_name(machine->source));
	for (i = 0; i < machine->smmu_count; i++) {
		put_separator(out, i);
		list_json_smmu(out, &machine->smmus[i]);
	}
	put_end(out, machine->smmu_count);
	fputs(",\n  \"unsupported\": [", out);
	for (i = 0; i < machine->unsupported_count; i++) {
		put_separator(out, i);
		put_unsupported(out, &machine->unsupported[i]);
	}
	put_end(out, machine->unsupported_count);
	fputs(",\n  \"reserved_regions\": [", out);
	for (i = 0; i < machine->region_count; i++) {
		put_separator(out, i);
		put_region(out, &machine->regions[i]);
	}
	put_end(out, machine->region_count);
	if (masters) {
		put_masters(out, machine);
		put_functions(out, machine);
	}
	put_counts(out, machine);
	fputs(",\n  \"not_fenced\": ", out);
	json_string(out, policy_unfenced(machine, POLICY_OPTION, &line) ?
			 line.text : NULL);
}

void list_json(FILE *out, const struct smmu_machine *machine,
	       const struct smmu_machine *crash, bool same_source)
{
	fputs("{ \"schema\": 2, ", out);
	put_machine(out, machine, /* masters= */ true);
	fputs(",\n  \"crash\": ", out);
	if (crash) {
		fputs("{ ", out);
		put_machine(out, crash, !same_source);
		fputs(" } }\n", out);
	} else {
		fputs("null }\n", out);
	}
}
