/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a wrapped Image besides stage and payload, for signing it,
 * starting it by firmware and taking it apart. Pure: no I/O, no printing.
 *
 * Head, in front of the stage:
 *
 * 	0			the header of an Image (image.h)
 * 	PE_OFFSET		that of an EFI program (pe.h), if it has one
 * 	WRAPPED_NOTE_OFFSET	struct wrapped_note, little-endian
 *
 * Its sections are those of the payload, if firmware can start that, the first
 * of them from the stage on; else one. The tail is the section .sbat.
 */
#ifndef IMAGE_WRAPPED_H
#define IMAGE_WRAPPED_H

#include <stddef.h>
#include <stdint.h>

#include "image/image.h"

#define WRAPPED_HEAD_SIZE	2048u
#define WRAPPED_NOTE_OFFSET	1024u
#define WRAPPED_NOTE_MAGIC	UINT64_C(0x50415257554d4d53)	/* "SMMUWRAP" */

/* wrapped_note.flags */
enum {
	WRAPPED_RAW = 1 << 0,		/* the payload runs from its start */
	WRAPPED_EFI = 1 << 1,		/* firmware can start the payload */
};

struct wrapped_note {
	uint64_t magic;
	uint64_t payload_size;	/* bytes of the file */
	uint32_t flags;
	uint32_t reserved;
	char version[40];	/* of what made it; ends in a NUL */
};

/*
 * Write the head of an Image of that layout. segment is the stage's; payload
 * is NULL for a raw one; version is PACKAGE_VERSION.
 */
void wrapped_head(const struct image_layout *layout,
		  const struct image *payload, const uint8_t *segment,
		  const char *version,
		  uint8_t ret_head[static WRAPPED_HEAD_SIZE]);

/* Write what goes to layout.tail_offset where the layout has a PE header. */
void wrapped_tail(const char *version,
		  uint8_t ret_tail[static IMAGE_TAIL_SIZE]);

#endif
