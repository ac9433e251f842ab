/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"
#include "util/read-file.h"
#include "util/say.h"
#include "util/write.h"

#define NAP_MS		20u
/* A wait long enough for a person to notice. */
#define NOTICE_MS	1000u

/* Bytes of the lock's file. */
#define TURN		0
#define AT_WORK		1
#define HOLDER_SIZE	24

/* Standard input, output and error may be closed: nobody must print into it. */
static int raise_fd(int fd)
{
	int high;

	if (fd < 0)
		return -1;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return high;
}

static int open_directory(const struct store_place *place, int *ret_fd)
{
	int fd = open(place->dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		      O_CLOEXEC);
	struct stat file;

	if (fd < 0)
		return errno;
	if (fstat(fd, &file) != 0 || file.st_uid != place->owner ||
	    (file.st_mode & (S_IWGRP | S_IWOTH))) {
		close(fd);
		return STORE_E_FOREIGN;
	}
	fd = raise_fd(fd);
	if (fd < 0)
		return errno;
	*ret_fd = fd;
	return 0;
}

/*
 * The locks belong to the open file, not to a process: a child that inherits it
 * holds them until it exits, even if this process is gone.
 */
static int lock_byte(int lock, off_t byte)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
			       .l_start = byte, .l_len = 1 };

	return fcntl(lock, F_OFD_SETLK, &range);
}

/* Whether other processes are at work. */
static bool has_others(int lock)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
			       .l_start = AT_WORK, .l_len = 0 };

	return fcntl(lock, F_OFD_GETLK, &range) != 0 ||
	       range.l_type != F_UNLCK;
}

/* Let waiting processes see that the holder has changed. */
static void sign(int lock)
{
	char holder[HOLDER_SIZE] = "";
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(holder, sizeof(holder), "%" PRIdMAX ".%09ld",
		 (intmax_t)now.tv_sec, now.tv_nsec);
	/* Without it, waiting processes only lose patience sooner. */
	if (write_at(lock, holder, sizeof(holder), 0) != 0)
		return;
}

/* Wait for this process's turn. Returns false if patience ran out. */
static bool take_turn(int lock, unsigned int patience_ms)
{
	const struct timespec nap = { .tv_nsec = NAP_MS * 1000000l };
	char holder[HOLDER_SIZE] = "", now[HOLDER_SIZE] = "";
	unsigned int waited = 0, all = 0;
	bool has_turn = false;

	for (;;) {
		if (!has_turn && lock_byte(lock, TURN) == 0) {
			has_turn = true;
			sign(lock);
		}
		if (has_turn && !has_others(lock))
			return true;
		if (read_at(lock, now, sizeof(now), 0) == sizeof(now) &&
		    memcmp(now, holder, sizeof(now)) != 0) {
			memcpy(holder, now, sizeof(now));
			waited = 0;
		}
		if (waited >= patience_ms)
			return has_turn;
		if (all == NOTICE_MS)
			say("another load is in progress: waiting for it to end");
		nanosleep(&nap, NULL);
		waited += NAP_MS;
		all += NAP_MS;
	}
}

/* Two processes of one number, in containers, take neighbouring bytes. */
static int be_at_work(int lock)
{
	off_t byte = AT_WORK + (off_t)getpid();

	while (lock_byte(lock, byte) != 0) {
		if (errno != EAGAIN && errno != EACCES)
			return -1;
		byte++;
	}
	return 0;
}

static int read_text(int dir, const char *name, char **ret_text,
		     size_t *ret_size)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
			O_CLOEXEC);
	uint8_t *bytes;
	char *text;
	size_t size;
	int error;

	if (fd < 0)
		return errno;
	error = read_fd(fd, RECORD_SIZE_MAX, &bytes, &size);
	close(fd);
	if (error)
		return error;
	text = realloc(bytes, size + 1);
	if (!text) {
		free(bytes);
		return ENOMEM;
	}
	text[size] = '\0';
	*ret_text = text;
	*ret_size = size;
	return 0;
}

/* An empty file in the place of the record. Returns 0 or an errno. */
static int replace(int dir, const char *name, struct store_record *record)
{
	char fresh[NAME_MAX];
	int error;
	int fd;

	snprintf(fresh, sizeof(fresh), "%s.new", name);
	/* One that was left behind may be anything. */
	unlinkat(dir, fresh, 0);
	fd = raise_fd(openat(dir, fresh, O_WRONLY | O_APPEND | O_CREAT |
			     O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
	if (fd < 0)
		return errno;
	/* Whatever the process's mask is. */
	if (fchmod(fd, 0600) == 0 &&
	    renameat(dir, fresh, dir, name) == 0) {
		record->fd = fd;
		return 0;
	}
	error = errno;
	close(fd);
	unlinkat(dir, fresh, 0);
	return error;
}

/* Its maker will not complete it any more. */
static int mark(int dir, const char *name)
{
	static const char text[] = { RECORD_MARK };
	int fd = openat(dir, name, O_WRONLY | O_APPEND | O_NOFOLLOW |
			O_NONBLOCK | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, sizeof(text)) != sizeof(text))
		error = errno;
	close(fd);
	return error;
}

/* Whether there is none any more. */
static bool removed(int dir, const char *name)
{
	struct stat file;

	return unlinkat(dir, name, 0) == 0 ||
	       (fstatat(dir, name, &file, AT_SYMLINK_NOFOLLOW) != 0 &&
		errno == ENOENT);
}

/* A marked record is in doubt, and stays so. */
static void keep_old(int dir, const char *name, struct store_record *record)
{
	struct stat file;

	record->was_there = fstatat(dir, name, &file,
				    AT_SYMLINK_NOFOLLOW) == 0;
	if (read_text(dir, name, &record->old, &record->old_size) == 0 &&
	    record_kind(record->old, record->old_size) != RECORD_WHOLE) {
		free(record->old);
		record->old = NULL;
	}
}

/* If the directory cannot even be read, it may hold an old record. */
static void look_from_outside(const struct store_place *place,
			      struct store *store)
{
	struct stat file;
	int kind;

	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s/%s", place->dir,
			 record_name((enum kernel_image)kind));
		if (store->kinds & KERNEL_IMAGE_BIT(kind) &&
		    lstat(path, &file) == 0)
			store->blocked |= KERNEL_IMAGE_BIT(kind);
	}
}

