/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of a loaded image: what was put into it, for --smmu-status. A text
 * of lines "KEY VALUE", doc/status.md; its head is written by whoever sees the
 * load succeed (record-write.h), its body is made here. Pure.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"

#define RECORD_FIRST_LINE	"kexec-smmu 1"
#define RECORD_LAST_LINE	"end"

/* A boot's ID is a UUID in text form. */
#define RECORD_BOOT_SIZE	37
/* A longer file is no record. */
#define RECORD_SIZE_MAX		(1u << 20)

struct record {
	int64_t time;			/* seconds since 1970, UTC */
	char boot[RECORD_BOOT_SIZE];	/* of the boot it was written in */
	const char *call;		/* the system call, static; or NULL */
	bool has_stage;			/* false: loaded without it */
	const char *cause;		/* why not, in .text; NULL: none was due */
	bool has_segment;
	uint64_t segment;		/* physical address of the stage */
	struct smmu_machine machine;	/* SMMUs alone, as they were decided */
	char *text;			/* owned; cause and reasons are in it */
};

/*
 * The lines that tell of a machine, in a string to be freed. Returns NULL
 * where memory ran out. boot may be empty: then no line tells of it.
 */
char *record_body(const struct smmu_machine *machine, const char *boot);

/*
 * Parse text[0, size). Where there is no stage in the image, all SMMUs come out
 * as kept. Returns 0, or -1 for what is no whole record of this version, and
 * *ret_record untouched. Free with record_clear().
 */
int record_parse(const char *text, size_t size, struct record *ret_record);
void record_clear(struct record *record);

#endif
