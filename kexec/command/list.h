/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-list: showing a machine and what was decided for it. */
#ifndef COMMAND_LIST_H
#define COMMAND_LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/smmu.h"
#include "util/message.h"

/* What a summary counts. Frames of one group are one SMMU. */
struct list_counts {
	size_t smmus;			/* with those that were added */
	size_t added;
	size_t actions[SMMU_BYPASS + 1];	/* of those in use */
	size_t not_in_use;		/* disabled, reserved, unreachable */
	size_t behind_none;		/* masters without an SMMU */
};

struct list_counts list_count(const struct smmu_machine *machine);

/*
 * For people: header, a line for each frame within 80 columns, a summary.
 * With colour, the action is coloured by terminal escape codes.
 */
void list_table(FILE *out, const struct smmu_machine *machine, bool colour);

/*
 * Of that, the header and the lines, with the reasons under them. The prefix
 * stands before each.
 */
void list_rows(FILE *out, const struct smmu_machine *machine,
	       const char *prefix, bool colour);

/* "2 of 3 SMMUs abort, 1 bypass": of those in use, each counted once. */
void list_summary(const struct smmu_machine *machine,
		  struct message *ret_line);

/* What switches a terminal to the colour of an action's cell, and back. */
const char *list_colour(const char *action);
#define LIST_PLAIN	"\033[0m"

/* One frame as an object of the JSON below. */
void list_json_smmu(FILE *out, const struct smmu *smmu);

/*
 * For programs: one object, as doc/sources.md describes it. crash is what the
 * machine becomes for a crash kernel; NULL: only one image was asked for.
 */
void list_json(FILE *out, const struct smmu_machine *machine,
	       const struct smmu_machine *crash);

#endif
