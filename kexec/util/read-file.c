/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "util/read-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK	65536u

ssize_t read_at(int fd, void *buffer, size_t size, off_t offset)
{
	char *bytes = buffer;
	size_t done = 0;

	while (done < size) {
		ssize_t got = pread(fd, bytes + done, size - done,
				    offset + (off_t)done);

		/* A pipe has no offsets. */
		if (got < 0 && errno == ESPIPE)
			got = read(fd, bytes + done, size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int read_fd(int fd, size_t max, uint8_t **ret_bytes, size_t *ret_size)
{
	uint8_t *bytes = NULL, *exact;
	size_t size = 0, room = 0;
	int error = 0;

	do {
		uint8_t *grown;
		ssize_t got;

		/* One byte more than is wanted tells a file that is too large. */
		room = 2 * room + CHUNK;
		if (room > max)
			room = max + 1;
		grown = realloc(bytes, room);
		if (!grown) {
			error = ENOMEM;
			break;
		}
		bytes = grown;
		got = read_at(fd, bytes + size, room - size, (off_t)size);
		if (got < 0) {
			error = errno;
			break;
		}
		size += (size_t)got;
		if (size > max)
			error = EFBIG;
	} while (!error && size == room);
	if (error) {
		free(bytes);
		return error;
	}
	/* Exactly sized, so that tools see a parser that reads too far. */
	exact = realloc(bytes, size ? size : 1);
	*ret_bytes = exact ? exact : bytes;
	*ret_size = size;
	return 0;
}

int read_file(const char *path, size_t max, uint8_t **ret_bytes,
	      size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int error;

	if (fd < 0)
		return errno;
	error = read_fd(fd, max, ret_bytes, ret_size);
	close(fd);
	return error;
}
