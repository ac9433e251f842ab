/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading files; the only place where a short read is not the end. */
#ifndef UTIL_READ_FILE_H
#define UTIL_READ_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/macros.h"

/*
 * Read size bytes from an offset of the file; of a pipe, the next ones. Returns
 * how many were read, fewer only at the end, or -1 with errno. The descriptor's
 * own offset is neither looked at nor moved.
 */
ssize_t read_at(int fd, void *buffer, size_t size, off_t offset)
	_must_check_ _nonnull_(2);

/*
 * Read a whole file of up to max bytes (less than SIZE_MAX / 2), or what is
 * left in a pipe. *ret_bytes is exactly *ret_size bytes, to be freed, never
 * NULL. Returns 0 or an errno, EFBIG for a larger one, with both untouched.
 */
int read_fd(int fd, size_t max, uint8_t **ret_bytes, size_t *ret_size)
	_must_check_ _nonnull_(3, 4);
int read_file(const char *path, size_t max, uint8_t **ret_bytes,
	      size_t *ret_size) _must_check_ _nonnull_(1, 3, 4);

#endif
