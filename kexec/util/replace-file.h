/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replacing a file atomically. */
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
 * Write the parts to a new file next to path, and rename it to path once it is
 * on the disk. It has the mode of the file that it replaces, else what umask
 * leaves of 0666; if path is a link, the file that it leads to is replaced.
 * Returns 0, or -1 with the reason in *why and path as it was. Nor does a
 * signal that ends the program leave anything behind.
 */
int replace_file(const char *path, const struct output_part *parts,
		 size_t count, struct message *why)
	_must_check_ _nonnull_(1, 2, 4);

#endif
