/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PE32+ header of an EFI program for AArch64 (Microsoft, PE Format), as
 * sbsign, pesign and osslsigncode sign it and as Linux verifies it. Pure: no
 * I/O, no printing, no allocation.
 *
 * A signature covers the headers, what the sections hold and what follows the
 * last of them. Bytes between two sections are not covered, but loaded
 * regardless: pe_check() says whether there are any.
 */
#ifndef IMAGE_PE_H
#define IMAGE_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PE_SECTIONS_MAX		8u

/* Where pe_write() puts it: after the header of an arm64 Image. */
#define PE_OFFSET		64u

/* The most that pe_write() writes. */
#define PE_SIZE_MAX		(184u + 40u * PE_SECTIONS_MAX)

#define PE_FILE_ALIGN		512u

/* Section flags. */
#define PE_CODE			UINT32_C(0x00000020)
#define PE_DATA			UINT32_C(0x00000040)
#define PE_EXECUTE		UINT32_C(0x20000000)
#define PE_READ			UINT32_C(0x40000000)

/* DllCharacteristics: may be mapped without memory that both is written and
 * executed. */
#define PE_NX_COMPATIBLE	0x100u

/* Errors of this header, negative. */
enum {
	PE_OK = 0,
	PE_E_NONE = -1,		/* has no PE header */
	PE_E_CUT = -2,		/* ends within it */
	PE_E_KIND = -3,		/* of another machine or kind of program */
	PE_E_SECTIONS = -4,	/* none, or more than PE_SECTIONS_MAX */
	PE_E_GAP = -5,		/* bytes that no signature covers */
	PE_E_OVERLAP = -6,	/* sections share bytes, or go backwards */
	PE_E_END = -7,		/* sections end before or after the file does */
	PE_E_SIGNATURE = -8,	/* a signature is not the end of the file */
};

struct pe_section {
	char name[8];		/* not terminated if it is that long */
	uint32_t address;	/* in memory, from the image's first byte */
	uint32_t memory;	/* bytes there */
	uint32_t offset;	/* in the file */
	uint32_t bytes;		/* there */
	uint32_t flags;
};

struct pe {
	uint32_t entry;		/* in memory, as all addresses */
	uint32_t alignment;	/* of sections in memory */
	uint32_t memory;	/* SizeOfImage */
	uint32_t headers;	/* bytes before the first section */
	uint16_t major;		/* ImageVersion: from 1.0 on Linux takes its */
	uint16_t minor;		/* initrd from the loader by LoadFile2 */
	uint16_t flags;		/* DllCharacteristics */
	uint32_t signature;	/* offset in the file, 0: none */
	uint32_t signature_size;
	uint32_t count;
	struct pe_section sections[PE_SECTIONS_MAX];
};

/*
 * Read the header of an EFI program for AArch64. Its offsets and sizes are not
 * checked. Returns PE_OK, or an error and *ret_pe untouched.
 */
int pe_read(const uint8_t *bytes, size_t size, struct pe *ret_pe);

/*
 * Does a signature of these size bytes cover, or is, each of them? Returns
 * PE_OK, or PE_E_GAP and what follows it.
 */
int pe_check(const struct pe *pe, size_t size);

/*
 * Are its sections in memory where they are in the file, one after the other,
 * so that the file can run as it is, and is its entry in the first, as code?
 */
bool pe_is_flat(const struct pe *pe, size_t size);

/* Write header and section table to bytes PE_OFFSET and following. */
void pe_write(const struct pe *pe, uint8_t *bytes);

/* One sentence fragment for an error of this header. Never NULL. */
const char *pe_strerror(int error);

#endif
