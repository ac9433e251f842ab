/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wrapped Images, by libFuzzer: what --show reads, and what is compared before a
 * load. In two of three runs the checksums are corrected, as an attacker would;
 * the input's first byte decides.
 *
 * fuzz-sources: kexec/image/image.c kexec/image/pe.c kexec/image/unwrap.c
 * fuzz-sources: kexec/image/crc32.c kexec/util/message.c
 * fuzz-libs: -lz
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/unwrap.h"
#include "util/little-endian.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

/* The checksums for the segment's fields, if these are in range. */
static void sum(uint8_t *segment, size_t size)
{
	uint32_t ro_size, plan, body;
	uint32_t crc;

	if (size < 32)
		return;
	ro_size = le32_ld(segment + 20);
	plan = le32_ld(segment + 24);
	if (plan > size || size - plan < sizeof(struct smmu_plan_header))
		return;
	body = le32_ld(segment + plan + 12);
	plan += (uint32_t)sizeof(struct smmu_plan_header);
	if (ro_size > size || body > size || body < plan)
		return;
	crc = (uint32_t)crc32(0, segment, ro_size);
	crc = (uint32_t)crc32(crc, segment + plan, body - plan);
	le32_st(segment + plan - 48, crc);
	crc = (uint32_t)crc32(0, segment + plan - 64, 44);
	le32_st(segment + plan - 20, crc);
}

/* It terminates, and each difference has a message. Returns how many. */
static size_t count(const struct unwrap_plan *file,
		    const struct unwrap_plan *here,
		    enum unwrap_actions actions)
{
	struct unwrap_difference difference;
	struct message line;
	size_t step = 0, before, found = 0;

	do {
		before = step;
		difference = unwrap_compare(file, here, actions, &step);
		unwrap_describe(&difference, &line);
		demand(line.text[0] != '\0');
		demand(difference.kind == UNWRAP_SAME || step > before);
		found += difference.kind != UNWRAP_SAME;
	} while (difference.kind != UNWRAP_SAME);
	demand(step == file->count + here->count);
	return found;
}

/* The more actions are compared, the more differences. */
static void compare(const struct unwrap_plan *file,
		    const struct unwrap_plan *here)
{
	size_t after = count(file, here, UNWRAP_ACTIONS_AFTER);

	demand(count(file, here, UNWRAP_ACTIONS_NONE) <= after);
	demand(after <= count(file, here, UNWRAP_ACTIONS_ALL));
}

static void check(const struct unwrapped *file, const uint8_t *bytes,
		  size_t size)
{
	uint8_t entry[sizeof(struct smmu_plan_entry)] = { [1] = 0x10 };
	struct unwrap_plan other = { .entries = entry, .count = 1 };
	size_t i;

	demand(file->payload_offset <= size &&
	       file->payload_size <= size - file->payload_offset &&
	       file->payload == bytes + file->payload_offset);
	demand(memchr(file->version, '\0', sizeof(file->version)));
	demand(file->plan.count <= SMMU_PLAN_COUNT_MAX);
	for (i = 0; i < file->plan.count; i++) {
		struct smmu_plan_entry of = unwrap_entry(&file->plan, i);

		demand(unwrap_type_name(of.type) &&
		       unwrap_action_name(of.action));
	}
	compare(&file->plan, &file->plan);
	compare(&file->plan, &other);
	compare(&other, &file->plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unwrapped file = { .payload_size = 77 };
	uint8_t *bytes;
	size_t stage;
	int error;

	if (size < 1)
		return 0;
	bytes = malloc(size);
	demand(bytes);
	size--;
	memcpy(bytes, data + 1, size);
	stage = image_stage_offset(bytes, size);
	if (stage && data[0] % 3)
		sum(bytes + stage, size - stage);
	error = unwrap_read(bytes, size, &file);
	if (error == UNWRAP_OK)
		check(&file, bytes, size);
	else
		demand(file.payload_size == 77 &&
		       strcmp(unwrap_strerror(error), "unknown error"));
	free(bytes);
	return 0;
}
