/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "plugin/plugin.h"

#define READ_CHUNK	65536u

/* Append what one read gives. Returns the bytes read, or -1 with errno. */
static ssize_t read_more(int fd, char **bytes, size_t size)
{
	char *grown = realloc(*bytes, size + READ_CHUNK);
	ssize_t got;

	if (!grown)
		return -1;
	*bytes = grown;
	do
		got = read(fd, grown + size, READ_CHUNK);
	while (got < 0 && errno == EINTR);
	return got;
}

char *plugin_read_file(const char *path, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = NULL;
	size_t size = 0;
	ssize_t got;
	int error;

	if (fd < 0)
		return NULL;
	while ((got = read_more(fd, &bytes, size)) > 0)
		size += (size_t)got;
	error = errno;
	close(fd);
	if (got < 0) {
		free(bytes);
		errno = error;
		return NULL;
	}
	*ret_size = size;
	return bytes;
}
