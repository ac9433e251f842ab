/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/chosen.h"

#include "io.h"
#include "job/cache.h"
#include "job/fdt.h"

/* Before the value of a property: its token, size, and name. */
#define PROP_SIZE	12u

/* What opens /chosen: its token, and its name in two words. */
#define BEGIN_SIZE	12u
#define NAME_1		0x63686f73u	/* "chos" */
#define NAME_2		0x656e0000u	/* "en" */

struct walk {
	uint64_t at, end;
};

/* Zero, which is no token, where there is no more. */
static uint32_t next(struct walk *walk)
{
	uint64_t at = walk->at;

	walk->at = at + 4;
	return walk->at <= walk->end ? fdt_read(at) : 0;
}

/* What is there has an end. */
static bool text_is(uint64_t at, const char *text)
{
	do {
		if ((char)io_read8(at++) != *text)
			return false;
	} while (*text++);
	return true;
}

/*
 * Do the blocks of that tree, which may be read, follow one another, and do
 * reservations and strings have their ends?
 */
static bool check_blocks(uint64_t tree, uint32_t total)
{
	uint32_t structure = fdt_read(tree + FDT_AT_STRUCTURE);
	uint32_t strings = fdt_read(tree + FDT_AT_STRINGS);
	uint64_t end = strings;
	struct walk walk = { tree + fdt_read(tree + FDT_AT_RESERVATIONS),
			     tree + structure };
	uint32_t any, i;

	end += fdt_read(tree + FDT_AT_STRINGS_SIZE);
	if (fdt_read(tree + FDT_AT_VERSION) < FDT_VERSION ||
	    fdt_read(tree + FDT_AT_COMPATIBLE) > FDT_VERSION ||
	    (walk.at | walk.end) % 4 || walk.at < tree + FDT_HEADER_SIZE ||
	    end > total ||
	    structure + (uint64_t)fdt_read(tree + FDT_AT_STRUCTURE_SIZE) >
	    strings || (end > strings && io_read8(tree + end - 1)))
		return false;
	/* Reservations: pairs of 64 bits, up to one of zeros. */
	do {
		for (i = any = 0; i < 4; i++)
			any |= next(&walk);
	} while (any);
	return walk.at <= walk.end;
}

bool chosen_find(uint64_t tree, struct chosen *ret_chosen)
{
	struct chosen chosen = { .tree = tree, .make = true };
	uint32_t depth = 0, total, names, token, size, name;
	bool inside = false;
	struct walk walk;

	cache_invalidate(tree, FDT_HEADER_SIZE, false);
	total = fdt_read(tree + FDT_AT_SIZE);
	if (fdt_read(tree + FDT_AT_MAGIC) != FDT_MAGIC || total > FDT_SIZE_MAX)
		return false;
	cache_invalidate(tree, total, false);
	if (!check_blocks(tree, total))
		return false;
	names = fdt_read(tree + FDT_AT_STRINGS_SIZE);
	walk.at = tree + fdt_read(tree + FDT_AT_STRUCTURE);
	walk.end = walk.at + fdt_read(tree + FDT_AT_STRUCTURE_SIZE);
	for (;;) {
		uint64_t at = walk.at;

		token = next(&walk);
		if (token == FDT_PROP && depth) {
			size = next(&walk);
			name = next(&walk);
			walk.at += ((uint64_t)size + 3) & ~UINT64_C(3);
			if (name >= names)
				return false;
			if (!inside ||
			    !text_is(tree + fdt_read(tree + FDT_AT_STRINGS) +
				     name, CHOSEN_LOG))
				continue;
			if (chosen.old)
				return false;
			chosen.old = (uint32_t)(at - tree);
			chosen.old_end = (uint32_t)(walk.at - tree);
		} else if (token == FDT_BEGIN_NODE && (depth || !chosen.at)) {
			/* Up to the word that has a zero byte. */
			do {
				name = next(&walk);
			} while (!((name - 0x01010101u) & ~name & 0x80808080u));
			inside = depth++ == 1 && walk.at <= walk.end &&
				 text_is(at + 4, "chosen");
			if (inside && chosen.make) {
				chosen.at = (uint32_t)(walk.at - tree);
				chosen.make = false;
			}
		} else if (token == FDT_END_NODE && depth) {
			inside = false;
			if (!--depth && chosen.make)
				chosen.at = (uint32_t)(at - tree);
		} else if (token != FDT_NOP) {
			*ret_chosen = chosen;
			return token == FDT_END && !depth && chosen.at;
		}
	}
}

/* By words where that is possible. Returns the copy's end. */
static uint64_t copy(uint64_t to, uint64_t from, uint64_t end)
{
	uint32_t size;

	for (; from < end; from += size, to += size) {
		size = (to | from) % 4 || end - from < 4 ? 1 : 4;
		if (size == 4)
			io_write32(to, io_read32(from));
		else
			io_write8(to, io_read8(from));
	}
	return to;
}

/* That word of the copy's header is larger than the tree's. */
static void grow(uint64_t to, uint64_t tree, uint32_t at, uint32_t more)
{
	fdt_write(to + at, fdt_read(tree + at) + more);
}

bool chosen_insert(const struct chosen *chosen, uint64_t to, uint64_t room,
		   uint64_t text, uint32_t size)
{
	uint64_t tree = chosen->tree, from = tree + chosen->at, at;
	uint64_t strings = fdt_read(tree + FDT_AT_STRINGS);
	uint32_t name = fdt_read(tree + FDT_AT_STRINGS_SIZE);
	uint64_t end = tree + strings + name;
	uint32_t grown = PROP_SIZE + (size & ~3u) + 4, named = sizeof(CHOSEN_LOG);
	uint32_t i;

	if (chosen->old) {
		grown -= chosen->old_end - chosen->old;
		name = fdt_read(tree + chosen->old + 8);
		named = 0;
	}
	if (chosen->make)
		grown += BEGIN_SIZE + 4;
	/* Less than nothing, if the older one was longer. */
	if (end - tree + (uint64_t)(int32_t)grown + named > room)
		return false;

	/* As dtb_copy() does. */
	cache_invalidate(to, room, false);
	at = copy(to, tree, from);
	if (chosen->make) {
		fdt_write(at, FDT_BEGIN_NODE);
		fdt_write(at + 4, NAME_1);
		fdt_write(at + 8, NAME_2);
		at += BEGIN_SIZE;
	}
	fdt_write(at, FDT_PROP);
	fdt_write(at + 4, size + 1);
	fdt_write(at + 8, name);
	at = copy(at + PROP_SIZE, text, text + (size & ~3u) + 4);
	if (chosen->make) {
		fdt_write(at, FDT_END_NODE);
		at += 4;
	}
	if (chosen->old) {
		at = copy(at, from, tree + chosen->old);
		from = tree + chosen->old_end;
	}
	at = copy(at, from, end);
	for (i = 0; i < named; i++)
		io_write8(at++, (uint8_t)CHOSEN_LOG[i]);
	fdt_write(to + FDT_AT_SIZE, (uint32_t)(at - to));
	grow(to, tree, FDT_AT_STRINGS, grown);
	grow(to, tree, FDT_AT_STRINGS_SIZE, named);
	grow(to, tree, FDT_AT_STRUCTURE_SIZE, grown);
	io_barrier();
	cache_invalidate(to, room, true);
	return true;
}
