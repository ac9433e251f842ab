/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "plan/plan.h"
#include "purgatory/stage-id.h"
#include "util/read-file.h"

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
	size_t size = 0;
	uint8_t *bytes = NULL;
	int error = read_file(path, STAGE_SIZE, &bytes, &size);

	/* One that goes on is not the stage of this build. */
	if (error && error != EFBIG) {
		message_set(why, "%s: the stage cannot be read: %s", path,
			    strerror(error));
		return -1;
	}
	if (check(path, bytes, size, why) < 0) {
		free(bytes);
		return -1;
	}
	ret_stage->bytes = bytes;
	ret_stage->size = size;
	return 0;
}

void stage_file_clear(struct stage_file *stage)
{
	free(stage->bytes);
	memset(stage, 0, sizeof(*stage));
}
