/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pe.h"

#include <string.h>

#include "util/little-endian.h"
#include "util/macros.h"

/* Before the header: the offset of it. */
#define DOS_SIZE		64u
#define DOS_PE_OFFSET		60u

/* The signature "PE\0\0" and the COFF header, by their offsets. */
#define COFF_MAGIC		0u
#define COFF_MACHINE		4u
#define COFF_SECTIONS		6u
#define COFF_OPTIONAL_SIZE	20u
#define COFF_FLAGS		22u
#define COFF_SIZE		24u

/* The optional header. */
#define OPT_MAGIC		0u
#define OPT_CODE_SIZE		4u
#define OPT_DATA_SIZE		8u
#define OPT_ENTRY		16u
#define OPT_CODE_BASE		20u
#define OPT_SECTION_ALIGN	32u
#define OPT_FILE_ALIGN		36u
#define OPT_IMAGE_MAJOR		44u
#define OPT_IMAGE_MINOR		46u
#define OPT_IMAGE_SIZE		56u
#define OPT_HEADERS_SIZE	60u
#define OPT_SUBSYSTEM		68u
#define OPT_DLL_FLAGS		70u
#define OPT_DIRECTORIES		108u	/* how many */
#define OPT_CERTIFICATES	144u	/* the fifth: offset, then size */
#define OPT_SIZE		160u	/* with six of them */

/* A section header. */
#define SEC_MEMORY		8u
#define SEC_ADDRESS		12u
#define SEC_BYTES		16u
#define SEC_OFFSET		20u
#define SEC_FLAGS		36u
#define SEC_SIZE		40u

#define MAGIC_PE		UINT32_C(0x00004550)	/* "PE\0\0" */
#define MACHINE_ARM64		0xaa64u
#define MAGIC_PE32_PLUS		0x20bu
#define SUBSYSTEM_EFI		10u	/* an EFI application */
#define DIRECTORIES		6u
#define CERTIFICATES_NEEDED	5u	/* of them, for the fifth to be there */

/* Executable, without line numbers and debug information: as Linux's. */
#define FLAGS_OF_LINUX		0x206u

static const char *const error_text[] = {
	[-PE_OK] = "no error",
	[-PE_E_NONE] = "has no PE header",
	[-PE_E_CUT] = "truncated within its PE header",
	[-PE_E_KIND] = "its PE header is not that of an AArch64 EFI application",
	[-PE_E_SECTIONS] = "its PE header has no sections, or too many",
	[-PE_E_GAP] = "has bytes between its sections that no signature covers",
	[-PE_E_OVERLAP] = "its sections overlap, or are out of order",
	[-PE_E_END] = "does not end where its last section does",
	[-PE_E_SIGNATURE] = "its signature is not at the end of the file",
};

const char *pe_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= ARRAY_SIZE(error_text))
		return "unknown error";
	return error_text[index];
}

static void read_sections(const uint8_t *table, struct pe *pe)
{
	uint32_t i;

	for (i = 0; i < pe->count; i++, table += SEC_SIZE) {
		struct pe_section *section = &pe->sections[i];

		memcpy(section->name, table, sizeof(section->name));
		section->memory = le32_ld(table + SEC_MEMORY);
		section->address = le32_ld(table + SEC_ADDRESS);
		section->bytes = le32_ld(table + SEC_BYTES);
		section->offset = le32_ld(table + SEC_OFFSET);
		section->flags = le32_ld(table + SEC_FLAGS);
	}
}

int pe_read(const uint8_t *bytes, size_t size, struct pe *ret_pe)
{
	struct pe pe = { 0 };
	const uint8_t *coff;
	const uint8_t *opt;
	size_t opt_size;
	size_t left;

	if (size < DOS_SIZE || memcmp(bytes, "MZ", 2) != 0 ||
	    le32_ld(bytes + DOS_PE_OFFSET) == 0)
		return PE_E_NONE;
	left = le32_ld(bytes + DOS_PE_OFFSET);
	if (left > size || size - left < COFF_SIZE)
		return PE_E_CUT;
	coff = bytes + left;
	left = size - left - COFF_SIZE;
	if (le32_ld(coff + COFF_MAGIC) != MAGIC_PE)
		return PE_E_NONE;
	opt = coff + COFF_SIZE;
	opt_size = le16_ld(coff + COFF_OPTIONAL_SIZE);
	pe.count = le16_ld(coff + COFF_SECTIONS);
	if (le16_ld(coff + COFF_MACHINE) != MACHINE_ARM64 ||
	    opt_size < OPT_DIRECTORIES + sizeof(uint32_t))
		return PE_E_KIND;
	if (pe.count == 0 || pe.count > PE_SECTIONS_MAX)
		return PE_E_SECTIONS;
	if (left < opt_size + (size_t)pe.count * SEC_SIZE)
		return PE_E_CUT;
	if (le16_ld(opt + OPT_MAGIC) != MAGIC_PE32_PLUS ||
	    le16_ld(opt + OPT_SUBSYSTEM) != SUBSYSTEM_EFI)
		return PE_E_KIND;
	pe.entry = le32_ld(opt + OPT_ENTRY);
	pe.alignment = le32_ld(opt + OPT_SECTION_ALIGN);
	pe.memory = le32_ld(opt + OPT_IMAGE_SIZE);
	pe.headers = le32_ld(opt + OPT_HEADERS_SIZE);
	pe.major = le16_ld(opt + OPT_IMAGE_MAJOR);
	pe.minor = le16_ld(opt + OPT_IMAGE_MINOR);
	pe.flags = le16_ld(opt + OPT_DLL_FLAGS);
	if (le32_ld(opt + OPT_DIRECTORIES) >= CERTIFICATES_NEEDED &&
	    opt_size >= OPT_CERTIFICATES + 8) {
		pe.signature = le32_ld(opt + OPT_CERTIFICATES);
		pe.signature_size = le32_ld(opt + OPT_CERTIFICATES + 4);
	}
	read_sections(opt + opt_size, &pe);
	*ret_pe = pe;
	return PE_OK;
}

