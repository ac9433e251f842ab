/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headers of arm64 Images and of EFI programs, by libFuzzer; and that a
 * wrapped Image is complete, whatever the payload's header says.
 *
 * fuzz-sources: kexec/image/image.c kexec/image/pe.c kexec/image/wrapped.c
 */
#include <stdlib.h>
#include <string.h>

#include "image/image.h"
#include "image/pe.h"
#include "image/wrapped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

/* Every section of it is there, in order, and aligned. */
static void check_head(const struct image_layout *layout, const uint8_t *head,
		       const struct image *image)
{
	uint64_t end = layout->tail_offset + IMAGE_TAIL_SIZE;
	uint64_t top = 0;
	struct pe pe;
	uint32_t i;

	demand(layout->size >= end + IMAGE_SIGNATURE_ROOM);
	demand(layout->size >= layout->payload_offset + image->size);
	demand(layout->size % IMAGE_PE_ALIGN == 0);
	demand(layout->has_pe == (pe_read(head, WRAPPED_HEAD_SIZE, &pe) ==
				  PE_OK));
	if (!layout->has_pe)
		return;
	demand(pe_check(&pe, end) == PE_OK);
	demand(pe.memory >= layout->size && pe.headers == IMAGE_STAGE_OFFSET);
	demand(pe.entry >= IMAGE_STAGE_OFFSET);
	for (i = 0; i < pe.count; i++) {
		const struct pe_section *section = &pe.sections[i];

		demand(section->address % pe.alignment == 0);
		demand(section->address >= top);
		demand(section->memory >= section->bytes);
		top = (uint64_t)section->address + section->memory;
	}
	demand(top <= pe.memory);
}

static void check_wrapped(const uint8_t *data, size_t size,
			  const struct image *image)
{
	static const uint8_t segment[64];
	uint8_t head[WRAPPED_HEAD_SIZE];
	struct image_layout layout;

	if (image_lay_out(image, size, 12288, &layout) == IMAGE_OK) {
		wrapped_head(&layout, image, segment, "1", head);
		check_head(&layout, head, image);
		demand(layout.payload_offset >= IMAGE_STAGE_OFFSET + 12288);
		demand((layout.text_offset + layout.payload_offset -
			image->text_offset) % IMAGE_ALIGN == 0);
	}
	/* The payload's first bytes decide; the rest does not matter. */
	if (image_lay_out_raw(data[0] * 4096u, size, image_memory(data, size),
			      12288, &layout) == IMAGE_OK)
		demand(layout.size >= layout.tail_offset + IMAGE_TAIL_SIZE &&
		       layout.size >= layout.payload_offset + image->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image = { .size = 77 };
	struct pe pe = { .entry = 77 };
	size_t stage = image_stage_offset(data, size);
	int error;

	demand(stage == 0 || (stage < size && size - stage >= 16));
	demand(image_kind(data, size).name);
	if (pe_read(data, size, &pe) != PE_OK)
		demand(pe.entry == 77);
	else if (pe_check(&pe, size) == PE_OK)
		demand(pe.headers <= size);
	error = image_parse(data, size, &image);
	if (error != IMAGE_OK) {
		demand(image.size == 77 &&
		       strcmp(image_strerror(error), "unknown error"));
		return 0;
	}
	demand(stage == 0 && image.size && image.text_offset <= INT64_MAX);
	check_wrapped(data, size, &image);
	return 0;
}
