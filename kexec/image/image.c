/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/image.h"

#include <string.h>

#include "smmu-plan.h"
#include "util/little-endian.h"
#include "util/macros.h"

/* The header, by its offsets in booting.rst. */
#define CODE0		0x00u
#define CODE1		0x04u
#define TEXT_OFFSET	0x08u
#define IMAGE_SIZE	0x10u
#define FLAGS		0x18u
#define RESERVED	0x20u
#define MAGIC		0x38u
#define PE_AT		0x3cu

#define MAGIC_ARM64	UINT32_C(0x644d5241)	/* "ARM\x64" */
#define FLAG_BE		UINT64_C(1)		/* big-endian */
#define FLAG_ANYWHERE	UINT64_C(8)		/* any 2 MiB aligned base */

/* An unconditional branch: words forward in the low 26 bits. */
#define INSN_B		UINT32_C(0x14000000)
#define INSN_B_MASK	UINT32_C(0xfc000000)
#define INSN_B_WORDS	UINT32_C(0x03ffffff)

/* ccmp x18, #0, #0xd, pl: changes only flags, and its bytes are "MZ". */
#define INSN_MZ		UINT32_C(0xfa405a4d)

/* PE/COFF: the file header after the signature, and section headers. */
#define PE_SIGNATURE	UINT32_C(0x00004550)	/* "PE\0\0" */
#define PE_SECTIONS	6u
#define PE_OPTIONAL	20u
#define PE_HEADER	24u
#define SECTION_SIZE	40u
#define SECTION_RAW_SIZE	16u
#define SECTION_RAW_OFFSET	20u

static const char *const error_text[] = {
	[-IMAGE_OK] = "no error",
	[-IMAGE_E_KIND] = "not an arm64 Image",
	[-IMAGE_E_OLD] = "its image_size is 0: older than Linux 3.17, or not "
			 "Linux; pad it by the size of its .bss and use "
			 "kexec-smmu-wrap --raw",
	[-IMAGE_E_ENDIAN] = "a big-endian Image, but the stage is "
			    "little-endian code",
	[-IMAGE_E_WRAPPED] = "already wrapped",
	[-IMAGE_E_CUT] = "truncated: its sections extend past its end",
	[-IMAGE_E_OFFSET] = "its text_offset is negative or not a multiple of "
			    "4; use kexec-smmu-wrap --raw, with --load-offset "
			    "if it is linked for a fixed place",
	[-IMAGE_E_SIZE] = "too large to be loaded",
	[-IMAGE_E_ROOM] = "the load offset is not a multiple of 4, or overlaps "
			  "the stage",
};

const char *image_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= ARRAY_SIZE(error_text))
		return "unknown error";
	return error_text[index];
}

static bool has_header(const uint8_t *bytes, size_t size)
{
	return size >= IMAGE_HEADER_SIZE &&
	       le32_ld(bytes + MAGIC) == MAGIC_ARM64;
}

static bool begins(const uint8_t *bytes, size_t size, const char *with,
		   size_t length)
{
	return size >= length && memcmp(bytes, with, length) == 0;
}

/*
 * Magics: Linux's Makefile.lib and the formats' own documents; uImage and FIT,
 * U-Boot; boot images, Android's bootimg.h and ChromeOS' vboot_struct.h.
 */
