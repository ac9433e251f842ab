/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of a loaded image: what --smmu-status says of it, written out at
 * the load. Printable ASCII in lines "KEY VALUE" between a first and a last
 * line; a key may have several. doc/status.md lists them. Pure.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stddef.h>

#include "host/kernel.h"

#define RECORD_FIRST_LINE	"kexec-smmu 2\n"
#define RECORD_LAST_LINE	"end\n"

/* A longer file is not a record. */
#define RECORD_SIZE_MAX		(1u << 20)

/* What others append to a record that can no longer be trusted. */
#define RECORD_MARK		'.'

/* Its file's name, "normal" or "crash". Never NULL. */
const char *record_name(enum kernel_image image);

/* What a record's file holds. */
enum record_kind {
	RECORD_WHOLE,
	RECORD_OPEN,		/* nothing: its load has not finished */
	RECORD_MARKED,		/* another load ran at the same time */
	RECORD_CORRUPT,		/* anything else, such as an older version's */
};

enum record_kind record_kind(const char *text, size_t size);

/*
 * Step through a whole record, terminated by '\0': the value in the next line
 * with this key from at on, which is first the record's text, then the previous
 * result. Returns NULL after the last. A value ends with its line, after
 * *ret_size bytes.
 */
const char *record_next(const char *at, const char *key, size_t *ret_size);

#endif
