/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "plugin/order.h"
#include "record/record.h"
#include "util/say.h"

#define LOCK		"lock"
#define NAME_SIZE	32
#define NAP_MS		20u
/* A wait that a person notices. */
#define NOTICE_MS	1000u

/* Standard input, output and error may be closed: nobody shall print into it. */
static int raise_fd(int fd)
{
	int high;

	if (fd < 0)
		return -1;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return high;
}

static void name_doubt(enum record_kind kind, char name[static NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "%s.doubt", record_name(kind));
}

/* Returns a descriptor, or -1 with errno. */
static int open_folder(const struct records_place *place)
{
	int fd = open(place->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		      O_CLOEXEC);
	struct stat file;

	if (fd < 0)
		return -1;
	if (fstat(fd, &file) == 0 && file.st_uid == place->owner &&
	    (file.st_mode & (S_IWGRP | S_IWOTH)) == 0)
		return raise_fd(fd);
	close(fd);
	errno = EPERM;
	return -1;
}

static bool is_linked(int folder, const struct stat *lock)
{
	struct stat file;

	return fstatat(folder, LOCK, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	       file.st_ino == lock->st_ino && file.st_dev == lock->st_dev;
}

/*
 * One try. Returns the descriptor; -1 with errno, which is EWOULDBLOCK for a
 * lock that is held.
 */
static int try_lock(int folder, uint64_t *ret_inode)
{
	int fd = raise_fd(openat(folder, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW |
				 O_CLOEXEC, 0600));
	struct stat lock;
	int error;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &lock) == 0) {
		if (is_linked(folder, &lock)) {
			*ret_inode = lock.st_ino;
			return fd;
		}
		/* Somebody took it over while we had it open. */
		errno = EWOULDBLOCK;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void nap(void)
{
	const struct timespec time = { .tv_nsec = NAP_MS * 1000000l };

	nanosleep(&time, NULL);
}

/*
 * A holder that stays on beyond all patience does not keep others from their
 * work; its own record is then not written (record_write()).
 */
static void take_lock(struct records *records, unsigned int patience_ms)
{
	unsigned int waited = 0;

	for (;;) {
		records->lock = try_lock(records->folder,
					 &records->lock_inode);
		if (records->lock >= 0 || errno != EWOULDBLOCK)
			return;
		if (waited == NOTICE_MS)
			say("another load is under way: waiting for its end");
		if (waited >= patience_ms &&
		    unlinkat(records->folder, LOCK, 0) != 0 && errno != ENOENT)
			return;
		nap();
		waited += NAP_MS;
	}
}

static void set_aside(struct records *records)
{
	char doubt[NAME_SIZE];
	int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++) {
		enum record_kind which = (enum record_kind)kind;

		if (!(records->kinds & RECORD_BIT(kind)))
			continue;
		name_doubt(which, doubt);
		if (renameat(records->folder, record_name(which),
			     records->folder, doubt) == 0)
			records->doubted |= RECORD_BIT(kind);
	}
}

int records_open(struct records *ret_records, const struct records_place *place,
		 unsigned int kinds, bool make)
{
	*ret_records = (struct records){
		.folder = -1, .lock = -1, .kinds = kinds,
	};
	if (make && mkdir(place->folder, 0700) != 0 && errno != EEXIST)
		return errno;
	ret_records->folder = open_folder(place);
	if (ret_records->folder < 0)
		return errno;
	take_lock(ret_records, place->patience_ms);
	set_aside(ret_records);
	return 0;
}

void records_close(struct records *records)
{
	if (records->lock >= 0)
		close(records->lock);
	if (records->folder >= 0)
		close(records->folder);
	records->folder = records->lock = -1;
}

static enum records_verdict judge_fenced(const struct records_end *end)
{
	if (end->order_state == ORDER_LOADED ||
	    end->order_state == ORDER_UNFENCED)
		return end->recorded ? RECORDS_NEW : RECORDS_GONE;
	/* Ended within the call. */
	if (end->order_state == ORDER_PASSED && end->order_error == 0)
		return RECORDS_DOUBT;
	/* The guard let nothing else through. */
	return end->loaded == 1 ? RECORDS_OLD : RECORDS_DOUBT;
}

static enum records_verdict judge_plain(const struct records_end *end)
{
	if (!WIFEXITED(end->status))
		return RECORDS_DOUBT;
	if (WEXITSTATUS(end->status) == 0)
		return end->recorded ? RECORDS_NEW : RECORDS_GONE;
	return end->only_loads && end->loaded == 1 ? RECORDS_OLD :
						     RECORDS_DOUBT;
}

static enum records_verdict judge_unload(const struct records_end *end)
{
	if (WIFEXITED(end->status) && WEXITSTATUS(end->status) == 0)
		return end->loaded < 0 ? RECORDS_GONE : RECORDS_DOUBT;
	return end->loaded == 1 ? RECORDS_OLD : RECORDS_DOUBT;
}

enum records_verdict records_judge(const struct records_end *end)
{
	if (end->loaded == 0)
		return RECORDS_GONE;
	switch (end->task) {
	case RECORDS_FENCED:
		return judge_fenced(end);
	case RECORDS_PLAIN:
		return judge_plain(end);
	case RECORDS_UNLOAD:
		break;
	}
	return judge_unload(end);
}

static bool was_taken_over(const struct records *records)
{
	struct stat lock;

	return records->lock >= 0 && (fstat(records->lock, &lock) != 0 ||
				      !is_linked(records->folder, &lock));
}

void records_settle(struct records *records, enum record_kind kind,
		    enum records_verdict verdict)
{
	char doubt[NAME_SIZE];

	if (records->folder < 0 || was_taken_over(records))
		return;
	name_doubt(kind, doubt);
	switch (verdict) {
	case RECORDS_GONE:
		unlinkat(records->folder, record_name(kind), 0);
		unlinkat(records->folder, doubt, 0);
		break;
	case RECORDS_NEW:
		unlinkat(records->folder, doubt, 0);
		break;
	case RECORDS_OLD:
		if (records->doubted & RECORD_BIT(kind))
			renameat(records->folder, doubt, records->folder,
				 record_name(kind));
		break;
	case RECORDS_DOUBT:
		unlinkat(records->folder, record_name(kind), 0);
		break;
	}
}

static int read_text(int fd, char **ret_text, size_t *ret_size)
{
	char *text = malloc(RECORD_SIZE_MAX + 1);
	size_t size = 0;
	ssize_t got;

	if (!text)
		return ENOMEM;
	while (size <= RECORD_SIZE_MAX &&
	       (got = read(fd, text + size, RECORD_SIZE_MAX + 1 - size)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			free(text);
			return errno;
		}
		size += (size_t)got;
	}
	*ret_text = text;
	*ret_size = size;
	return 0;
}

int records_read(const struct records_place *place, enum record_kind kind,
		 bool doubt, char **ret_text, size_t *ret_size)
{
	int folder = open_folder(place);
	char name[NAME_SIZE];
	int error;
	int fd;

	if (folder < 0)
		return errno;
	name_doubt(kind, name);
	fd = openat(folder, doubt ? name : record_name(kind),
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	error = fd < 0 ? errno : 0;
	close(folder);
	if (error)
		return error;
	error = read_text(fd, ret_text, ret_size);
	close(fd);
	return error;
}