struct image_kind image_kind(const uint8_t *bytes, size_t size)
{
	static const struct {
		const char *magic;
		size_t length;
		struct image_kind kind;
	} kinds[] = {
		{ "MZ\0\0zimg", 8, { "an EFI zboot image", NULL } },
		{ "MZ", 2, { "an EFI program, perhaps a unified kernel image",
			     "objcopy -O binary --only-section=.linux FILE Image" } },
		{ "\177ELF", 4, { "an ELF file",
				  "objcopy -O binary FILE Image" } },
		{ "\x27\x05\x19\x56", 4, { "a uImage",
					    "dumpimage -p 0 -o Image FILE" } },
		{ "\xd0\x0d\xfe\xed", 4, { "a FIT image or device tree",
			"dumpimage -T flat_dt -p 0 -o Image FILE" } },
		{ "ANDROID!", 8, { "an Android boot image",
				   "unpack_bootimg --boot_img FILE --out DIR" } },
		{ "VNDRBOOT", 8, { "an Android vendor boot image, which has no kernel",
				   NULL } },
		{ "CHROMEOS", 8, { "a ChromeOS kernel partition",
			"vbutil_kernel --get-vmlinuz FILE --vmlinuz-out Image" } },
		{ "\x1f\x8b", 2, { "gzip-compressed",
				   "gzip -dc FILE >Image" } },
		{ "\x28\xb5\x2f\xfd", 4, { "zstd-compressed",
					    "zstd -dc FILE >Image" } },
		{ "\xfd" "7zXZ", 5, { "xz-compressed",
				      "xz -dc FILE >Image" } },
		{ "BZh", 3, { "bzip2-compressed", "bzip2 -dc FILE >Image" } },
		{ "\x5d\x00\x00", 3, { "lzma-compressed",
				       "xz -F lzma -dc FILE >Image" } },
		{ "\x04\x22\x4d\x18", 4, { "an lz4 frame",
					    "lz4 -dc FILE >Image" } },
		{ "\x02\x21\x4c\x18", 4, { "lz4-compressed",
					    "lz4 -dc FILE >Image" } },
		{ "\x89LZO", 4, { "lzo-compressed", "lzop -dc FILE >Image" } },
	};
	size_t i;

	if (size == 0)
		return (struct image_kind){ "empty", NULL };
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (begins(bytes, size, kinds[i].magic, kinds[i].length))
			return kinds[i].kind;
	return (struct image_kind){ "of an unknown type", NULL };
}

/*
 * Recognised by the target of the first instruction, wherever that is; after
 * "MZ", which is an instruction without effect, by that of the second.
 */
size_t image_stage_offset(const uint8_t *bytes, size_t size)
{
	size_t at = begins(bytes, size, "MZ", 2) ? CODE1 : CODE0;
	uint32_t code;
	size_t stage;

	if (!has_header(bytes, size))
		return 0;
	code = le32_ld(bytes + at);
	if ((code & INSN_B_MASK) != INSN_B)
		return 0;
	stage = at + (size_t)(code & INSN_B_WORDS) * 4;
	if (stage > size ||
	    size - stage < SMMU_STAGE_INFO_OFFSET + sizeof(uint64_t) ||
	    le64_ld(bytes + stage + SMMU_STAGE_INFO_OFFSET) !=
	    SMMU_STAGE_MAGIC)
		return 0;
	return stage;
}

/* An Image that is an EFI program, too, says which of its bytes are used. */
static bool is_cut(const uint8_t *bytes, size_t size)
{
	size_t pe = le32_ld(bytes + PE_AT);
	size_t section;
	unsigned int count;

	if (!begins(bytes, size, "MZ", 2) || pe == 0)
		return false;
	if (pe > size || size - pe < PE_HEADER)
		return true;
	if (le32_ld(bytes + pe) != PE_SIGNATURE)
		return false;
	section = pe + PE_HEADER + le16_ld(bytes + pe + PE_OPTIONAL);
	for (count = le16_ld(bytes + pe + PE_SECTIONS); count; count--) {
		uint64_t end;

		if (section > size || size - section < SECTION_SIZE)
			return true;
		end = (uint64_t)le32_ld(bytes + section + SECTION_RAW_SIZE) +
		      le32_ld(bytes + section + SECTION_RAW_OFFSET);
		if (end > size)
			return true;
		section += SECTION_SIZE;
	}
	return false;
}

int image_parse(const uint8_t *bytes, size_t size, struct image *ret_image)
{
	struct image image;

	if (!has_header(bytes, size))
		return IMAGE_E_KIND;
	if (image_stage_offset(bytes, size))
		return IMAGE_E_WRAPPED;
	image.text_offset = le64_ld(bytes + TEXT_OFFSET);
	image.size = le64_ld(bytes + IMAGE_SIZE);
	image.flags = le64_ld(bytes + FLAGS);
	if (image.size == 0)
		return IMAGE_E_OLD;
	if (image.flags & FLAG_BE)
		return IMAGE_E_ENDIAN;
	if (image.text_offset % 4 != 0 || image.text_offset > INT64_MAX)
		return IMAGE_E_OFFSET;
	if (is_cut(bytes, size))
		return IMAGE_E_CUT;
	image.is_efi = pe_read(bytes, size, &image.pe) == PE_OK &&
		       pe_is_flat(&image.pe, size);
	*ret_image = image;
	return IMAGE_OK;
}

static uint64_t round_up(uint64_t value, uint64_t multiple)
{
	return (value + multiple - 1) & ~(multiple - 1);
}

