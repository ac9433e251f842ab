/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage's copier of a device tree, by libFuzzer, against another reader of
 * trees: what is well-formed, with its blocks in order and not more than one log,
 * is copied, if there is room, and nothing else is;
 * all but logs is in the copy as it was, and one log with the text. The first
 * two bytes of an input say how much room there is beyond tree and text, less
 * 64, and how long the text is; the rest is the tree.
 *
 * fuzz-sources: purgatory/platform/chosen.c purgatory/job/cache.c
 * fuzz-sources: tests/stage/tree-walk.c
 */
#include <stdlib.h>
#include <string.h>

#include "io.h"
#include "platform/chosen.h"
#include "stage/tree-walk.h"

#define TREE_MAX	4096u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

uint32_t io_read8(uint64_t address)
{
	return *(const uint8_t *)(uintptr_t)address;
}

void io_write8(uint64_t address, uint32_t value)
{
	*(uint8_t *)(uintptr_t)address = (uint8_t)value;
}

uint32_t io_read32(uint64_t address)
{
	return *(const uint32_t *)(uintptr_t)address;
}

void io_write32(uint64_t address, uint32_t value)
{
	*(uint32_t *)(uintptr_t)address = value;
}

void io_barrier(void)
{
}

uint64_t io_cache_type(void)
{
	return 0;
}

void io_cache_invalidate(uint64_t address, bool drop)
{
	(void)address;
	(void)drop;
}

static void *exactly(const void *bytes, size_t size)
{
	void *block = NULL;

	demand(!posix_memalign(&block, 64, size ? size : 1));
	if (bytes)
		memcpy(block, bytes, size);
	return block;
}

/* What the copy is to be, but for the log. */
static void check_nodes(const struct tree_walk *from,
			const struct tree_walk *to)
{
	static const uint8_t made[] = "Bchosen\0E";
	size_t before = from->root_end;
	size_t more = from->chosen ? 0 : sizeof(made) - 1;

	demand(to->size == from->size + more);
	demand(!memcmp(to->bytes, from->bytes, before));
	demand(!memcmp(to->bytes + before, made, more));
	demand(!memcmp(to->bytes + before + more, from->bytes + before,
		       from->size - before));
}

static void check_copy(const struct tree_walk *from, const uint8_t *copy,
		       size_t room, const uint8_t *text, size_t text_size)
{
	struct tree_walk to;

	demand(tree_walk(copy, room, &to));
	check_nodes(from, &to);
	demand(to.logs == 1 && to.chosen == from->chosen + !from->chosen);
	demand(to.log_size == text_size + 1);
	demand(!memcmp(to.log, text, text_size + 1));
	demand(to.reserved_size == from->reserved_size);
	demand(!memcmp(to.reserved, from->reserved, to.reserved_size));
	demand(to.names == from->names + !from->logs);
	tree_walk_clear(&to);
}

/* A word of the header. */
static size_t word_of(const uint8_t *tree, size_t at)
{
	uint32_t word;

	memcpy(&word, tree + at, sizeof(word));
	return __builtin_bswap32(word);
}

/* Header, reservations, structure, strings. */
static bool is_ordered(const uint8_t *tree, const struct tree_walk *from)
{
	return word_of(tree, 16) >= 40 &&
	       word_of(tree, 16) + from->reserved_size <= word_of(tree, 8) &&
	       word_of(tree, 8) + word_of(tree, 36) <= word_of(tree, 12);
}

/* Bytes that the copy takes. */
static size_t size_of(const uint8_t *tree, const struct tree_walk *from,
		      size_t text_size)
{
	size_t size = word_of(tree, 12) + from->strings_size +
		      (from->chosen ? 0 : 16) + 12 + (text_size + 4) / 4 * 4;

	return from->logs ? size - 12 - (from->log_size + 3) / 4 * 4 :
			    size + 15;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room, text_size, needed;
	struct tree_walk from;
	uint8_t *tree, *copy, *text;
	struct chosen chosen;
	uint32_t total;
	bool copied;

	if (size < 2 + 40 || size - 2 > TREE_MAX)
		return 0;
	memcpy(&total, data + 2 + 4, sizeof(total));
	total = __builtin_bswap32(total);
	/* A tree that says to be larger than it is would be read beyond. */
	if (total > size - 2)
		return 0;
	text_size = data[1];
	text = exactly(NULL, text_size / 4 * 4 + 4);
	memset(text, 0, text_size / 4 * 4 + 4);
	memset(text, 'x', text_size);
	room = size + text_size + data[0];
	room = room > 64 ? (room - 64) / 8 * 8 : 0;
	copy = exactly(NULL, room);
	tree = exactly(data + 2, size - 2);
	copied = chosen_find((uintptr_t)tree, &chosen) &&
		 chosen_insert(&chosen, (uintptr_t)copy, room,
			       (uintptr_t)text, (uint32_t)text_size);
	if (tree_walk(data + 2, size - 2, &from)) {
		needed = size_of(data + 2, &from, text_size);
		demand(copied == (needed <= room && from.logs < 2 &&
				  is_ordered(data + 2, &from)));
		if (copied)
			check_copy(&from, copy, room, text, text_size);
		tree_walk_clear(&from);
	} else {
		demand(!copied);
	}
	demand(!memcmp(tree, data + 2, size - 2));
	free(tree);
	free(copy);
	free(text);
	return 0;
}
