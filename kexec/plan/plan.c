/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "plan/blocks.h"
#include "plan/functions.h"
#include "plan/interrupts.h"
#include "smmu-plan.h"
#include "util/macros.h"

#define PLAN_ALIGN	64u
/* A larger file is not this program's stage. */
#define STAGE_SIZE_MAX	(64u * 1024)
/* Pages of an SMMUv3 are that far apart, whatever its translation granule. */
#define V3_PAGE_SIZE	UINT64_C(0x10000)
/* The least of an SMMUv1 or v2: two pages of 4 KiB for each of its halves. */
#define V2_SIZE_MIN	UINT64_C(0x4000)

static const char *const error_text[] = {
	[-PLAN_OK] = "no error",
	[-PLAN_E_MEMORY] = "out of memory",
	[-PLAN_E_STAGE] = "not a stage of this version of kexec-smmu",
	[-PLAN_E_COUNT] = "no SMMU, or more frames than the stage can handle: 256",
	[-PLAN_E_ENTRY] = "its address cannot be used by the stage",
	[-PLAN_E_SIZE] = "its frame is too small to be that of an SMMU of its version",
	[-PLAN_E_TWIN] = "another SMMU at its address has a different action",
	[-PLAN_E_FUNCTIONS] = "more PCI functions than the stage can stop: 1024",
};

const char *plan_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= ARRAY_SIZE(error_text))
		return "unknown error";
	return error_text[index];
}

static bool stage_info_read(const uint8_t *stage, size_t size,
			    struct smmu_stage_info *ret_info)
{
	struct smmu_stage_info info;

	if (size < SMMU_STAGE_INFO_OFFSET + sizeof(info) ||
	    size > STAGE_SIZE_MAX)
		return false;
	memcpy(&info, stage + SMMU_STAGE_INFO_OFFSET, sizeof(info));
	info.magic = le64toh(info.magic);
	info.version = le16toh(info.version);
	info.ro_size = le32toh(info.ro_size);
	info.plan_offset = le32toh(info.plan_offset);
	info.job_size = le32toh(info.job_size);

	if (info.magic != SMMU_STAGE_MAGIC ||
	    info.version != SMMU_PLAN_VERSION ||
	    info.ro_size != size || info.plan_offset < info.ro_size ||
	    info.plan_offset > STAGE_SIZE_MAX ||
	    info.plan_offset % PLAN_ALIGN != 0 ||
	    info.job_size == 0 || info.job_size > 1024)
		return false;
	*ret_info = info;
	return true;
}

/*
 * What a driver of the stage accesses in a frame: both pages of an SMMUv3, and
 * at least this much of the others, whose registers say how large they are.
 */
static uint64_t frame_size(const struct smmu *smmu)
{
	if (smmu->version != SMMU_VERSION_V3)
		return V2_SIZE_MIN;
	return smmu->page0_only ? V3_PAGE_SIZE : 2 * V3_PAGE_SIZE;
}

/* Can the stage reach its registers? */
static int frame_check(const struct smmu *smmu)
{
	uint64_t size = smmu->has_size ? smmu->size : frame_size(smmu);

	if (!smmu->has_base || smmu->base % 0x1000 != 0 ||
	    smmu->base > UINT64_MAX - size)
		return PLAN_E_ENTRY;
	return size < frame_size(smmu) ? PLAN_E_SIZE : PLAN_OK;
}

/*
 * An SMMU without a rule is not even read, nor is one that is kept because
 * touching it is dangerous: an unclocked block may never answer. A rule that
 * asks for keep makes it no safer. One that the stage cannot reach is not an
 * error as long as nothing is to be done to it.
 */
static bool is_untouched(const struct smmu *smmu)
{
	return smmu->action == SMMU_KEEP &&
	       (!smmu->has_policy || smmu->reason != NULL ||
		smmu_may_be_unpowered(smmu) || smmu->qualcomm ||
		frame_check(smmu) != PLAN_OK);
}

