/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "purgatory/stage-id.h"
#include "util/read-file.h"

int segment_build(const char *stage_path, const struct plan_settings *settings,
		  const struct smmu_machine *machine,
		  struct plan_image *ret_image, struct message *why)
{
	char room[SMMU_LABEL_SIZE];
	uint8_t *stage = NULL;
	size_t size = 0, bad = SIZE_MAX;
	int error;

	error = read_file(stage_path, STAGE_SIZE, &stage, &size);
	/* One that goes on is not the stage of this build. */
	if (error && error != EFBIG)
		return message_set(why, "%s: the stage cannot be read: %s",
				   stage_path, strerror(error));
	if (size != STAGE_SIZE ||
	    crc32(0, stage, (uInt)size) != (uLong)STAGE_CRC32) {
		free(stage);
		return message_set(why, "%s: damaged, or the stage of another "
				   "build: reinstall kexec-smmu", stage_path);
	}
	error = plan_build(stage, size, machine, settings, ret_image, &bad);
	free(stage);
	if (error == PLAN_OK)
		return 0;
	return message_set(why, "%s: %s", bad < machine->smmu_count ?
			   smmu_label(&machine->smmus[bad], room) : "plan",
			   plan_strerror(error));
}
