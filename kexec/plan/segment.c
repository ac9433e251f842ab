/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "plan/plan.h"
#include "purgatory/stage-id.h"

/* Returns the bytes read, size at most, or -1. */
static ssize_t read_all(int fd, uint8_t *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, bytes + done, size - done);

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

static ssize_t read_file(const char *path, uint8_t *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int error;

	if (fd < 0)
		return -1;
	got = read_all(fd, bytes, size);
	error = errno;
	close(fd);
	errno = error;
	return got;
}

static int check(const char *path, const uint8_t *bytes, size_t size,
		 struct message *why)
{
	if (size != STAGE_SIZE ||
	    crc32(0, bytes, (uInt)size) != (uLong)STAGE_CRC32) {
		message_set(why, "%s: damaged, or the stage of another build: "
			    "reinstall kexec-smmu", path);
		return -1;
	}
	if (plan_check_stage(bytes, size) != PLAN_OK) {
		message_set(why, "%s: %s", path, plan_strerror(PLAN_E_STAGE));
		return -1;
	}
	return 0;
}

int stage_file_read(const char *path, struct stage_file *ret_stage,
		    struct message *why)
{
	/* One more, to see that the file goes on. */
	uint8_t *bytes = malloc(STAGE_SIZE + 1);
	ssize_t got = -1;

	if (bytes)
		got = read_file(path, bytes, STAGE_SIZE + 1);
	if (got < 0)
		message_set(why, "%s: the stage cannot be read: %m", path);
	if (got < 0 || check(path, bytes, (size_t)got, why) < 0) {
		free(bytes);
		return -1;
	}
	ret_stage->bytes = bytes;
	ret_stage->size = (size_t)got;
	return 0;
}

void stage_file_clear(struct stage_file *stage)
{
	free(stage->bytes);
	memset(stage, 0, sizeof(*stage));
}
