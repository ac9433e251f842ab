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

/* A larger file is not a configuration. */
#define SIZE_MAX_BYTES	65536u
/* As in Linux: more are a loop. */
#define LINKS_MAX	40

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

/*
 * The state of the walk to the file: a trusted directory, and the rest of the
 * path.
 */
struct way {
	int directory;
	char at[PATH_MAX];	/* its name, for messages */
	char rest[PATH_MAX];
	unsigned int links;
};

static int way_enter(struct way *way, const char *name, uid_t owner,
		     struct message *why)
{
	size_t used = strlen(way->at);
	struct stat status;
	int fd = openat(way->directory, name,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (way->directory >= 0)
		close(way->directory);
	way->directory = fd;
	snprintf(way->at + used, sizeof(way->at) - used, "%s%s",
		 used && way->at[used - 1] != '/' ? "/" : "", name);
	if (fd < 0 || fstat(fd, &status) != 0)
		return message_set(why, "%s: cannot be read: %m", way->at);
	return check_trust(way->at, &status, owner, why);
}

/* A link is resolved in the directory that holds it. */
static int way_follow(struct way *way, const char *name, const char *target,
		      uid_t owner, struct message *why)
{
	char label[PATH_MAX], rest[PATH_MAX];
	struct stat link;
	int length;

	length = snprintf(label, sizeof(label), "%s/%s", way->at, name);
	if (length >= (int)sizeof(label) ||
	    fstatat(way->directory, name, &link, AT_SYMLINK_NOFOLLOW) != 0)
		return message_set(why, "%s: cannot be read", label);
	/* Nobody can write to a link, so its mode means nothing. */
	link.st_mode &= ~(mode_t)(S_IWGRP | S_IWOTH);
	if (check_trust(label, &link, owner, why) < 0)
		return -1;
	length = snprintf(rest, sizeof(rest), "%s/%s", target, way->rest);
	if (length >= (int)sizeof(rest) || ++way->links > LINKS_MAX)
		return message_set(why, "%s: too many links", label);
	strcpy(way->rest, rest);
	if (target[0] != '/')
		return 0;
	way->at[0] = '\0';
	return way_enter(way, "/", owner, why);
}

/* Cut the next name off the rest; "" at its end. */
static void way_next(struct way *way, char name[static PATH_MAX])
{
	const char *rest = way->rest + strspn(way->rest, "/");
	size_t size = strcspn(rest, "/");

	memcpy(name, rest, size);
	name[size] = '\0';
	rest += size;
	rest += strspn(rest, "/");
	memmove(way->rest, rest, strlen(rest) + 1);
}

/*
 * Whoever may write to a directory can replace the files in it; this goes for
 * every directory that a link leads through. The directory that holds the name
 * of the file is the first.
 */
static int check_way(const char *path, uid_t owner, struct message *why)
{
	struct way way = { .directory = AT_FDCWD };
	char copy[PATH_MAX], name[PATH_MAX], target[PATH_MAX];
	ssize_t size;
	int result;

	snprintf(copy, sizeof(copy), "%s", path);
	result = way_enter(&way, dirname(copy), owner, why);
	snprintf(copy, sizeof(copy), "%s", path);
	strcpy(way.rest, basename(copy));
	while (!result && way.rest[0]) {
		way_next(&way, name);
		size = readlinkat(way.directory, name, target,
				  sizeof(target) - 1);
		if (size >= 0) {
			target[size] = '\0';
			result = way_follow(&way, name, target, owner, why);
		} else if (way.rest[0]) {
			result = way_enter(&way, name, owner, why);
		}
	}
	if (way.directory >= 0)
		close(way.directory);
	return result;
}

/* Check that the open file can be trusted, and read it. */
static enum conf_state read_open(const char *path, int fd, uid_t owner,
				 struct conf *ret_conf, struct message *why)
{
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
	if (check_trust(path, &status, owner, why) < 0 ||
	    check_way(path, owner, why) < 0)
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
	/* Do not wait for a writer, in case it is a pipe. */
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
	/* A dangling link was meant to lead to a configuration. */
	if (error == ENOENT && lstat(path, &link) != 0)
		return CONF_GOOD;
	message_set(why, "%s: cannot be read: %s", path, strerror(error));
	return error == EACCES ? CONF_HIDDEN : CONF_BAD;
}
