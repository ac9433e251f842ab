/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/log.h"

#include "finder/memory.h"
#include "finder/tree.h"
#include "io.h"
#include "job/cache.h"

/* Devicetree Specification v0.4, 5.2 and 5.4: what changes of the header. */
#define AT_SIZE		4u
#define AT_STRINGS	12u
#define AT_RESERVATIONS	16u
#define AT_STRINGS_SIZE	32u
#define AT_STRUCTURE_SIZE 36u
#define PROP		3u

/* A tag, two cells, up to four zero bytes, and the name. */
#define ADDED_MAX	32u

static const char name[] = "kexec-smmu,log";

static void put(uint64_t at, uint32_t word)
{
	io_write32(at, __builtin_bswap32(word));
}

static uint64_t copy(uint64_t to, uint64_t from, uint64_t end)
{
	for (; from < end; from++, to++)
		io_write8(to, io_read8(from));
	return to;
}

bool log_insert(uint64_t to, uint64_t room, uint64_t text, uint32_t size)
{
	uint64_t structure = finder.structure, at;
	uint32_t added = (size & ~3u) + 4, grown = 12 + added;
	uint32_t strings = (uint32_t)(finder.strings - finder.tree);
	uint32_t from = finder.chosen, skipped = from;
	uint64_t used = finder.strings_end;
	struct finder_property old;
	uint32_t i;

	used += strings;
	if (finder.failure || !from || finder.strings < structure ||
	    __builtin_bswap32(io_read32(finder.tree + AT_RESERVATIONS)) >
	    structure - finder.tree || used + size + ADDED_MAX > room)
		return false;
	room = used + size + ADDED_MAX;
	old = tree_find(from, name);
	if (old.at) {
		from = old.at - 12;
		skipped = old.at + ((old.size + 3) & ~3u);
		grown -= skipped - from;
	}
	cache_invalidate(to, room, false);
	at = copy(to, finder.tree, structure + finder.chosen);
	put(at, PROP);
	put(at + 4, size + 1);
	put(at + 8, finder.strings_end);
	at = copy(at + 12, text, text + added);
	at = copy(at, structure + finder.chosen, structure + from);
	at = copy(at, structure + skipped, finder.tree + used);
	/* The last of the strings; what was behind them is nothing's. */
	for (i = 0; i < sizeof(name); i++)
		io_write8(at++, (uint8_t)name[i]);
	put(to + AT_SIZE, (uint32_t)(at - to));
	put(to + AT_STRINGS, strings + grown);
	put(to + AT_STRINGS_SIZE, finder.strings_end + (uint32_t)sizeof(name));
	put(to + AT_STRUCTURE_SIZE, finder.end + grown);
	cache_invalidate(to, room, true);
	return true;
}
