/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_READ_FILE_H
#define UTIL_READ_FILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read a whole file of up to max bytes, from a pipe as well. *ret_bytes is
 * exactly *ret_size bytes, to be freed, never NULL. Returns 0 or an errno,
 * EFBIG for a larger one, with both untouched.
 */
int read_file(const char *path, size_t max, uint8_t **ret_bytes,
	      size_t *ret_size);

#endif
