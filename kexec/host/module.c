/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/module.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/host.h"
#include "util/array.h"
#include "util/macros.h"
#include "util/read-file.h"

#define PARAMETER_MAX	65536
#define WORD_SIZE	16

/* A parameter without the newline at its end, to be freed; or NULL. */
static char *read_parameter(const char *name)
{
	char path[PATH_MAX];
	uint8_t *bytes;
	size_t size;
	char *text;

	snprintf(path, sizeof(path), "%s/module/kexec_smmu/parameters/%s",
		 host_sys(), name);
	if (read_file(path, PARAMETER_MAX, &bytes, &size) != 0)
		return NULL;
	if (size > 0 && bytes[size - 1] == '\n')
		size--;
	text = strndup((char *)bytes, size);
	free(bytes);
	return text;
}

/* 0x9050000 v3 policy=abort crash=keep on (why it is kept) */
static bool read_frame(const char *line, struct module_frame *ret_frame)
{
	char normal[WORD_SIZE], crash[WORD_SIZE], power[WORD_SIZE];
	struct module_frame frame;

	if (sscanf(line, "0x%" SCNx64 " v%u policy=%15s crash=%15s %15s",
		   &frame.base, &frame.version, normal, crash, power) != 5 ||
	    smmu_action_parse(normal, &frame.normal) < 0 ||
	    smmu_action_parse(crash, &frame.crash) < 0)
		return false;
	frame.is_on = streq(power, "on");
	*ret_frame = frame;
	return true;
}

/* A line that is not understood is from another version, and ignored. */
static bool read_frames(char *text, struct module_state *state)
{
	char *next = text, *line;
	struct module_frame frame, *added;

	while ((line = strsep(&next, "\n"))) {
		void *frames = state->frames;

		if (!read_frame(line, &frame))
			continue;
		added = array_add(&frames, &state->frame_count,
				  sizeof(*added));
		state->frames = frames;
		if (!added)
			return false;
		*added = frame;
	}
	return true;
}

bool module_read(struct module_state *ret_state)
{
	char *text = read_parameter("smmus");
	bool good;

	*ret_state = (struct module_state){
		.normal = read_parameter("policy"),
		.crash = read_parameter("crash"),
	};
	good = text && ret_state->normal && ret_state->crash &&
	       read_frames(text, ret_state);
	free(text);
	if (!good)
		module_clear(ret_state);
	return good;
}

void module_clear(struct module_state *state)
{
	free(state->normal);
	free(state->crash);
	free(state->frames);
	memset(state, 0, sizeof(*state));
}