static uint64_t round_down(uint64_t value, uint64_t multiple)
{
	return value & ~(multiple - 1);
}

/*
 * The file's end is padded, for what signs it, and memory goes beyond, for the
 * signature: the kernel wants image_size to cover it. Loaders round the end up,
 * to pages or to 2 MiB.
 */
static int finish(struct image_layout *layout, uint64_t memory,
		  struct image_layout *ret_layout)
{
	uint64_t most = INT64_MAX - layout->text_offset -
			layout->payload_offset - IMAGE_ALIGN;

	if (memory > most || layout->payload_size > most)
		return IMAGE_E_SIZE;
	layout->tail_offset = round_up(layout->payload_offset +
				       layout->payload_size, PE_FILE_ALIGN);
	layout->size = layout->tail_offset + IMAGE_TAIL_SIZE +
		       IMAGE_SIGNATURE_ROOM;
	if (layout->size < layout->payload_offset + memory)
		layout->size = layout->payload_offset + memory;
	layout->size = round_up(layout->size, IMAGE_PE_ALIGN);
	layout->has_pe = layout->size <= UINT32_MAX - IMAGE_PE_ALIGN;
	*ret_layout = *layout;
	return IMAGE_OK;
}

int image_lay_out(const struct image *payload, uint64_t bytes,
		  uint64_t memory_size, struct image_layout *ret_layout)
{
	struct image_layout layout = {
		.payload_size = bytes,
		.flags = payload->flags,
	};

	uint64_t stage;

	if (memory_size > IMAGE_BYTES_MAX || bytes > IMAGE_BYTES_MAX ||
	    payload->text_offset > INT64_MAX - IMAGE_ALIGN - IMAGE_BYTES_MAX)
		return IMAGE_E_SIZE;
	stage = round_up(IMAGE_STAGE_OFFSET + memory_size, IMAGE_ALIGN);
	/*
	 * If there is room for the stage in front of it, the payload lies
	 * exactly where it would without; the stage's own code needs alignment.
	 */
	if (payload->text_offset >= stage)
		layout.text_offset = round_down(payload->text_offset - stage,
						IMAGE_PE_ALIGN);
	else
		layout.payload_offset = stage;
	layout.payload_offset += payload->text_offset - layout.text_offset;
	return finish(&layout, payload->size, ret_layout);
}

uint64_t image_memory(const uint8_t *bytes, size_t size)
{
	return has_header(bytes, size) ? le64_ld(bytes + IMAGE_SIZE) : 0;
}

int image_lay_out_raw(uint64_t load_offset, uint64_t bytes,
		      uint64_t payload_memory, uint64_t memory_size,
		      struct image_layout *ret_layout)
{
	struct image_layout layout = {
		.payload_offset = load_offset,
		.payload_size = bytes,
		.flags = FLAG_ANYWHERE,
		.is_raw = true,
	};

	if (load_offset > IMAGE_BYTES_MAX || memory_size > IMAGE_BYTES_MAX ||
	    bytes > IMAGE_BYTES_MAX)
		return IMAGE_E_SIZE;
	if (load_offset % 4 != 0 ||
	    load_offset < IMAGE_STAGE_OFFSET + memory_size)
		return IMAGE_E_ROOM;
	return finish(&layout, payload_memory, ret_layout);
}

void image_head(const struct image_layout *layout, uint8_t *ret_head)
{
	uint32_t words = IMAGE_STAGE_OFFSET / 4;

	if (layout->has_pe) {
		le32_st(ret_head + CODE0, INSN_MZ);
		le32_st(ret_head + CODE1, INSN_B | (words - 1));
	} else {
		le32_st(ret_head + CODE0, INSN_B | words);
		le32_st(ret_head + CODE1, 0);
	}
	le64_st(ret_head + TEXT_OFFSET, layout->text_offset);
	le64_st(ret_head + IMAGE_SIZE, layout->size);
	le64_st(ret_head + FLAGS, layout->flags);
	memset(ret_head + RESERVED, 0, MAGIC - RESERVED);
	le32_st(ret_head + MAGIC, MAGIC_ARM64);
	le32_st(ret_head + PE_AT, 0);
}

uint64_t image_next(const struct image_layout *layout)
{
	return (layout->payload_offset - IMAGE_STAGE_OFFSET) |
	       SMMU_PLAN_NEXT_RELATIVE;
}