/* before: the frame of the previous entry, NULL if there is none. */
static void entry_write(uint8_t *bytes, const struct smmu_machine *machine,
			const struct smmu *smmu, const struct smmu *before,
			const struct plan_settings *settings)
{
	/* enum smmu_action is the loader's own. */
	static const uint8_t actions[] = {
		[SMMU_KEEP] = SMMU_PLAN_KEEP,
		[SMMU_ABORT] = SMMU_PLAN_ABORT,
		[SMMU_BYPASS] = SMMU_PLAN_BYPASS,
		[SMMU_DRAIN] = SMMU_PLAN_DRAIN,
		[SMMU_QUIESCE] = SMMU_PLAN_QUIESCE,
	};
	struct smmu_plan_entry entry = {
		.base = htole64(smmu->base),
		.size = htole64(smmu->has_size ? smmu->size : 0),
		.type = (uint8_t)smmu->version,
		.action = actions[smmu->action],
	};
	uint32_t watch_us = settings->watch_us;
	uint16_t flags = 0;
	struct message who;

	/* Silence is part of it, for as long as transactions take to land. */
	if (smmu->action == SMMU_QUIESCE && watch_us < settings->settle_us)
		watch_us = settings->settle_us;
	if (smmu->action == SMMU_QUIESCE && !watch_us)
		watch_us = 1;
	if (smmu->page0_only)
		flags |= SMMU_PLAN_PAGE0_ONLY;
	if (is_untouched(smmu))
		flags |= SMMU_PLAN_UNTOUCHED;
	if (smmu->secure_alias)
		flags |= SMMU_PLAN_SECURE_ALIAS;
	if (before && before->group == smmu->group)
		flags |= SMMU_PLAN_MIRROR;
	if (smmu->is_named)
		flags |= SMMU_PLAN_NAMED;
	if (smmu->action == SMMU_QUIESCE &&
	    plan_functions_stranger(machine, smmu, &who))
		flags |= SMMU_PLAN_STRANGERS;
	entry.flags = htole16(flags);
	if (smmu_fences(smmu->action)) {
		entry.settle_us = htole32(settings->settle_us);
		entry.watch_us = htole32(watch_us);
	}
	memcpy(bytes, &entry, sizeof(entry));
}

/*
 * The frame at that address that is already in the plan, NULL if there is none.
 * The stage works on all SMMUs at once, and two jobs must not access the same
 * registers.
 */
static const struct smmu *find_twin(const struct plan_frames *frames,
				    const struct smmu *smmu)
{
	size_t i;

	for (i = 0; i < frames->count; i++) {
		if (frames->frames[i]->base == smmu->base)
			return frames->frames[i];
	}
	return NULL;
}

/* Add the frames that become entries, in the machine's order. */
static int choose_frames(const struct smmu_machine *machine,
			 struct plan_frames *frames, size_t *ret_bad)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];
		const struct smmu *twin;
		int error = PLAN_OK;

		if (smmu->status != SMMU_OKAY)
			continue;
		twin = find_twin(frames, smmu);
		if (twin && (twin->version != smmu->version ||
			     twin->action != smmu->action))
			error = PLAN_E_TWIN;
		else if (!is_untouched(smmu))
			error = frame_check(smmu);
		if (error != PLAN_OK) {
			if (ret_bad)
				*ret_bad = i;
			return error;
		}
		if (twin)
			continue;
		if (frames->count == SMMU_PLAN_ENTRIES_MAX)
			return PLAN_E_COUNT;
		frames->frames[frames->count++] = smmu;
	}
	return frames->count ? PLAN_OK : PLAN_E_COUNT;
}

int plan_check(const struct smmu_machine *machine, size_t *ret_bad)
{
	struct plan_frames frames = { .count = 0 };

	return choose_frames(machine, &frames, ret_bad);
}

static uint32_t crc_of(uint32_t crc, const uint8_t *bytes, size_t size)
{
	return (uint32_t)crc32(crc, bytes, (uInt)size);
}

/* The bytes of the segment from the first entry on, up to body_size. */
struct body {
	const struct smmu_machine *machine;
	struct plan_frames frames;
	const struct plan_settings *settings;
	struct gic gic;
	struct plan_interrupts interrupts;
	struct plan_functions functions;
	struct plan_blocks blocks;	/* of the settings, behind our own */
	struct plan_block list[SMMU_PLAN_OTHERS_MAX];
};

