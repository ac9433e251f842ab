/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arm64 Image (Linux, Documentation/arch/arm64/booting.rst), and an Image
 * made of the stage and a payload. Pure: no I/O, no printing, no allocation.
 *
 * A wrapped Image, from its first byte, which any loader puts at a multiple of
 * 2 MiB:
 *
 *	0			header; its first instructions go to the stage
 *	IMAGE_STAGE_OFFSET	the segment of smmu-plan.h, its next relative
 *	layout.payload_offset	the unmodified payload
 *	layout.tail_offset	what shim asks for: see wrapped.h
 *	layout.size		end of the memory that is the image's
 */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/pe.h"
#include "util/macros.h"

#define IMAGE_HEADER_SIZE	64u
#define IMAGE_ALIGN		(UINT64_C(2) << 20)

/*
 * The alignment at which firmware loads a file, and so its first section: Linux
 * built as an EFI program complains about less (arm64-stub.c, SEGMENT_ALIGN).
 */
#define IMAGE_PE_ALIGN		(UINT64_C(64) << 10)
#define IMAGE_STAGE_OFFSET	65536u

#define IMAGE_TAIL_SIZE		512u

/* Signatures, of which some programs add more than one. */
#define IMAGE_SIGNATURE_ROOM	(UINT64_C(64) << 10)

/* A larger file is not a kernel, and not read to its end. */
#define IMAGE_BYTES_MAX		(UINT64_C(1) << 30)

/* Errors of this header, negative. */
enum {
	IMAGE_OK = 0,
	IMAGE_E_KIND = -1,	/* not an arm64 Image: see image_kind() */
	IMAGE_E_OLD = -2,	/* older than Linux 3.17, or other: image_size 0 */
	IMAGE_E_ENDIAN = -3,	/* big-endian */
	IMAGE_E_WRAPPED = -4,	/* has a stage already */
	IMAGE_E_CUT = -5,	/* ends before its PE sections do */
	IMAGE_E_OFFSET = -6,	/* text_offset negative or unaligned (to 4) */
	IMAGE_E_SIZE = -7,	/* sizes beyond what can be loaded */
	IMAGE_E_ROOM = -8,	/* load offset within the stage, or odd */
};

/* What an Image's header asks for. */
struct image {
	uint64_t text_offset;	/* from a multiple of 2 MiB */
	uint64_t size;		/* of memory from its first byte on */
	uint64_t flags;		/* as in the header */
	bool is_efi;		/* and firmware can start it as it is: */
	struct pe pe;
};

/* Where the parts of a wrapped Image go, in bytes from its first. */
struct image_layout {
	uint64_t text_offset;	/* of its first, from a multiple of 2 MiB */
	uint64_t payload_offset;
	uint64_t payload_size;	/* in the file */
	uint64_t tail_offset;
	uint64_t size;		/* its image_size */
	uint64_t flags;
	bool is_raw;
	bool has_pe;		/* it is an EFI program, and has a tail */
};

/* Read a header. Returns IMAGE_OK, or an error and *ret_image untouched. */
int image_parse(const uint8_t *bytes, size_t size, struct image *ret_image)
	_must_check_;

/* The offset of the stage of an Image that begins with one; else 0. */
size_t image_stage_offset(const uint8_t *bytes, size_t size);

/* What a file is if it is not an Image. */
struct image_kind {
	const char *name;	/* never NULL */
	/*
	 * The command, from Debian's packages, that extracts an Image; or NULL.
	 */
	const char *command;
};
struct image_kind image_kind(const uint8_t *bytes, size_t size);

/*
 * Lay out an Image of this many bytes after a stage whose segment takes
 * memory_size. A text_offset of 2 MiB or more is kept (booting.rst sets no
 * limit): the stage takes the last 2 MiB before the payload. A smaller one
 * leaves no room, and the payload goes to the next 2 MiB plus its text_offset.
 */
int image_lay_out(const struct image *payload, uint64_t bytes,
		  uint64_t memory_size, struct image_layout *ret_layout)
	_must_check_;

/*
 * What an arm64 header, if there is one, says of the memory from its first byte
 * on, or 0. The header need not be valid otherwise.
 */
uint64_t image_memory(const uint8_t *bytes, size_t size);

/*
 * Lay out a payload that runs from its first byte and goes load_offset bytes
 * after the start of the wrapped Image. payload_memory is reserved for it, if
 * that is more than its bytes.
 */
int image_lay_out_raw(uint64_t load_offset, uint64_t bytes,
		      uint64_t payload_memory, uint64_t memory_size,
		      struct image_layout *ret_layout) _must_check_;

/* Write a wrapped Image's first IMAGE_HEADER_SIZE bytes. */
void image_head(const struct image_layout *layout, uint8_t *ret_head);

/* What plan_next_set() needs, so that the stage goes on to the payload. */
uint64_t image_next(const struct image_layout *layout);

/* One sentence fragment for an error of this header. Never NULL. */
const char *image_strerror(int error);

#endif
