/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/wrapped.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "smmu-plan.h"
#include "util/little-endian.h"

_Static_assert(PE_OFFSET >= IMAGE_HEADER_SIZE &&
	       PE_OFFSET + PE_SIZE_MAX <= WRAPPED_NOTE_OFFSET &&
	       WRAPPED_NOTE_OFFSET + sizeof(struct wrapped_note) <=
	       WRAPPED_HEAD_SIZE && WRAPPED_HEAD_SIZE <= IMAGE_STAGE_OFFSET,
	       "the head of a wrapped Image");
_Static_assert(IMAGE_STAGE_OFFSET % IMAGE_PE_ALIGN == 0, "the first section");

/* shim's SBAT.md: component, generation, vendor, package, version, URL. */
#define SBAT \
	"sbat,1,SBAT Version,sbat,1," \
	"https://github.com/rhboot/shim/blob/main/SBAT.md\n" \
	"kexec-smmu,1,kexec-smmu,kexec-smmu,%s,kexec-smmu-wrap(1)\n"

/* The page size that firmware has, at least. */
#define PAGE			4096u

/* Behind the stage's entry for firmware that has a payload to go on to. */
#define REFUSE			4u

/*
 * Can the payload's sections be the Image's? Its own alignment is asked of
 * firmware then, so they have to be aligned where they come to be.
 */
static bool can_start(const struct image_layout *layout,
		      const struct image *payload)
{
	const struct pe *pe = payload ? &payload->pe : NULL;
	uint32_t i;

	if (!payload || !payload->is_efi || pe->count >= PE_SECTIONS_MAX ||
	    pe->alignment < PAGE || pe->alignment > IMAGE_PE_ALIGN ||
	    (pe->alignment & (pe->alignment - 1)))
		return false;
	for (i = 0; i < pe->count; i++)
		if ((layout->payload_offset + pe->sections[i].address) %
		    pe->alignment)
			return false;
	return true;
}

/* Where section i of the payload comes to be; the first: from the stage on. */
static uint32_t section_start(const struct image_layout *layout,
			      const struct pe *payload, uint32_t i)
{
	if (i == 0)
		return IMAGE_STAGE_OFFSET;
	if (i == payload->count)
		return (uint32_t)layout->tail_offset;
	return (uint32_t)(layout->payload_offset +
			  payload->sections[i].address);
}

static void make_pe(const struct image_layout *layout,
		    const struct pe *payload, struct pe *pe)
{
	uint32_t end = (uint32_t)layout->size;
	struct pe_section *section = &pe->sections[0];
	uint32_t i;

	pe->headers = IMAGE_STAGE_OFFSET;
	pe->memory = end + (uint32_t)IMAGE_PE_ALIGN;
	for (i = 0; i < payload->count; i++) {
		section = &pe->sections[i];
		*section = payload->sections[i];
		section->address = section_start(layout, payload, i);
		section->offset = section->address;
		section->bytes = section_start(layout, payload, i + 1) -
				 section->offset;
		section->memory = section->bytes;
	}
	/* The memory after the file belongs to the last one. */
	section->memory = end - section->address;
	pe->sections[i] = (struct pe_section){
		.name = ".sbat",
		.address = end,
		.memory = IMAGE_TAIL_SIZE,
		.offset = (uint32_t)layout->tail_offset,
		.bytes = IMAGE_TAIL_SIZE,
		.flags = PE_DATA | PE_READ,
	};
	pe->count = i + 1;
}

void wrapped_head(const struct image_layout *layout,
		  const struct image *payload, const uint8_t *segment,
		  const char *version,
		  uint8_t ret_head[static WRAPPED_HEAD_SIZE])
{
	static const struct pe none = {
		.count = 1,
		.sections = { { .name = ".text",
				.flags = PE_CODE | PE_EXECUTE | PE_READ } },
	};
	bool starts = can_start(layout, payload);
	struct wrapped_note note = {
		.magic = htole64(WRAPPED_NOTE_MAGIC),
		.payload_size = htole64(layout->payload_size),
		.flags = htole32((layout->is_raw ? WRAPPED_RAW : 0) |
				 (starts ? WRAPPED_EFI : 0)),
	};
	uint32_t entry = IMAGE_STAGE_OFFSET +
			 le16_ld(segment + SMMU_STAGE_INFO_OFFSET +
				 offsetof(struct smmu_stage_info, efi));
	struct pe pe = {
		.entry = starts ? entry : entry + REFUSE,
		.alignment = starts ? payload->pe.alignment :
				      (uint32_t)IMAGE_PE_ALIGN,
		.major = starts ? payload->pe.major : 0,
		.minor = starts ? payload->pe.minor : 0,
		.flags = starts ? payload->pe.flags : PE_NX_COMPATIBLE,
	};

	memset(ret_head, 0, WRAPPED_HEAD_SIZE);
	image_head(layout, ret_head);
	snprintf(note.version, sizeof(note.version), "%s", version);
	memcpy(ret_head + WRAPPED_NOTE_OFFSET, &note, sizeof(note));
	if (!layout->has_pe)
		return;
	make_pe(layout, starts ? &payload->pe : &none, &pe);
	pe_write(&pe, ret_head);
}

void wrapped_tail(const char *version,
		  uint8_t ret_tail[static IMAGE_TAIL_SIZE])
{
	memset(ret_tail, 0, IMAGE_TAIL_SIZE);
	snprintf((char *)ret_tail, IMAGE_TAIL_SIZE, SBAT, version);
}
