/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "options/conf-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Who may write the folder can put another file in this one's place. */
static int check_folder(const char *path, uid_t owner, struct message *why)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t size = slash ? (size_t)(slash - path) : 0;
	struct stat file;

	if (size >= sizeof(folder))
		size = 0;
	memcpy(folder, path, size);
	strcpy(folder + size, size ? "" : "/");
	if (stat(folder, &file) != 0) {
		message_set(why, "%s: cannot be read: %m", folder);
		return -1;
	}
	return check_trust(folder, &file, owner, why);
}

static int check_file(const char *path, int fd, uid_t owner,
		      struct message *why)
{
	struct stat file;

	if (fstat(fd, &file) != 0) {
		message_set(why, "%s: cannot be read: %m", path);
		return -1;
	}
	if (!S_ISREG(file.st_mode)) {
		message_set(why, "%s: not trusted: not a regular file", path);
		return -1;
	}
	return check_trust(path, &file, owner, why) < 0 ? -1 :
	       check_folder(path, owner, why);
}

/* Returns its bytes, to be freed, or NULL with the reason in *why. */
static char *read_text(const char *path, int fd, size_t *ret_size,
		       struct message *why)
{
	char *text = malloc(SIZE_MAX_BYTES + 1);
	size_t size = 0;
	ssize_t got = -1;

	while (text && size <= SIZE_MAX_BYTES) {
		got = read(fd, text + size, SIZE_MAX_BYTES + 1 - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		size += (size_t)got;
	}
	*ret_size = size;
	if (got == 0)
		return text;
	if (got > 0)
		message_set(why, "%s: larger than %u bytes", path,
			    SIZE_MAX_BYTES);
	else
		message_set(why, "%s: cannot be read: %m", path);
	free(text);
	return NULL;
}

static enum conf_state read_open(const char *path, int fd, uid_t owner,
				 struct conf *ret_conf, struct message *why)
{
	enum conf_state state = CONF_GOOD;
	size_t size;
	char *text;

	if (check_file(path, fd, owner, why) < 0)
		return CONF_BAD;
	text = read_text(path, fd, &size, why);
	if (!text || conf_parse(path, text, size, ret_conf, why) < 0)
		state = CONF_BAD;
	free(text);
	return state;
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
	/* A link that leads nowhere was meant to lead to a configuration. */
	if (fd < 0 && error == ENOENT && lstat(path, &link) != 0)
		return CONF_GOOD;
	errno = error;
	if (fd < 0) {
		state = errno == EACCES ? CONF_HIDDEN : CONF_BAD;
		message_set(why, "%s: cannot be read: %m", path);
		return state;
	}
	state = read_open(path, fd, owner, ret_conf, why);
	close(fd);
	return state;
}
