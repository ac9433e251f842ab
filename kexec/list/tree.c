/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "list/tree.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "list/list.h"
#include "plan/policy.h"

#define COLUMNS		80
#define STREAM_COLUMNS	14

/* What a line is about. */
enum entry_kind { ENTRY_FUNCTION, ENTRY_STREAM, ENTRY_MASTER };

struct entry {
	uint32_t group;		/* of the SMMU; MASTER_NO_SMMU comes last */
	enum entry_kind kind;
	size_t index;
};

static int compare(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* All that is shown, by SMMU, in the order of tables; to be freed. */
static struct entry *collect(const struct smmu_machine *machine,
			     size_t *ret_count)
{
	/* Functions stand for their host bridge; what is disabled does no DMA. */
	bool *hidden = calloc(machine->master_count + 1, sizeof(*hidden));
	size_t count = 0, i;
	struct entry *entries;

	if (!hidden)
		return NULL;
	for (i = 0; i < machine->master_count; i++)
		hidden[i] = !machine->masters[i].enabled;
	for (i = 0; i < machine->function_count; i++) {
		if (machine->functions[i].master != PCI_NONE)
			hidden[machine->functions[i].master] = true;
	}
	entries = reallocarray(NULL, machine->function_count +
			       machine->stream_count + machine->master_count +
			       1, sizeof(*entries));
	for (i = 0; entries && i < machine->function_count; i++)
		entries[count++] = (struct entry){
			machine->functions[i].group, ENTRY_FUNCTION, i };
	for (i = 0; entries && i < machine->stream_count; i++) {
		const struct stream *stream = &machine->streams[i];

		if (!hidden[stream->master])
			entries[count++] = (struct entry){
				stream->group, ENTRY_STREAM, i };
	}
	for (i = 0; entries && i < machine->master_count; i++) {
		if (!hidden[i] && !machine->masters[i].count)
			entries[count++] = (struct entry){
				MASTER_NO_SMMU, ENTRY_MASTER, i };
	}
	if (count)
		qsort(entries, count, sizeof(*entries), compare);
	free(hidden);
	*ret_count = count;
	return entries;
}

/* The best that is known of how a function can be reset by itself. */
static const char *reset_name(const struct pci_function *function)
{
	if (function->flr == PCI_YES)
		return "FLR";
	if (function->af_flr == PCI_YES)
		return "AF FLR";
	if (function->flr == PCI_UNKNOWN || function->af_flr == PCI_UNKNOWN)
		return "?";
	if (function->d3hot_reset == PCI_YES)
		return "D3hot";
	return function->d3hot_reset == PCI_UNKNOWN ? "?" : "-";
}

static void put_function(FILE *out, const struct pci_function *function,
			 const struct pci_ids *ids)
{
	char vendor[PCI_IDS_NAME_SIZE], device[PCI_IDS_NAME_SIZE];
	char name[PCI_NAME_SIZE], stream[STREAM_COLUMNS + 1] = "-";

	if (function->has_stream)
		snprintf(stream, sizeof(stream), "0x%" PRIx32,
			 function->stream);
	else if (function->group != MASTER_NO_SMMU)
		strcpy(stream, "?");
	fprintf(out, "  %-*s %s %04x:%04x ", STREAM_COLUMNS, stream,
		pci_name(function->segment, function->id, name),
		function->vendor, function->device);
	fprintf(out, "%-6s ", reset_name(function));
	list_text(out, function->driver ? function->driver : "-", 20);
	fprintf(out, ", %s", pci_class_name(function->class));
	if (function->is_vf)
		fprintf(out, ", VF of %s", pci_name(function->segment,
						    function->physfn, name));
	if (function->cxl == PCI_YES)
		fputs(", CXL", out);
	pci_ids_find(ids, function->vendor, function->device, vendor, device);
	if (vendor[0]) {
		fputs(": ", out);
		list_text(out, vendor, SIZE_MAX);
	}
	if (device[0]) {
		putc(' ', out);
		list_text(out, device, SIZE_MAX);
	}
	putc('\n', out);
}

static void put_master(FILE *out, const char *id, const struct master *master,
		       const struct stream *stream)
{
	size_t room = COLUMNS - STREAM_COLUMNS - 3;
	char first[PCI_NAME_SIZE], last[PCI_NAME_SIZE];

	fprintf(out, "  %-*s ", STREAM_COLUMNS, id);
	/* Functions that nobody has looked at. */
	if (master->kind == MASTER_PCI && stream && stream->has_input &&
	    stream->count)
		room -= (size_t)fprintf(out, "PCI %s to %s ",
			pci_name(master->segment == MASTER_NO_SEGMENT ? 0 :
				 master->segment, (uint16_t)stream->input,
				 first),
			pci_name(0, (uint16_t)(stream->input + stream->count -
					       1), last) + strlen("0000:"));
	if (master->device) {
		size_t used = strlen(master->device) + 2 +
			      (master->driver ? strlen(master->driver) : 1);

		list_text(out, master->device, 30);
		putc(' ', out);
		list_text(out, master->driver ? master->driver : "-", 20);
		putc(' ', out);
		room = used < room - 8 ? room - used : 8;
	}
	list_text(out, master->name, room);
	putc('\n', out);
}

/* The streams of one master that follow each other; returns how many. */
static size_t put_streams(FILE *out, const struct smmu_machine *machine,
			  const struct entry *entries, size_t count)
{
	const struct stream *stream = &machine->streams[entries->index];
	char text[STREAM_COLUMNS + 24];
	size_t more = 1;
	int used;

	while (stream->count == 1 && more < count &&
	       entries[more].group == entries->group &&
	       entries[more].kind == ENTRY_STREAM &&
	       machine->streams[entries[more].index].master ==
	       stream->master)
		more++;
	if (stream->has_first)
		used = snprintf(text, sizeof(text), "0x%" PRIx32,
				stream->first);
	else
		used = snprintf(text, sizeof(text), "%s",
				stream->group == MASTER_NO_SMMU ? "-" : "?");
	if (stream->has_first && stream->count > 1)
		snprintf(text + used, sizeof(text) - (size_t)used,
			 "-0x%" PRIx64, stream->first + stream->count - 1);
	else if (more > 1)
		snprintf(text + used, sizeof(text) - (size_t)used, " +%zu",
			 more - 1);
	put_master(out, text, &machine->masters[stream->master], stream);
	return more;
}

static void put_entries(FILE *out, const struct smmu_machine *machine,
			const struct pci_ids *ids, const struct entry *entries,
			size_t count)
{
	size_t i = 0;

	while (i < count) {
		const struct entry *entry = &entries[i];

		switch (entry->kind) {
		case ENTRY_FUNCTION:
			put_function(out, &machine->functions[entry->index],
				     ids);
			i++;
			break;
		case ENTRY_STREAM:
			i += put_streams(out, machine, entry, count - i);
			break;
		case ENTRY_MASTER:
			put_master(out, "-", &machine->masters[entry->index],
				   NULL);
			i++;
			break;
		}
	}
}

static void put_smmu(FILE *out, const struct smmu *smmu, bool colour)
{
	const char *action = smmu_action_name(smmu->action);
	char kernel[LIST_NAME_SIZE], room[SMMU_LABEL_SIZE];
	int used = 0;

	if (smmu->kernel_name)
		used = fprintf(out, "%s ", list_kernel_name(smmu, kernel));
	list_text(out, smmu_label(smmu, room), (size_t)(COLUMNS - used - 30));
	fprintf(out, " (%s, %s): ", smmu_version_name(smmu->version),
		smmu_status_name(smmu->status));
	if (smmu->status != SMMU_OKAY) {
		fputs("not in use\n", out);
		return;
	}
	fprintf(out, "%s%s%s", colour ? list_colour(action) : "", action,
		colour ? LIST_PLAIN : "");
	if (smmu->has_policy && smmu->policy != smmu->action)
		fprintf(out, " instead of %s", smmu_action_name(smmu->policy));
	putc('\n', out);
	if (smmu->reason)
		fprintf(out, "  %s\n", smmu->reason);
	if (policy_is_unmet(smmu) && smmu->has_base)
		fprintf(out, "  to include it: " POLICY_OPTION "=0x%" PRIx64
			"=%s\n", smmu->base, smmu_action_name(smmu->policy));
}

int list_tree(FILE *out, const struct smmu_machine *machine,
	      const struct pci_ids *ids, bool colour)
{
	size_t count, first = 0, last, i;
	struct entry *entries = collect(machine, &count);

	if (!entries)
		return -1;
	fprintf(out, "  %-*s %-12s %-9s %-6s %s\n", STREAM_COLUMNS, "STREAM ID",
		"DEVICE", "ID", "RESET", "DRIVER");
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		if (i > 0 && smmu->group == smmu[-1].group)
			continue;
		put_smmu(out, smmu, colour);
		for (last = first; last < count &&
				   entries[last].group == smmu->group;)
			last++;
		put_entries(out, machine, ids, entries + first, last - first);
		first = last;
	}
	if (first < count) {
		fputs("behind no SMMU, so no fence stops their DMA:\n", out);
		put_entries(out, machine, ids, entries + first, count - first);
	}
	free(entries);
	list_end(out, machine);
	return 0;
}
