/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a name or a driver; longer ones are cut off. */
#define WORD_SIZE	48
#define LINE_SIZE	(3 * WORD_SIZE + 48)

/* One line, and by what it is sorted. */
struct row {
	uint64_t base;
	uint32_t stream;
	size_t function;	/* index, or PCI_NONE */
	size_t master;		/* then: index */
};

static int compare(const void *one, const void *other)
{
	const struct row *a = one, *b = other;

	if (a->base != b->base)
		return a->base < b->base ? -1 : 1;
	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	if (a->function != b->function)
		return a->function < b->function ? -1 : 1;
	return a->master < b->master ? -1 : a->master > b->master;
}

/* Note that someone has a StreamID at an SMMU, if that is in use. */
static void add(const struct smmu_machine *machine, uint32_t group,
		struct row row, struct row *rows, size_t *count)
{
	const struct smmu *smmu = smmu_machine_group(machine, group);

	if (!smmu || smmu->status != SMMU_OKAY || !smmu->has_base)
		return;
	row.base = smmu->base;
	rows[(*count)++] = row;
}

/* A word of the line: what would end it is an underscore. "-" for none. */
static const char *word(const char *text, char room[static WORD_SIZE])
{
	size_t i;

	if (!text || !*text)
		return "-";
	for (i = 0; i < WORD_SIZE - 1 && text[i]; i++)
		room[i] = text[i] > ' ' && text[i] <= '~' && text[i] != '|' ?
			  text[i] : '_';
	room[i] = '\0';
	return room;
}

static void write_line(const struct smmu_machine *machine,
		       const struct row *row, char line[static LINE_SIZE])
{
	char name[WORD_SIZE], driver[WORD_SIZE];
	int size = snprintf(line, LINE_SIZE, "0x%" PRIx64 " 0x%" PRIx32 " ",
			    row->base, row->stream);

	if (row->function != PCI_NONE) {
		const struct pci_function *function =
			&machine->functions[row->function];
		char pci[PCI_NAME_SIZE];

		snprintf(line + size, LINE_SIZE - (size_t)size,
			 "%s %04x:%04x %s\n", pci_name(function->segment,
						       function->id, pci),
			 function->vendor, function->device,
			 word(function->driver, driver));
	} else {
		const struct master *master = &machine->masters[row->master];
		const char *last = strrchr(master->name, '/');

		snprintf(line + size, LINE_SIZE - (size_t)size, "%s - %s\n",
			 word(master->device ? master->device :
			      last ? last + 1 : master->name, name),
			 word(master->driver, driver));
	}
}

int plan_names_make(const struct smmu_machine *machine, char **ret_text,
		    size_t *ret_size)
{
	struct row *rows = reallocarray(NULL, machine->function_count +
					machine->stream_count + 1,
					sizeof(*rows));
	char *text = malloc(PLAN_NAMES_MAX + LINE_SIZE);
	size_t count = 0, size = 0, i;
	int error = PLAN_NAMES_E_MEMORY;

	if (!rows || !text)
		goto out;
	for (i = 0; i < machine->function_count; i++) {
		const struct pci_function *function = &machine->functions[i];

		if (function->has_stream)
			add(machine, function->group, (struct row){
				0, function->stream, i, 0 }, rows, &count);
	}
	for (i = 0; i < machine->stream_count; i++) {
		const struct stream *stream = &machine->streams[i];
		const struct master *master = &machine->masters[stream->master];

		if (master->kind == MASTER_DEVICE && master->enabled &&
		    stream->has_first && stream->count == 1)
			add(machine, stream->group, (struct row){
				0, stream->first, PCI_NONE, stream->master },
			    rows, &count);
	}
	qsort(rows, count, sizeof(*rows), compare);
	text[0] = '\0';
	for (i = 0; i < count && size <= PLAN_NAMES_MAX; i++) {
		write_line(machine, &rows[i], text + size);
		size += strlen(text + size);
	}
	error = PLAN_NAMES_E_SIZE;
	if (size <= PLAN_NAMES_MAX) {
		*ret_text = text;
		*ret_size = size;
		text = NULL;
		error = 0;
	}
out:
	free(text);
	free(rows);
	return error;
}
