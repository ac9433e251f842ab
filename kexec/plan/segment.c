/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "purgatory/stage-id.h"
#include "util/read-file.h"

static int cannot(const struct smmu_machine *machine, size_t bad, int error,
		  struct message *why)
{
	char room[SMMU_LABEL_SIZE];

	return message_set(why, "%s: %s", bad < machine->smmu_count ?
			   smmu_label(&machine->smmus[bad], room) : "plan",
			   plan_strerror(error));
}

int segment_check(const struct smmu_machine *machine, struct message *why)
{
	size_t bad = SIZE_MAX;
	int error = plan_check(machine, &bad);

	return error == PLAN_OK ? 0 : cannot(machine, bad, error, why);
}

int segment_build(const char *stage_path, const struct plan_settings *settings,
		  const struct smmu_machine *machine,
		  struct plan_image *ret_image, struct message *why)
{
	size_t wanted = settings->discover ? STAGE_ANY_SIZE : STAGE_SIZE;
	uLong crc = settings->discover ? STAGE_ANY_CRC32 : STAGE_CRC32;
	uint8_t *stage = NULL;
	size_t size = 0, bad = SIZE_MAX;
	int error;

	error = read_file(stage_path, wanted, &stage, &size);
	/* A longer file is not the stage of this build. */
	if (error && error != EFBIG)
		return message_set(why, "%s: the stage cannot be read: %s",
				   stage_path, strerror(error));
	if (size != wanted || crc32(0, stage, (uInt)size) != crc) {
		free(stage);
		return message_set(why, "%s: corrupt, or from another build: "
				   "reinstall kexec-smmu", stage_path);
	}
	error = plan_build(stage, size, machine, settings, ret_image, &bad);
	free(stage);
	return error == PLAN_OK ? 0 : cannot(machine, bad, error, why);
}
