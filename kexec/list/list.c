/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "list/list.h"

#include <inttypes.h>
#include <string.h>

#include "util/macros.h"
#include "util/message.h"

#define LINE_MAX_COLUMNS	80
/* Reasons are a handful of static texts. */
#define NOTES_MAX		16

struct notes {
	const char *texts[NOTES_MAX];
	int count;
};

/* Widths of the columns before the name. */
struct widths {
	int base;
	int size;
	int status;
	int policy;
	int action;
	int devices;	/* 0: no column */
};

/* One row's text, but for the name; column headings as well. */
struct row {
	char base[24];
	char size[24];
	const char *version;
	const char *status;
	const char *policy;
	char action[24];
	char devices[24];
};

void list_text(FILE *out, const char *text, size_t room)
{
	char shown[MESSAGE_ESCAPE_SIZE];
	size_t size = 0;
	const char *at;

	for (at = text; *at; at++)
		size += message_escape(*at, shown);
	if (size > room) {
		putc('~', out);
		for (room--; size > room; text++)
			size -= message_escape(*text, shown);
	}
	for (; *text; text++) {
		message_escape(*text, shown);
		fputs(shown, out);
	}
}

/* 131072 as 128K: the largest unit that leaves a whole number. */
static void format_size(uint64_t bytes, char *text, size_t size)
{
	static const char units[] = "BKMGTPE";
	size_t unit = 0;

	while (bytes && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	if (unit)
		snprintf(text, size, "%" PRIu64 "%c", bytes, units[unit]);
	else
		snprintf(text, size, "%" PRIu64, bytes);
}

const char *list_kernel_name(const struct smmu *smmu,
			     char room[static LIST_NAME_SIZE])
{
	snprintf(room, LIST_NAME_SIZE, "%.*s0x%" PRIx64,
		 (int)strcspn(smmu->kernel_name, "0"), smmu->kernel_name,
		 smmu->base);
	return room;
}

/* The number of a reason in the notes under the table, from 1; 0 for none. */
static int note(struct notes *notes, const char *reason)
{
	int i;

	if (!reason)
		return 0;
	for (i = 0; i < notes->count; i++) {
		if (!strcmp(notes->texts[i], reason))
			return i + 1;
	}
	if (notes->count == NOTES_MAX)
		return 0;
	notes->texts[notes->count++] = reason;
	return notes->count;
}

static void fill_row(const struct smmu *smmu, struct notes *notes,
		     struct row *ret_row)
{
	int number = note(notes, smmu->reason);

	snprintf(ret_row->base, sizeof(ret_row->base), "-");
	snprintf(ret_row->size, sizeof(ret_row->size), "-");
	if (smmu->has_base)
		snprintf(ret_row->base, sizeof(ret_row->base), "0x%" PRIx64,
			 smmu->base);
	if (smmu->has_size)
		format_size(smmu->size, ret_row->size, sizeof(ret_row->size));
	ret_row->version = smmu_version_name(smmu->version);
	ret_row->status = smmu_status_name(smmu->status);
	ret_row->policy = smmu->has_policy ? smmu_action_name(smmu->policy) :
					     "-";
	snprintf(ret_row->devices, sizeof(ret_row->devices), "-");
	if (smmu->has_devices)
		snprintf(ret_row->devices, sizeof(ret_row->devices), "%zu",
			 smmu->devices);
	if (number)
		snprintf(ret_row->action, sizeof(ret_row->action), "%s [%d]",
			 smmu_action_name(smmu->action), number);
	else
		snprintf(ret_row->action, sizeof(ret_row->action), "%s",
			 smmu_action_name(smmu->action));
}

static void widen(int *width, const char *text)
{
	int size = (int)strlen(text);

	if (size > *width)
		*width = size;
}

static void widen_all(struct widths *widths, const struct row *row)
{
	widen(&widths->base, row->base);
	widen(&widths->size, row->size);
	widen(&widths->status, row->status);
	widen(&widths->policy, row->policy);
	widen(&widths->action, row->action);
	if (widths->devices)
		widen(&widths->devices, row->devices);
}

const char *list_colour(const char *action)
{
	if (strncmp(action, "abort", strlen("abort")) == 0 ||
	    strncmp(action, "drain", strlen("drain")) == 0)
		return "\033[32m";
	if (strncmp(action, "bypass", strlen("bypass")) == 0)
		return "\033[31m";
	return "\033[33m";
}

static void put_row(FILE *out, const struct widths *widths,
		    const struct row *row, const char *name, bool colour)
{
	int used = fprintf(out, "%*s %*s %-3s %-*s %-*s ", widths->base,
			   row->base, widths->size, row->size, row->version,
			   widths->status, row->status, widths->policy,
			   row->policy);
	int room = LINE_MAX_COLUMNS - used - widths->action - 1 -
		   (widths->devices ? widths->devices + 1 : 0);

	fprintf(out, "%s%-*s%s ", colour ? list_colour(row->action) : "",
		widths->action, row->action, colour ? LIST_PLAIN : "");
	if (widths->devices)
		fprintf(out, "%*s ", widths->devices, row->devices);
	list_text(out, name, room > 1 ? (size_t)room : 1);
	putc('\n', out);
}

void list_rows(FILE *out, const struct smmu_machine *machine,
	       const char *prefix, bool colour)
{
	static const struct row heading = {
		"BASE", "SIZE", "VER", "STATUS", "POLICY", "ACTION", "DEVICES",
	};
	struct widths widths = { 0 };
	struct notes notes = { { NULL }, 0 };
	char name[LIST_NAME_SIZE];
	struct row row;
	size_t i;
	int number;

	if (!machine->smmu_count)
		return;
	for (i = 0; i < machine->smmu_count; i++)
		widths.devices |= machine->smmus[i].has_devices;
	widen_all(&widths, &heading);
	for (i = 0; i < machine->smmu_count; i++) {
		fill_row(&machine->smmus[i], &notes, &row);
		widen_all(&widths, &row);
	}
	fputs(prefix, out);
	put_row(out, &widths, &heading, "NAME", /* colour= */ false);
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		fill_row(smmu, &notes, &row);
		fputs(prefix, out);
		put_row(out, &widths, &row, smmu->kernel_name ?
			list_kernel_name(smmu, name) :
			smmu->name ? smmu->name :
			smmu->by_hand ? "(--smmu-add)" : "-", colour);
	}
	for (number = 1; number <= notes.count; number++)
		fprintf(out, "%s[%d] %s\n", prefix, number,
			notes.texts[number - 1]);
}

