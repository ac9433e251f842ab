/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/own-stage.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "image/image.h"
#include "image/unwrap.h"
#include "util/macros.h"
#include "util/read-file.h"

/* The head of a wrapped image, with enough of its stage to recognise it. */
#define HEAD_SIZE	(IMAGE_STAGE_OFFSET + 64)

static const enum smmu_action actions[] = {
	[SMMU_PLAN_KEEP] = SMMU_KEEP,
	[SMMU_PLAN_ABORT] = SMMU_ABORT,
	[SMMU_PLAN_BYPASS] = SMMU_BYPASS,
	[SMMU_PLAN_DRAIN] = SMMU_DRAIN,
	[SMMU_PLAN_QUIESCE] = SMMU_QUIESCE,
};

/*
 * The machine as this plan leaves it, and why the plan is another's, if it is.
 */
static void apply(const struct unwrap_plan *plan, struct own_stage *own)
{
	struct smmu_machine *machine = &own->machine;
	struct unwrap_difference difference;
	size_t i, j;

	for (j = 0; j < machine->smmu_count; j++)
		machine->smmus[j].reason =
			"the wrapped image does not name it";
	for (i = 0; i < plan->count; i++) {
		struct smmu_plan_entry entry = unwrap_entry(plan, i);
		struct smmu *smmu = NULL;

		difference = (struct unwrap_difference){ .base = entry.base };
		if (entry.type == SMMU_PLAN_DISCOVER)
			difference.kind = UNWRAP_ANY;
		for (j = 0; j < machine->smmu_count && !smmu; j++)
			if (machine->smmus[j].has_base &&
			    machine->smmus[j].base == entry.base)
				smmu = &machine->smmus[j];
		if (smmu && smmu->version == (enum smmu_version)entry.type &&
		    entry.action < ARRAY_SIZE(actions) &&
		    (!entry.action || actions[entry.action] != SMMU_KEEP)) {
			smmu->action = actions[entry.action];
			smmu->reason = NULL;
			continue;
		}
		if (smmu) {
			difference.kind = UNWRAP_OTHER;
			difference.here = (uint8_t)smmu->version;
			difference.file = entry.type;
		} else if (difference.kind == UNWRAP_SAME &&
			   !(entry.flags & SMMU_PLAN_UNTOUCHED)) {
			difference.kind = UNWRAP_STRANGE;
		}
		if (difference.kind != UNWRAP_SAME)
			unwrap_describe(&difference, &own->cause);
	}
}

/* Only a regular file: what comes from a pipe can be read only once. */
static int read_image(const char *name, struct stat *ret_status,
		      uint8_t **ret_bytes, size_t *ret_size)
{
	uint8_t head[HEAD_SIZE];
	int fd, error = -1;
	ssize_t got;

	if (stat(name, ret_status) != 0 || !S_ISREG(ret_status->st_mode))
		return -1;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read_at(fd, head, sizeof(head), 0);
	if (got > 0 && image_stage_offset(head, (size_t)got))
		error = read_fd(fd, IMAGE_BYTES_MAX, ret_bytes, ret_size);
	close(fd);
	return error;
}

bool own_stage_read(const struct options *options, struct own_stage *ret_own)
{
	struct own_stage own = { .name = options->image };
	struct unwrapped file;
	uint8_t *bytes;
	size_t size;
	int error;

	if (!own.name || read_image(own.name, &own.status, &bytes, &size) != 0)
		return false;
	if (source_read(&options->settings.source, &own.machine,
			&own.cause) == 0) {
		error = unwrap_read(bytes, size, &file);
		if (error == UNWRAP_OK)
			apply(&file.plan, &own);
		else
			message_set(&own.cause, "kernel: has a stage of its "
				    "own, but is %s", unwrap_strerror(error));
	}
	free(bytes);
	*ret_own = own;
	return true;
}

void own_stage_clear(struct own_stage *own)
{
	smmu_machine_clear(&own->machine);
}

bool own_stage_is_unchanged(const struct own_stage *own)
{
	struct stat now;

	return stat(own->name, &now) == 0 &&
	       now.st_dev == own->status.st_dev &&
	       now.st_ino == own->status.st_ino &&
	       now.st_size == own->status.st_size &&
	       now.st_ctim.tv_sec == own->status.st_ctim.tv_sec &&
	       now.st_ctim.tv_nsec == own->status.st_ctim.tv_nsec;
}