static size_t count_entries(const struct body *body)
{
	return body->frames.count + (body->settings->discover != 0) +
	       plan_blocks_count(&body->blocks) + body->settings->copy_dtb;
}

/* From the first entry on, up to the blocks; returns where theirs go. */
static uint8_t *body_write(uint8_t *bytes, const struct body *body)
{
	const struct plan_settings *settings = body->settings;
	struct smmu_plan_gic gic = {
		.distributor = htole64(body->gic.distributor),
	};
	struct smmu_plan_entry copy_dtb = {
		.base = htole64(settings->copy_dtb_base),
		.size = htole64(settings->copy_dtb_keep),
		.type = SMMU_PLAN_COPY_DTB,
	};
	struct smmu_plan_entry discover = {
		.size = htole64(settings->discover),
		.type = SMMU_PLAN_DISCOVER,
		.action = settings->discover_action,
		.flags = htole16((settings->discover_loosen ?
				  SMMU_PLAN_MAY_LOOSEN : 0) |
				 (settings->console_auto ?
				  SMMU_PLAN_FIND_CONSOLE : 0)),
		/* A command line may make abort of it. */
		.settle_us = htole32(settings->settle_us),
	};
	uint8_t *blocks;
	size_t i;

	if (settings->discover) {
		memcpy(bytes, &discover, sizeof(discover));
		bytes += sizeof(discover);
	}
	for (i = 0; i < body->frames.count; i++) {
		entry_write(bytes, body->machine, body->frames.frames[i],
			    i ? body->frames.frames[i - 1] : NULL,
			    settings);
		bytes += sizeof(struct smmu_plan_entry);
	}
	blocks = bytes;
	bytes += plan_blocks_count(&body->blocks) *
		 sizeof(struct smmu_plan_entry);
	if (settings->copy_dtb) {
		memcpy(bytes, &copy_dtb, sizeof(copy_dtb));
		bytes += sizeof(copy_dtb);
	}
	if (!body->interrupts.count)
		return blocks;
	memcpy(bytes, &gic, sizeof(gic));
	bytes += sizeof(gic);
	for (i = 0; i < body->interrupts.count; i++) {
		struct smmu_plan_interrupts some = body->interrupts.records[i];

		some.bits = htole32(some.bits);
		some.icpendr = htole16(some.icpendr);
		memcpy(bytes, &some, sizeof(some));
		bytes += sizeof(some);
	}
	return blocks;
}

/* The rest of the segment is complete. */
static void header_write(const struct plan_image *image,
			 const struct smmu_stage_info *info,
			 const struct body *body)
{
	const struct plan_settings *settings = body->settings;
	size_t entries = info->plan_offset + sizeof(struct smmu_plan_header);
	uint32_t body_crc = crc_of(0, image->bytes, info->ro_size);
	struct smmu_plan_header header = {
		.magic = htole64(SMMU_PLAN_MAGIC),
		.version = htole16(SMMU_PLAN_VERSION),
		.header_size = htole16(sizeof(header)),
		.body_size = htole32((uint32_t)image->size),
		.count = htole16((uint16_t)count_entries(body)),
		.interrupts = htole16((uint16_t)body->interrupts.count),
		.console_base = htole64(settings->console_base),
		.console = settings->console,
		.on_failure = settings->on_failure,
		.conduit = settings->conduit,
		.gic = body->interrupts.count ? (uint8_t)body->gic.version :
						SMMU_PLAN_GIC_NONE,
		.timeout_us = htole32(settings->timeout_us),
		.memory_size = htole32((uint32_t)image->memory_size),
	};

	body_crc = crc_of(body_crc, image->bytes + entries,
			  image->size - entries);
	header.body_crc = htole32(body_crc);
	header.header_crc = htole32(crc_of(0, (const uint8_t *)&header,
			offsetof(struct smmu_plan_header, header_crc)));
	memcpy(image->bytes + info->plan_offset, &header, sizeof(header));
}

/*
 * List the functions, with memory for what becomes of each, and then what else
 * there is. The entry of the first block follows the SMMUs', which functions
 * behind none rely on.
 */