/* One line: how many there are of other kinds, and what the first one is. */
static void put_others(FILE *out, const struct smmu_machine *machine)
{
	const struct unsupported_iommu *iommus = machine->unsupported;
	size_t count = machine->unsupported_count, alike = 0, i;
	int used;

	if (!count)
		return;
	for (i = 0; i < count; i++)
		alike += streq(iommus[i].model, iommus[0].model);
	used = fprintf(out, "not handled: %zu IOMMU%s of other kinds: ", count,
		       count == 1 ? "" : "s");
	list_text(out, iommus[0].model, (size_t)(LINE_MAX_COLUMNS - used - 12));
	fputs(alike < count ? " and others\n" : "\n", out);
}

static void put_regions(FILE *out, const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->region_count; i++) {
		const struct reserved_region *region = &machine->regions[i];
		char size[24];
		int used;

		format_size(region->size, size, sizeof(size));
		used = fprintf(out, "reserved region 0x%" PRIx64 " %s, used through ",
			       region->base, size);
		list_text(out, region->smmu ? region->smmu : "no SMMU",
			  (size_t)(LINE_MAX_COLUMNS - used));
		putc('\n', out);
	}
}

struct list_counts list_count(const struct smmu_machine *machine)
{
	struct list_counts counts = { 0 };
	size_t i, j;

	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		if (i > 0 && smmu->group == smmu[-1].group)
			continue;
		counts.smmus++;
		counts.added += smmu->by_hand;
		if (smmu->status == SMMU_OKAY)
			counts.actions[smmu->action]++;
		else
			counts.not_in_use++;
	}
	for (i = 0; i < machine->master_count; i++) {
		const struct master *master = &machine->masters[i];

		for (j = 0; j < master->count; j++) {
			if (machine->streams[master->first + j].group !=
			    MASTER_NO_SMMU)
				break;
		}
		counts.behind_none += master->enabled && j == master->count;
	}
	return counts;
}

static void put_summary(FILE *out, const struct smmu_machine *machine)
{
	struct list_counts counts = list_count(machine);
	size_t found = counts.smmus - counts.added;

	fprintf(out, "%zu SMMU%s", found, found == 1 ? "" : "s");
	if (counts.smmus != machine->smmu_count)
		fprintf(out, " (%zu frames)",
			machine->smmu_count - counts.added);
	fprintf(out, " in the %s",
		machine->source == SMMU_SOURCE_FDT ? "device tree" : "IORT");
	if (counts.added)
		fprintf(out, ", %zu added", counts.added);
	if (counts.smmus)
		fprintf(out, ": %zu abort, %zu bypass, %zu keep",
			counts.actions[SMMU_ABORT], counts.actions[SMMU_BYPASS],
			counts.actions[SMMU_KEEP]);
	if (counts.actions[SMMU_DRAIN])
		fprintf(out, ", %zu drain", counts.actions[SMMU_DRAIN]);
	if (counts.actions[SMMU_QUIESCE])
		fprintf(out, ", %zu quiesce", counts.actions[SMMU_QUIESCE]);
	if (counts.not_in_use)
		fprintf(out, ", %zu not in use", counts.not_in_use);
	putc('\n', out);
}

void list_summary(const struct smmu_machine *machine, struct message *ret_line)
{
	struct list_counts counts = list_count(machine);
	static const enum smmu_action others[] = {
		SMMU_BYPASS, SMMU_DRAIN, SMMU_QUIESCE,
	};
	size_t all = counts.smmus - counts.not_in_use, used = 0, i;
	char more[96] = "";

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (counts.actions[others[i]])
			used += (size_t)snprintf(more + used,
						 sizeof(more) - used,
						 ", %zu %s",
						 counts.actions[others[i]],
						 smmu_action_name(others[i]));
	message_set(ret_line, "%zu of %zu SMMU%s abort%s",
		    counts.actions[SMMU_ABORT], all, all == 1 ? "" : "s", more);
}

void list_end(FILE *out, const struct smmu_machine *machine)
{
	put_others(out, machine);
	put_regions(out, machine);
	put_summary(out, machine);
}

void list_table(FILE *out, const struct smmu_machine *machine, bool colour)
{
	list_rows(out, machine, "", colour);
	list_end(out, machine);
}
