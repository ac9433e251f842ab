/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-list: showing a machine and what was decided for it. */
#ifndef LIST_LIST_H
#define LIST_LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/smmu.h"
#include "util/message.h"

/* What a summary counts. Frames of one group are one SMMU. */
struct list_counts {
	size_t smmus;			/* with those that were added */
	size_t added;
	size_t actions[SMMU_AUTO];	/* of those in use */
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
 * precedes each.
 */
void list_rows(FILE *out, const struct smmu_machine *machine,
	       const char *prefix, bool colour);

/* "2 of 3 SMMUs abort, 1 bypass": of those in use, each counted once. */
void list_summary(const struct smmu_machine *machine,
		  struct message *ret_line);

/* What switches a terminal to the colour of an action's cell, and back. */
const char *list_colour(const char *action);
#define LIST_PLAIN	"\033[0m"

/* The kernel's name of an SMMU, without its zeros: smmu3.0x9050000. */
#define LIST_NAME_SIZE	32
const char *list_kernel_name(const struct smmu *smmu,
			     char room[static LIST_NAME_SIZE]);

/*
 * Text of at most room columns that cannot drive a terminal: anything but
 * printable ASCII is escaped. If it does not fit, its start is replaced by ~,
 * since the end of a path says more.
 */
void list_text(FILE *out, const char *text, size_t room);

/* What follows rows: IOMMUs of other kinds, reserved regions, the summary. */
void list_end(FILE *out, const struct smmu_machine *machine);

#endif