static int functions_add(const struct smmu_machine *machine,
			 const struct plan_blocks *others, struct body *body)
{
	struct plan_functions *functions = &body->functions;
	size_t count = 0;

	if ((smmu_machine_has(machine, SMMU_DRAIN) ||
	     smmu_machine_has(machine, SMMU_QUIESCE)) &&
	    plan_functions_make(machine, &body->frames, functions))
		return PLAN_E_MEMORY;
	if (functions->count > SMMU_PLAN_FUNCTIONS_MAX)
		return PLAN_E_FUNCTIONS;
	if (functions->count) {
		body->list[count++] = (struct plan_block){
			.type = SMMU_PLAN_FUNCTIONS,
			.flags = body->settings->has_hest ?
				 SMMU_PLAN_NO_PROVOKE : 0,
			.bytes = functions->records,
			.size = functions->count * sizeof(*functions->records),
		};
		body->list[count++] = (struct plan_block){
			.type = SMMU_PLAN_STATES,
			.size = functions->count * SMMU_PLAN_STATE_SIZE,
		};
	}
	if (count + others->count > ARRAY_SIZE(body->list))
		return PLAN_E_COUNT;
	if (others->count)
		memcpy(body->list + count, others->list,
		       others->count * sizeof(*others->list));
	body->machine = machine;
	body->blocks = *others;
	body->blocks.list = body->list;
	body->blocks.count += count;
	/* quiesce listens even if nobody asked for a watch. */
	body->blocks.watch |= smmu_machine_has(machine, SMMU_QUIESCE);
	return PLAN_OK;
}

int plan_build(const uint8_t *stage, size_t stage_size,
	       const struct smmu_machine *machine,
	       const struct plan_settings *settings,
	       struct plan_image *ret_image, size_t *ret_bad)
{
	struct smmu_stage_info info;
	struct body body = { .settings = settings, .gic = machine->gic };
	struct plan_image image;
	size_t entries, blocks, jobs, none = 0;
	uint8_t *records;
	int error;

	if (!stage_info_read(stage, stage_size, &info))
		return PLAN_E_STAGE;
	error = settings->discover ? PLAN_OK :
		choose_frames(machine, &body.frames, ret_bad);
	if (error != PLAN_OK)
		return error;
	error = functions_add(machine, &settings->blocks, &body);
	if (error == PLAN_OK && count_entries(&body) > SMMU_PLAN_COUNT_MAX)
		error = PLAN_E_COUNT;
	if (error == PLAN_OK && !settings->discover &&
	    plan_interrupts_make(machine, &body.frames, &body.interrupts))
		error = PLAN_E_MEMORY;
	if (error != PLAN_OK)
		goto out;

	entries = info.plan_offset + sizeof(struct smmu_plan_header);
	image.plan_offset = info.plan_offset;
	image.left_out = body.functions.left_out;
	image.size = entries +
		     count_entries(&body) * sizeof(struct smmu_plan_entry);
	if (body.interrupts.count)
		image.size += sizeof(struct smmu_plan_gic) +
			      body.interrupts.count *
			      sizeof(struct smmu_plan_interrupts);
	blocks = image.size;
	plan_blocks_lay(&body.blocks, NULL, NULL, &image.size, &none);
	jobs = image.size + count_entries(&body) * info.job_size;
	if (settings->discover)
		jobs = image.size + sizeof(struct smmu_plan_header) +
		       (settings->discover + count_entries(&body)) *
		       (sizeof(struct smmu_plan_entry) + info.job_size);
	image.bytes = calloc(1, image.size);
	if (image.bytes) {
		memcpy(image.bytes, stage, info.ro_size);
		records = body_write(image.bytes + entries, &body);
		plan_blocks_lay(&body.blocks, image.bytes, records,
				&blocks, &jobs);
		image.memory_size = jobs;
		header_write(&image, &info, &body);
		*ret_image = image;
	} else {
		error = PLAN_E_MEMORY;
	}
out:
	free(body.functions.records);
	free(body.interrupts.records);
	return error;
}

void plan_image_clear(struct plan_image *image)
{
	free(image->bytes);
	memset(image, 0, sizeof(*image));
}
