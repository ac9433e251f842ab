/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "util/read-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK	65536u

static int read_all(int fd, size_t max, uint8_t **bytes, size_t *size)
{
	size_t room = 0;
	uint8_t *grown;
	ssize_t got;

	do {
		if (*size > max)
			return EFBIG;
		if (room - *size < CHUNK) {
			room = 2 * room + CHUNK;
			grown = realloc(*bytes, room);
			if (!grown)
				return ENOMEM;
			*bytes = grown;
		}
		do
			got = read(fd, *bytes + *size, CHUNK);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return errno;
		*size += (size_t)got;
	} while (got);
	return 0;
}

int read_file(const char *path, size_t max, uint8_t **ret_bytes,
	      size_t *ret_size)
{
	uint8_t *bytes = NULL, *exact;
	size_t size = 0;
	int fd, error;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno;
	error = read_all(fd, max, &bytes, &size);
	close(fd);
	if (error) {
		free(bytes);
		return error;
	}
	/* Exactly sized, so that tools see a parser that reads too far. */
	exact = realloc(bytes, size ? size : 1);
	if (exact)
		bytes = exact;
	*ret_bytes = bytes;
	*ret_size = size;
	return 0;
}
