/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --smmu-status: whether the images that the kernel holds are fenced, from the
 * kernel's word and our records. Pure; show.h reads both.
 */
#ifndef COMMAND_STATUS_H
#define COMMAND_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "record/record.h"
#include "record/write.h"

enum status_state {
	STATUS_NONE,		/* no image is loaded */
	STATUS_FENCED,		/* every SMMU in use aborts */
	STATUS_PARTLY,		/* some do */
	STATUS_UNFENCED,	/* a policy was applied, but none does */
	STATUS_UNRECORDED,	/* loaded without a policy, or not by us */
	STATUS_GONE,		/* recorded, but no longer loaded */
	STATUS_DOUBT,		/* loaded, and the record is not to be trusted */
};

/* What is known of one image. */
struct status_image {
	int loaded;		/* the kernel's word; -1: it has no such image */
	bool has_record;	/* a good one, of this boot */
	bool is_damaged;	/* there is one that cannot be read */
	bool was_set_aside;	/* a load or unload did not come to its end */
	bool is_wanted;		/* a policy that acts is configured for it */
	struct record record;	/* if has_record; owned */

	/* Filled in by status_judge(). */
	enum status_state state;
	bool is_wrong;		/* not as it was asked for, or not known */
};

void status_judge(struct status_image *image);

/* In the order of enum record_kind. With colour: as list_table(). */
void status_table(FILE *out, const struct status_image images[RECORD_KINDS],
		  bool colour);
void status_json(FILE *out, const struct status_image images[RECORD_KINDS]);

#endif
