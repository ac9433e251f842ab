/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "record/write.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/message.h"
#include "record/record.h"

/* With a message in it, \xNN for each of its bytes. */
#define HEAD_SIZE	(256 + 4 * sizeof(struct message))

const char *record_name(enum record_kind kind)
{
	return kind == RECORD_CRASH ? "crash" : "normal";
}

/* A message has no characters but printable ones: only \ is to be hidden. */
static int print_cause(const char *cause, char *text)
{
	char *out = stpcpy(text, "cause ");

	for (; *cause; cause++)
		if (*cause == '\\')
			out = stpcpy(out, "\\x5c");
		else
			*out++ = *cause;
	*out++ = '\n';
	return (int)(out - text);
}

/* Returns the text's size. */
static int print_head(const struct record_head *head,
		      char text[static HEAD_SIZE])
{
	struct timespec now = { 0 };
	int used;

	clock_gettime(CLOCK_REALTIME, &now);
	used = snprintf(text, HEAD_SIZE, RECORD_FIRST_LINE "\n"
			"time %" PRId64 "\nstage %s\n", (int64_t)now.tv_sec,
			head->has_stage ? "yes" : "no");
	if (head->call)
		used += snprintf(text + used, HEAD_SIZE - (size_t)used,
				 "call %s\n", head->call);
	if (head->segment)
		used += snprintf(text + used, HEAD_SIZE - (size_t)used,
				 "segment 0x%" PRIx64 "\n", head->segment);
	if (head->cause)
		used += print_cause(head->cause, text + used);
	return used;
}

static int write_all(int fd, const char *text, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, text, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		text += put;
		size -= (size_t)put;
	}
	return 0;
}

static int write_record(int fd, const struct record_head *head,
			const char *body)
{
	char text[HEAD_SIZE];
	size_t size = (size_t)print_head(head, text);
	int error;

	/* Whatever the process's mask is. */
	if (fchmod(fd, 0600) != 0)
		return errno;
	error = write_all(fd, text, size);
	if (!error)
		error = write_all(fd, body, strlen(body));
	if (!error)
		error = write_all(fd, RECORD_LAST_LINE "\n",
				  strlen(RECORD_LAST_LINE "\n"));
	return error;
}

static int replace(int folder, enum record_kind kind,
		   const struct record_head *head, const char *body)
{
	char fresh[32];
	int error;
	int fd;

	snprintf(fresh, sizeof(fresh), "%s.new", record_name(kind));
	/* One that was left behind may be anything. */
	unlinkat(folder, fresh, 0);
	fd = openat(folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
		    O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	error = write_record(fd, head, body);
	if (close(fd) != 0 && !error)
		error = errno;
	if (!error && renameat(folder, fresh, folder, record_name(kind)) != 0)
		error = errno;
	if (error)
		unlinkat(folder, fresh, 0);
	return error;
}

static bool is_ours(int folder, uint64_t lock)
{
	struct stat file;

	return lock == 0 || (fstatat(folder, "lock", &file,
				     AT_SYMLINK_NOFOLLOW) == 0 &&
			     file.st_ino == lock);
}

int record_write(const char *folder, uint64_t lock, enum record_kind kind,
		 const struct record_head *head, const char *body)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int error;

	if (fd < 0)
		return errno;
	error = is_ours(fd, lock) ? replace(fd, kind, head, body) : ESTALE;
	close(fd);
	return error;
}
