/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/tree-walk.h"

#include <stdlib.h>
#include <string.h>

#define LOG	"kexec-smmu,log"

/* What is read, and what is made of it. */
struct reader {
	const uint8_t *at, *end;
	const uint8_t *strings;
	size_t strings_size;
	struct tree_walk *walk;
};

static uint32_t be32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool next(struct reader *reader, uint32_t *ret_word)
{
	if (reader->end - reader->at < 4)
		return false;
	*ret_word = be32(reader->at);
	reader->at += 4;
	return true;
}

static void keep(struct reader *reader, const void *bytes, size_t size)
{
	struct tree_walk *walk = reader->walk;

	memcpy(walk->bytes + walk->size, bytes, size);
	walk->size += size;
}

/* Goes on behind it, which has to be there. */
static bool skip(struct reader *reader, size_t size)
{
	size = (size + 3) & ~(size_t)3;
	if (size > (size_t)(reader->end - reader->at))
		return false;
	reader->at += size;
	return true;
}

static bool read_begin(struct reader *reader, unsigned int depth,
		       bool *ret_chosen)
{
	const uint8_t *name = reader->at;
	const uint8_t *zero = memchr(name, 0, (size_t)(reader->end - name));

	if (!zero || !skip(reader, (size_t)(zero - name) + 1))
		return false;
	*ret_chosen = depth == 1 && !strcmp((const char *)name, "chosen");
	reader->walk->chosen += *ret_chosen;
	keep(reader, "B", 1);
	keep(reader, name, (size_t)(zero - name) + 1);
	return true;
}

static bool read_property(struct reader *reader, bool chosen)
{
	const uint8_t *value;
	const char *name;
	uint32_t length, at;

	if (!next(reader, &length) || !next(reader, &at) ||
	    at >= reader->strings_size)
		return false;
	value = reader->at;
	name = (const char *)reader->strings + at;
	if (length > (size_t)(reader->end - value) || !skip(reader, length))
		return false;
	if (chosen && !strcmp(name, LOG)) {
		reader->walk->logs++;
		reader->walk->log = value;
		reader->walk->log_size = length;
		return true;
	}
	keep(reader, "P", 1);
	keep(reader, name, strlen(name) + 1);
	keep(reader, &length, sizeof(length));
	keep(reader, value, length);
	return true;
}

static bool read_nodes(struct reader *reader)
{
	unsigned int depth = 0;
	bool chosen = false;
	bool ended = false;
	uint32_t token;

	while (next(reader, &token)) {
		if (token == 4)
			continue;
		if (token == 9)
			return ended;
		if (ended)
			return false;
		if (token == 1) {
			if (!read_begin(reader, depth++, &chosen))
				return false;
		} else if (token == 2 && depth > 0) {
			chosen = false;
			ended = --depth == 0;
			reader->walk->root_end = reader->walk->size;
			keep(reader, "E", 1);
		} else if (token != 3 || depth == 0 ||
			   !read_property(reader, chosen)) {
			return false;
		}
	}
	return false;
}

/* Up to the pair of zeros. */
static bool read_reserved(struct reader *reader)
{
	static const uint8_t zeros[16];

	reader->walk->reserved = reader->at;
	while (reader->end - reader->at >= 16) {
		bool last = !memcmp(reader->at, zeros, 16);

		reader->at += 16;
		if (!last)
			continue;
		reader->walk->reserved_size = (size_t)(reader->at -
						reader->walk->reserved);
		return true;
	}
	return false;
}

static bool read_blocks(const uint8_t *tree, size_t total,
			struct reader *reader)
{
	size_t nodes = be32(tree + 8), nodes_size = be32(tree + 36);
	size_t strings = be32(tree + 12), strings_size = be32(tree + 32);
	size_t reserved = be32(tree + 16);
	size_t i;

	if (nodes > total || nodes_size > total - nodes || reserved > total ||
	    strings > total || strings_size > total - strings ||
	    (nodes | reserved) % 4 ||
	    (strings_size && tree[strings + strings_size - 1]))
		return false;
	reader->strings = tree + strings;
	reader->strings_size = reader->walk->strings_size = strings_size;
	for (i = 0; i + sizeof(LOG) <= strings_size; i++)
		reader->walk->names += !memcmp(tree + strings + i, LOG,
					       sizeof(LOG));
	reader->at = tree + reserved;
	reader->end = tree + total;
	if (!read_reserved(reader))
		return false;
	reader->at = tree + nodes;
	reader->end = reader->at + nodes_size;
	return read_nodes(reader);
}

bool tree_walk(const uint8_t *tree, size_t size, struct tree_walk *ret_walk)
{
	struct tree_walk walk = { 0 };
	struct reader reader = { .walk = &walk };
	size_t total;

	if (size < 40 || be32(tree) != 0xd00dfeed || be32(tree + 20) < 17 ||
	    be32(tree + 24) > 17)
		return false;
	total = be32(tree + 4);
	if (total > size || total > 2u << 20)
		return false;
	/* A property of 12 bytes may have a name as long as all strings. */
	walk.bytes = malloc(8 + 2 * total + total / 12 * (total + 8));
	if (walk.bytes && read_blocks(tree, total, &reader)) {
		*ret_walk = walk;
		return true;
	}
	free(walk.bytes);
	return false;
}

void tree_walk_clear(struct tree_walk *walk)
{
	free(walk->bytes);
	memset(walk, 0, sizeof(*walk));
}