static void take_place(struct store *store, enum kernel_image kind,
		       bool has_turn)
{
	const char *name = record_name(kind);
	struct store_record *record = &store->records[kind];
	int error = EAGAIN;

	if (has_turn) {
		keep_old(store->dir, name, record);
		error = replace(store->dir, name, record);
		if (error)
			store->error = error;
	}
	if (error)
		error = mark(store->dir, name);
	if (error && !removed(store->dir, name)) {
		store->blocked |= KERNEL_IMAGE_BIT(kind);
		store->error = error;
	}
}

void store_open(const struct store_place *place, unsigned int kinds, bool make,
		struct store *ret_store)
{
	struct store *store = ret_store;
	bool has_turn = false;
	int kind;

	*store = (struct store){ .dir = -1, .lock = -1, .kinds = kinds };
	for (kind = 0; kind < KERNEL_IMAGES; kind++)
		store->records[kind].fd = -1;
	if (make)
		mkdir(place->dir, 0700);
	store->error = open_directory(place, &store->dir);
	if (store->error) {
		look_from_outside(place, store);
		return;
	}
	store->lock = raise_fd(openat(store->dir, "lock",
				      O_RDWR | O_CREAT | O_NOFOLLOW |
				      O_NONBLOCK | O_CLOEXEC, 0600));
	if (store->lock >= 0)
		has_turn = take_turn(store->lock, place->patience_ms);
	/*
	 * The order matters here. The process whose turn it is looks for others
	 * once its file is in place; others mark that file when they are seen.
	 */
	if (store->lock < 0 || be_at_work(store->lock) < 0) {
		store->error = errno;
		has_turn = false;
	}
	for (kind = 0; kind < KERNEL_IMAGES; kind++)
		if (kinds & KERNEL_IMAGE_BIT(kind))
			take_place(store, (enum kernel_image)kind, has_turn);
	store->alone = has_turn && !has_others(store->lock);
}

void store_close(struct store *store)
{
	int kind;

	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		if (store->records[kind].fd >= 0)
			close(store->records[kind].fd);
		free(store->records[kind].old);
	}
	if (store->lock >= 0)
		close(store->lock);
	if (store->dir >= 0)
		close(store->dir);
	*store = (struct store){ .dir = -1, .lock = -1 };
}

/* In one write, so that it is complete or not a record. */
static int fill(const struct store_record *record, const char *text,
		size_t size)
{
	ssize_t put = write(record->fd, text, size);

	if (put < 0)
		return errno;
	return put == (ssize_t)size ? 0 : ENOSPC;
}

int store_settle(struct store *store, enum kernel_image kind,
		 enum store_verdict verdict, const char *text)
{
	const char *name = record_name(kind);
	struct store_record *record = &store->records[kind];
	struct stat file;
	int error = 0;

	if (store->dir < 0)
		return verdict == STORE_NEW ? store->error : 0;
	if (!store->alone && mark(store->dir, name) != 0)
		removed(store->dir, name);
	if (!store->alone || (record->fd >= 0 && (fstat(record->fd, &file) ||
						  file.st_size != 0)))
		return verdict != STORE_NEW ? 0 :
		       store->error ? store->error : STORE_E_OTHERS;

	if (verdict == STORE_NEW)
		error = record->fd < 0 ? store->error :
			fill(record, text, strlen(text));
	else if (verdict == STORE_OLD && record->old && record->fd >= 0)
		error = fill(record, record->old, record->old_size);
	if (error || verdict == STORE_GONE ||
	    (verdict == STORE_OLD && !record->was_there))
		removed(store->dir, name);
	return error;
}

int store_read(const struct store_place *place, enum kernel_image kind,
	       char **ret_text, size_t *ret_size)
{
	int dir, error;

	error = open_directory(place, &dir);
	if (error)
		return error;
	error = read_text(dir, record_name(kind), ret_text, ret_size);
	close(dir);
	return error;
}

const char *store_strerror(int error)
{
	switch (error) {
	case STORE_E_FOREIGN:
		return "it is not owned by root, or others may write to it";
	case STORE_E_OTHERS:
		return "another load was in progress at the same time";
	default:
		return strerror(error);
	}
}
