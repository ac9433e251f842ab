/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage's checker of its plan, by libFuzzer, against a reading of the plan
 * by its offsets. The first byte of an input says which checksums and sizes are
 * made right, so that what they guard is reached, and whether the machine has
 * CRC32X; the rest is a segment whose stage is of STAGE bytes.
 *
 * fuzz-sources: purgatory/job/crc32.c tests/stage/host/crc32x.c
 * fuzz-libs: -lz
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "start/check.h"

#define STAGE		64u	/* code and constants */
#define PLAN		128u	/* the header's offset in the segment */
#define HEADER		64u
#define JOB		48u	/* memory for each entry */
#define BODY_CRC	16u
#define HEADER_CRC	44u
#define NEXT		48u
#define ENTRIES_MAX	264u
#define LOG_MIN		17u	/* a block of the log: with an empty line */
#define BODY_MAX	(PLAN + HEADER + ENTRIES_MAX * 32u + 8u + 65535u * 8u)

#define FIX_HEADER	1u
#define FIX_BODY	2u
#define FIX_SIZES	4u
#define HAS_CRC32	8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has_crc32;

bool io_has_crc32(void)
{
	return has_crc32;
}

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static uint64_t load(const uint8_t *bytes, size_t offset, size_t size)
{
	uint64_t value = 0;

	while (size)
		value = value << 8 | bytes[offset + --size];
	return value;
}

static void store32(uint8_t *bytes, size_t offset, uint32_t value)
{
	size_t i;

	for (i = 0; i < 4; i++)
		bytes[offset + i] = (uint8_t)(value >> 8 * i);
}

static uint32_t header_crc(const uint8_t *plan)
{
	return (uint32_t)crc32(0, plan, HEADER_CRC);
}

static uint32_t body_crc(const uint8_t *segment, uint64_t end)
{
	uLong crc = crc32(0, segment, STAGE);

	return (uint32_t)crc32(crc, segment + PLAN + HEADER,
			       (uInt)(end - PLAN - HEADER));
}

/* Where the body ends, as the numbers of the header have it. */
static uint64_t counted(const uint8_t *plan)
{
	return PLAN + HEADER + 32 * load(plan, 20, 2) + 8 * load(plan, 22, 2) +
	       (plan[35] ? 8 : 0);
}

static bool header_wanted(const uint8_t *plan)
{
	uint64_t count = load(plan, 20, 2);

	return load(plan, HEADER_CRC, 4) == header_crc(plan) &&
	       !memcmp(plan, "SMMUPLAN\1\0\100\0", 12) &&
	       count >= 1 && count <= ENTRIES_MAX &&
	       load(plan, 12, 4) >= counted(plan) &&
	       load(plan, 40, 4) >= load(plan, 12, 4);
}

/* The next multiple of 8. */
static uint64_t align(uint64_t size)
{
	return (size + 7) / 8 * 8;
}

/* Blocks one behind the other from the GIC on, memory from the jobs on. */
static bool blocks_wanted(const uint8_t *segment)
{
	const uint8_t *plan = segment + PLAN;
	uint64_t count = load(plan, 20, 2);
	uint64_t body = load(plan, 12, 4), body_at = counted(plan);
	uint64_t memory = load(plan, 40, 4), memory_at = body + JOB * count;
	uint64_t i;

	/* That is for the stage that looks for SMMUs. */
	if (plan[HEADER + 16] == 17)
		return false;
	for (i = 0; i < count; i++) {
		const uint8_t *entry = plan + HEADER + 32 * i;
		uint64_t base = load(entry, 0, 8), size = load(entry, 8, 8);

		if (entry[16] < 18)
			continue;
		if (size > memory)
			return false;
		if (entry[16] == 21) {
			if (size != 24576 ||
			    base != (memory_at + 4095) / 4096 * 4096)
				return false;
			memory_at = base + size;
			continue;
		}
		if (base != body_at)
			return false;
		body_at = base + align(size);
		if (entry[16] != 18)
			continue;
		if (size < LOG_MIN || body_at > body ||
		    load(segment, base + 8, 4) != align(memory_at))
			return false;
		memory_at = align(memory_at) + 32768 +
			    load(segment, base + 12, 4);
	}
	return body_at == body && memory_at == memory;
}

static bool header_good(const uint8_t *segment)
{
	const void *plan = segment + PLAN;

	return check_header(plan, segment);
}

static bool body_good(const uint8_t *segment)
{
	const void *plan = segment + PLAN;

	return check_body(plan, segment, STAGE);
}

/* The segment's first bytes in a block that ends with them. */
static uint8_t *exactly(const uint8_t *segment, size_t size)
{
	uint8_t *bytes = NULL;

	demand(!posix_memalign((void **)&bytes, 64, size));
	memcpy(bytes, segment, size);
	return bytes;
}

static void try_next(const uint8_t *segment)
{
	const void *plan = segment + PLAN;
	uint64_t to = load(segment, PLAN + NEXT, 8);
	uint64_t next = check_next(plan, segment);

	if (to != ~load(segment, PLAN + NEXT + 8, 8))
		demand(next == 0);
	else if (to & 1)
		demand(next == (uintptr_t)segment + (to - 1));
	else
		demand(next == to);
}

/* Any one bit that is wrong is noticed; where: a number of the input. */
static void try_flip(uint8_t *segment, uint64_t end, uint64_t where)
{
	uint64_t bit = where % (8 * end);
	uint64_t byte = bit / 8;

	/* The stage's own memory, header_crc, and next, which has a guard. */
	if ((byte >= STAGE && byte < PLAN) ||
	    (byte >= PLAN + HEADER_CRC && byte < PLAN + HEADER))
		return;
	segment[byte] ^= (uint8_t)(1u << bit % 8);
	demand(!header_good(segment) || !body_good(segment));
	segment[byte] ^= (uint8_t)(1u << bit % 8);
}

static void try_body(const uint8_t *segment)
{
	uint64_t end = load(segment, PLAN + 12, 4);
	uint8_t *bytes = exactly(segment, end);
	bool good = body_good(bytes);
	const struct smmu_plan_log *log;

	demand(good == (load(bytes, PLAN + BODY_CRC, 4) ==
			body_crc(bytes, end)));
	if (good)
		demand(check_blocks((const void *)(bytes + PLAN), bytes,
				    &log) == blocks_wanted(bytes));
	if (good)
		try_flip(bytes, end, load(bytes, PLAN + NEXT, 8));
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t segment[BODY_MAX];
	uint8_t *plan = segment + PLAN;
	uint8_t *bytes;
	uint64_t end;

	if (size < 1 + PLAN + HEADER || size - 1 > sizeof(segment))
		return 0;
	has_crc32 = data[0] & HAS_CRC32;
	memset(segment, 0, sizeof(segment));
	memcpy(segment, data + 1, size - 1);
	if (data[0] & FIX_SIZES) {
		store32(plan, 12, (uint32_t)counted(plan));
		store32(plan, 40, (uint32_t)(counted(plan) +
					     JOB * load(plan, 20, 2)));
	}
	end = load(plan, 12, 4);
	if (data[0] & FIX_BODY && end >= PLAN + HEADER && end <= BODY_MAX)
		store32(plan, BODY_CRC, body_crc(segment, end));
	if (data[0] & FIX_HEADER)
		store32(plan, HEADER_CRC, header_crc(plan));

	bytes = exactly(segment, PLAN + HEADER);
	demand(header_good(bytes) == header_wanted(bytes + PLAN));
	try_next(bytes);
	if (header_good(bytes) && end <= BODY_MAX)
		try_body(segment);
	free(bytes);
	return 0;
}
