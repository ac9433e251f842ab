/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Token by token, by the Devicetree Specification 0.4, chapter 5. Words are
 * big-endian, and are copied as they are.
 */
#include "platform/chosen.h"

#include "io.h"
#include "job/cache.h"

#define BE32(value)	__builtin_bswap32(value)

/* The words of the tree's header. */
enum {
	MAGIC,
	TOTALSIZE,
	OFF_DT_STRUCT,
	OFF_DT_STRINGS,
	OFF_MEM_RSVMAP,
	VERSION,
	LAST_COMP_VERSION,
	BOOT_CPUID_PHYS,
	SIZE_DT_STRINGS,
	SIZE_DT_STRUCT,
	HEADER_WORDS,
};

#define FDT_MAGIC		0xd00dfeedu
#define FDT_VERSION		17u
#define FDT_BEGIN_NODE		BE32(1u)
#define FDT_END_NODE		BE32(2u)
#define FDT_PROP		BE32(3u)
#define FDT_NOP			BE32(4u)
#define FDT_END			BE32(9u)

#define FDT_SIZE_MAX		0x200000u	/* booting.rst */

/* "chosen" in two words, little-endian; the last byte does not count. */
#define CHOSEN			UINT64_C(0x006e65736f6863)

static const char log_name[] = "kexec-smmu,log";

/* What is read next, what is written next, and the ends of both. */
struct copy {
	uint64_t from, from_end;
	uint64_t to, to_end;
	uint64_t strings, strings_size;
	uint64_t text;
	uint32_t text_size;
	uint32_t name;		/* offset of log_name in the strings */
};

/* What does not fit is noticed at the end. */
static void put(struct copy *copy, uint32_t word)
{
	uint64_t at = copy->to;

	copy->to = at + 4;
	if (at < copy->to_end)
		io_write32(at, word);
}

/* Returns the word: zero, which is no token, where there is no more. */
static uint32_t move(struct copy *copy)
{
	uint64_t at = copy->from;
	uint32_t word;

	copy->from = at + 4;
	word = copy->from <= copy->from_end ? io_read32(at) : 0;
	put(copy, word);
	return word;
}

/* Is that string of the strings block log_name? */
static bool is_log(const struct copy *copy, uint64_t at)
{
	uint32_t i;

	for (i = 0; i < sizeof(log_name); i++, at++)
		if (at >= copy->strings_size ||
		    (char)io_read8(copy->strings + at) != log_name[i])
			return false;
	return true;
}

/* The name of a node. Returns whether it is "chosen". */
static bool copy_name(struct copy *copy)
{
	uint64_t name = 0;
	uint32_t words = 0;
	uint32_t word;

	do {
		word = move(copy);
		name = name >> 32 | (uint64_t)word << 32;
		words++;
		/* Up to the word that has a zero byte. */
	} while (!((word - 0x01010101u) & ~word & 0x80808080u));
	return words == 2 && name << 8 == CHOSEN << 8;
}

static void put_log(struct copy *copy)
{
	uint32_t i;

	put(copy, FDT_PROP);
	put(copy, BE32(copy->text_size + 1));
	put(copy, BE32(copy->name));
	for (i = 0; i <= copy->text_size; i += 4)
		put(copy, io_read32(copy->text + i));
}

/*
 * The structure block, with the log as the first property of /chosen. Returns
 * whether it is well-formed.
 */
static bool copy_nodes(struct copy *copy)
{
	bool in_chosen = false;
	bool done = false;
	uint32_t depth = 0;
	uint64_t end;

	for (;;) {
		uint64_t at = copy->to;
		uint32_t token = move(copy);
		uint32_t name;

		switch (token) {
		case FDT_NOP:
			copy->to = at;
			break;
		case FDT_PROP:
			end = (BE32(move(copy)) + UINT64_C(3)) & ~UINT64_C(3);
			name = BE32(move(copy));
			end += copy->from;
			if (!depth || name >= copy->strings_size ||
			    end > copy->from_end)
				return false;
			while (copy->from < end)
				move(copy);
			if (in_chosen && is_log(copy, name))
				copy->to = at;
			break;
		case FDT_BEGIN_NODE:
			in_chosen = copy_name(copy) && depth == 1;
			/* There is one root. */
			if (!depth++ && done)
				return false;
			if (!in_chosen || done)
				break;
			put_log(copy);
			done = true;
			break;
		case FDT_END_NODE:
			in_chosen = false;
			if (depth == 1 && !done) {
				copy->to = at;
				put(copy, FDT_BEGIN_NODE);
				put(copy, (uint32_t)CHOSEN);
				put(copy, (uint32_t)(CHOSEN >> 32));
				put_log(copy);
				put(copy, FDT_END_NODE);
				put(copy, FDT_END_NODE);
				done = true;
			}
			if (!depth--)
				return false;
			break;
		default:
			return token == FDT_END && !depth && done;
		}
	}
}

