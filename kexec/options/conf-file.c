/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "options/conf-file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/read-file.h"

/* A larger file is no configuration. */
#define SIZE_MAX_BYTES	65536u

static int check_trust(const char *what, const struct stat *file, uid_t owner,
		       struct message *why)
{
	if (file->st_uid != owner) {
		message_set(why, "%s: not trusted: it belongs to user %u and "
			    "not to %u", what, (unsigned int)file->st_uid,
			    (unsigned int)owner);
		return -1;
	}
	if (file->st_mode & (S_IWGRP | S_IWOTH)) {
		message_set(why, "%s: not trusted: others than its owner may "
			    "write it", what);
		return -1;
	}
	return 0;
}

/* The file is open: whether it can be relied on, and what is in it. */
static enum conf_state read_open(const char *path, int fd, uid_t owner,
				 struct conf *ret_conf, struct message *why)
{
	char copy[PATH_MAX];
	const char *directory;
	struct stat status;
	uint8_t *text;
	size_t size;
	int error;

	if (fstat(fd, &status) != 0) {
		message_set(why, "%s: cannot be read: %m", path);
		return CONF_BAD;
	}
	if (!S_ISREG(status.st_mode)) {
		message_set(why, "%s: not trusted: not a regular file", path);
		return CONF_BAD;
	}
	if (check_trust(path, &status, owner, why) < 0)
		return CONF_BAD;
	/* Who may write the directory can replace the file. */
	snprintf(copy, sizeof(copy), "%s", path);
	directory = dirname(copy);
	if (stat(directory, &status) != 0) {
		message_set(why, "%s: cannot be read: %m", directory);
		return CONF_BAD;
	}
	if (check_trust(directory, &status, owner, why) < 0)
		return CONF_BAD;
	error = read_fd(fd, SIZE_MAX_BYTES, &text, &size);
	if (error == EFBIG)
		message_set(why, "%s: larger than %u bytes", path,
			    SIZE_MAX_BYTES);
	else if (error)
		message_set(why, "%s: cannot be read: %s", path,
			    strerror(error));
	if (error)
		return CONF_BAD;
	error = conf_parse(path, (const char *)text, size, ret_conf, why);
	free(text);
	return error < 0 ? CONF_BAD : CONF_GOOD;
}

enum conf_state conf_file_read(const char *path, uid_t owner,
			       struct conf *ret_conf, struct message *why)
{
	/* Not to wait for a writer, should it be a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum conf_state state;
	int error = errno;
	struct stat link;

	*ret_conf = (struct conf){ .name = path };
	if (fd >= 0) {
		state = read_open(path, fd, owner, ret_conf, why);
		close(fd);
		return state;
	}
	/* A link that leads nowhere was meant to lead to a configuration. */
	if (error == ENOENT && lstat(path, &link) != 0)
		return CONF_GOOD;
	message_set(why, "%s: cannot be read: %s", path, strerror(error));
	return error == EACCES ? CONF_HIDDEN : CONF_BAD;
}
