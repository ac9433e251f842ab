/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_WRITE_H
#define UTIL_WRITE_H

#include <stddef.h>
#include <sys/types.h>

#include "util/macros.h"

/* Write all bytes to an offset of a file. Returns 0 or an errno. */
int write_at(int fd, const void *buffer, size_t size, off_t offset)
	_must_check_;

/*
 * From now on a write past the file size limit (ulimit -f) fails with EFBIG
 * instead of killing this program; programs that it starts are not affected.
 */
void write_fails(void);

#endif