/* Is it that of a tree whose blocks lie within totalsize? */
static bool check_header(const uint32_t *header)
{
	uint64_t total = header[TOTALSIZE];

	return header[MAGIC] == FDT_MAGIC && total <= FDT_SIZE_MAX &&
	       header[VERSION] >= FDT_VERSION &&
	       header[LAST_COMP_VERSION] <= FDT_VERSION &&
	       header[OFF_MEM_RSVMAP] % 4 == 0 &&
	       header[OFF_DT_STRUCT] % 4 == 0 &&
	       header[SIZE_DT_STRUCT] % 4 == 0 &&
	       header[OFF_DT_STRUCT] + (uint64_t)header[SIZE_DT_STRUCT] <=
	       total &&
	       header[OFF_DT_STRINGS] + (uint64_t)header[SIZE_DT_STRINGS] <=
	       total;
}

/*
 * What header says there is at from; then header is the copy's. Returns whether
 * it is well-formed.
 */
static bool copy_blocks(struct copy *copy, uint64_t from, uint32_t *header)
{
	uint64_t size = header[SIZE_DT_STRINGS];
	uint64_t to = copy->to;
	uint32_t any, i;

	copy->strings = from + header[OFF_DT_STRINGS];
	copy->strings_size = size;
	/* A name of a property ends with them. */
	if (copy->strings_size &&
	    io_read8(copy->strings + copy->strings_size - 1))
		return false;
	while (copy->name < copy->strings_size && !is_log(copy, copy->name))
		copy->name++;

	copy->to += 4 * HEADER_WORDS;
	copy->from = from + header[OFF_MEM_RSVMAP];
	copy->from_end = from + header[TOTALSIZE];
	header[OFF_MEM_RSVMAP] = (uint32_t)(copy->to - to);
	/* Pairs of 64 bits, up to one of zeros. */
	do {
		for (i = any = 0; i < 4; i++)
			any |= move(copy);
	} while (any);
	if (copy->from > copy->from_end)
		return false;

	copy->from = from + header[OFF_DT_STRUCT];
	copy->from_end = copy->from + header[SIZE_DT_STRUCT];
	header[OFF_DT_STRUCT] = (uint32_t)(copy->to - to);
	if (!copy_nodes(copy))
		return false;
	header[OFF_DT_STRINGS] = (uint32_t)(copy->to - to);
	header[SIZE_DT_STRUCT] = header[OFF_DT_STRINGS] - header[OFF_DT_STRUCT];
	/* With the log's name behind them, if it is not among them. */
	if (copy->name == size)
		size += sizeof(log_name);
	for (i = 0; i < size && copy->to < copy->to_end; i++)
		io_write8(copy->to++, i < copy->strings_size ?
			  io_read8(copy->strings + i) :
			  (uint32_t)log_name[i - copy->strings_size]);
	copy->to += size - i;
	header[TOTALSIZE] = (uint32_t)(copy->to - to);
	header[SIZE_DT_STRINGS] = header[TOTALSIZE] - header[OFF_DT_STRINGS];
	header[VERSION] = FDT_VERSION;
	header[LAST_COMP_VERSION] = FDT_VERSION - 1;
	return copy->to <= copy->to_end;
}

bool chosen_copy(uint64_t from, uint64_t to, uint64_t room, uint64_t text,
		 uint32_t size)
{
	struct copy copy = { .to = to, .text = text, .text_size = size };
	uint32_t header[HEADER_WORDS];
	uint32_t i;

	cache_invalidate(from, sizeof(header), false);
	for (i = 0; i < HEADER_WORDS; i++)
		header[i] = BE32(io_read32(from + 4 * i));
	if (!check_header(header))
		return false;

	/* As dtb_copy() does. */
	cache_invalidate(from, header[TOTALSIZE], false);
	cache_invalidate(to, room, false);
	copy.to_end = to + room;
	if (!copy_blocks(&copy, from, header))
		return false;
	for (i = 0; i < HEADER_WORDS; i++)
		io_write32(to + 4 * i, BE32(header[i]));
	io_barrier();
	cache_invalidate(to, room, true);
	return true;
}
