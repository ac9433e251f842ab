/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --smmu-status: whether the images that the kernel holds are fenced, according
 * to the kernel and the records. Pure; show.h reads both, session.h writes.
 */
#ifndef COMMAND_STATUS_H
#define COMMAND_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "host/kernel.h"
#include "host/module.h"
#include "machine/smmu.h"
#include "record/record.h"

/* What a record says about a load. */
struct status_load {
	int64_t time;			/* seconds since 1970, UTC */
	const char *boot;		/* its ID; may be empty */
	const char *call;		/* name of the system call; NULL: unknown */
	bool has_stage;
	bool wrapped;			/* the image has one of its own */
	uint64_t segment;		/* physical address of it; 0: unknown */
	const char *cause;		/* why there is none, or what is wrong
					 * with the image's own; or NULL */
	struct smmu_machine *machine;	/* as it was decided */
};

/*
 * The record of a load, to be freed; NULL where memory ran out. Where there is
 * no stage in the image, all SMMUs of the machine become kept.
 */
char *status_record(const struct status_load *load);

enum status_state {
	STATUS_NONE,		/* no image is loaded */
	STATUS_FENCED,		/* every SMMU in use aborts */
	STATUS_PARTLY,		/* some do */
	STATUS_UNFENCED,	/* a policy was applied, but none does */
	STATUS_UNRECORDED,	/* loaded without a policy, or by others */
	STATUS_GONE,		/* recorded, but no longer loaded */
	STATUS_DOUBT,		/* loaded, and the record is not to be trusted */
	STATUS_HIDDEN,		/* loaded, and only root can read its record */
	STATUS_STATES,
};

/* What is known of one image. */
struct status_image {
	int loaded;		/* the kernel's word; -1: it has no such image */
	char *text;		/* of its record, with a NUL; owned; or NULL */
	size_t size;
	const char *boot;	/* the current one; may be empty */
	bool is_hidden;		/* there may be one that only root can read */
	bool is_wanted;		/* a policy that acts is configured for it */
	bool is_due;		/* it is, and memory is reserved for it */

	/* Filled in by status_judge(). */
	enum record_kind kind;	/* of the text */
	const char *record;	/* the text, of this boot and whole; or NULL */
	enum status_state state;
	bool is_wrong;		/* not as it was asked for, or not known */
};

void status_judge(struct status_image *image);

/* How to describe a judged image: a sentence fragment. Never NULL. */
const char *status_text(const struct status_image *image);

/* All that is shown. */
struct status {
	struct status_image images[KERNEL_IMAGES];
	const struct module_state *module;	/* NULL: it is not loaded */
	const char *configuration;	/* what is wrong with it; NULL: nothing */
	const char *reload;	/* what loads a crash kernel here; NULL: unknown */
};

/*
 * The command that loads a crash kernel again, if nothing else is missing for
 * it to be as configured; else NULL.
 */
const char *status_mend(const struct status *status);

/* With colour: as list_table(). */
void status_table(FILE *out, const struct status *status, bool colour);
void status_json(FILE *out, const struct status *status);

#endif
