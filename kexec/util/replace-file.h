/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is there whole, or not at all. */
#ifndef UTIL_REPLACE_FILE_H
#define UTIL_REPLACE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/* Bytes that go to an offset of the file; what lies between is zero. */
struct output_part {
	uint64_t offset;
	const uint8_t *bytes;
	size_t size;
};

/*
 * Write the parts to a new file beside path, and put it in the place of what
 * is there when it is on the disk. It has the mode of what it replaces, else
 * what umask leaves of 0666; where path is a link, the file that it leads to
 * is replaced. Returns 0, or -1 with the reason in *why and path as it was. A
 * signal that ends the program leaves nothing behind either.
 */
int replace_file(const char *path, const struct output_part *parts,
		 size_t count, struct message *why)
	_must_check_ _nonnull_(1, 2, 4);

#endif