int pe_check(const struct pe *pe, size_t size)
{
	uint64_t end = pe->headers;
	uint32_t i;

	for (i = 0; i < pe->count; i++) {
		const struct pe_section *section = &pe->sections[i];

		if (section->offset > end)
			return PE_E_GAP;
		if (section->offset < end)
			return PE_E_OVERLAP;
		end += section->bytes;
	}
	if (pe->signature_size == 0)
		return end == size ? PE_OK : PE_E_END;
	if (pe->signature < end ||
	    (uint64_t)pe->signature + pe->signature_size != size)
		return PE_E_SIGNATURE;
	return pe->signature == end ? PE_OK : PE_E_END;
}

bool pe_is_flat(const struct pe *pe, size_t size)
{
	const struct pe_section *first = &pe->sections[0];
	uint64_t end = pe->headers;
	uint32_t i;

	for (i = 0; i < pe->count; i++) {
		const struct pe_section *section = &pe->sections[i];

		if (section->address != section->offset ||
		    section->address < end)
			return false;
		end = (uint64_t)section->offset + section->bytes;
		if (end > size)
			return false;
	}
	return pe->count && (first->flags & PE_EXECUTE) &&
	       pe->entry >= first->address &&
	       pe->entry - first->address < first->bytes;
}

/* Bytes of the sections that are, or are not, code. */
static uint32_t sum(const struct pe *pe, bool code)
{
	uint32_t bytes = 0;
	uint32_t i;

	for (i = 0; i < pe->count; i++)
		if (!!(pe->sections[i].flags & PE_CODE) == code)
			bytes += pe->sections[i].bytes;
	return bytes;
}

void pe_write(const struct pe *pe, uint8_t *bytes)
{
	uint8_t *coff = bytes + PE_OFFSET;
	uint8_t *opt = coff + COFF_SIZE;
	uint8_t *table = opt + OPT_SIZE;
	uint32_t i;

	memset(coff, 0, COFF_SIZE + OPT_SIZE + pe->count * SEC_SIZE);
	le32_st(bytes + DOS_PE_OFFSET, PE_OFFSET);

	le32_st(coff + COFF_MAGIC, MAGIC_PE);
	le16_st(coff + COFF_MACHINE, MACHINE_ARM64);
	le16_st(coff + COFF_SECTIONS, (uint16_t)pe->count);
	le16_st(coff + COFF_OPTIONAL_SIZE, OPT_SIZE);
	le16_st(coff + COFF_FLAGS, FLAGS_OF_LINUX);

	le16_st(opt + OPT_MAGIC, MAGIC_PE32_PLUS);
	le32_st(opt + OPT_CODE_SIZE, sum(pe, true));
	le32_st(opt + OPT_DATA_SIZE, sum(pe, false));
	le32_st(opt + OPT_ENTRY, pe->entry);
	le32_st(opt + OPT_CODE_BASE, pe->headers);
	le32_st(opt + OPT_SECTION_ALIGN, pe->alignment);
	le32_st(opt + OPT_FILE_ALIGN, PE_FILE_ALIGN);
	le16_st(opt + OPT_IMAGE_MAJOR, pe->major);
	le16_st(opt + OPT_IMAGE_MINOR, pe->minor);
	le32_st(opt + OPT_IMAGE_SIZE, pe->memory);
	le32_st(opt + OPT_HEADERS_SIZE, pe->headers);
	le16_st(opt + OPT_SUBSYSTEM, SUBSYSTEM_EFI);
	le16_st(opt + OPT_DLL_FLAGS, pe->flags);
	le32_st(opt + OPT_DIRECTORIES, DIRECTORIES);
	le32_st(opt + OPT_CERTIFICATES, pe->signature);
	le32_st(opt + OPT_CERTIFICATES + 4, pe->signature_size);

	for (i = 0; i < pe->count; i++, table += SEC_SIZE) {
		const struct pe_section *section = &pe->sections[i];

		memcpy(table, section->name, sizeof(section->name));
		le32_st(table + SEC_MEMORY, section->memory);
		le32_st(table + SEC_ADDRESS, section->address);
		le32_st(table + SEC_BYTES, section->bytes);
		le32_st(table + SEC_OFFSET, section->offset);
		le32_st(table + SEC_FLAGS, section->flags);
	}
}
