/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make/corrupt-dts.h"

#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make/corrupt-dts-trees.h"
#include "make/tree.h"
#include "util/macros.h"

struct run {
	corrupt_dts_take take;
	void *context;
	size_t count;
};

/* Hand on what is in bytes, and free it. */
static void give(struct run *run, enum corrupt_dts_result result,
		 uint8_t *bytes, size_t size, const char *what, uint64_t value)
{
	struct corrupt_dts malformed = {
		.result = result, .bytes = bytes, .size = size,
	};

	snprintf(malformed.name, sizeof(malformed.name), "%s-%llx", what,
		 (unsigned long long)value);
	run->take(&malformed, run->context);
	run->count++;
	free(bytes);
}

static uint8_t *copy(const void *bytes, size_t size)
{
	uint8_t *copied = malloc(size ? size : 1);

	if (!copied)
		exit(99);
	return memcpy(copied, bytes, size);
}

/* A header that promises more than there is, and one that does not. */
static void truncations(struct run *run)
{
	size_t size, at;
	uint8_t *blob = corrupt_dts_trees_good(&size);

	for (at = 0; at < size; at += 64) {
		uint8_t *cut = copy(blob, at);

		give(run, CORRUPT_DTS_REFUSED, cut, at, "truncated", at);
		if (at < sizeof(struct fdt_header))
			continue;
		cut = copy(blob, at);
		fdt_set_totalsize(cut, (uint32_t)at);
		give(run, CORRUPT_DTS_REFUSED, cut, at, "truncated-honestly",
		     at);
	}
	free(blob);
}

/* Fields of the header, by their offsets (section 5.2). */
static const struct header_lie {
	const char *name;
	size_t at;
	uint32_t value;
	enum corrupt_dts_result result;
} header_lies[] = {
	{ "magic", 0, 0, CORRUPT_DTS_REFUSED },
	{ "magic", 0, 0xedfe0dd0, CORRUPT_DTS_REFUSED },
	{ "magic", 0, 0xd00dfeee, CORRUPT_DTS_REFUSED },
	{ "totalsize", 4, 0, CORRUPT_DTS_REFUSED },
	{ "totalsize", 4, 39, CORRUPT_DTS_REFUSED },
	{ "totalsize", 4, 0x7fffffff, CORRUPT_DTS_REFUSED },
	{ "totalsize", 4, 0xffffffff, CORRUPT_DTS_REFUSED },
	{ "off-struct", 8, 0, CORRUPT_DTS_REFUSED },
	{ "off-struct", 8, 41, CORRUPT_DTS_REFUSED },
	{ "off-struct", 8, 0x7ffffffc, CORRUPT_DTS_REFUSED },
	{ "off-struct", 8, 0xfffffffc, CORRUPT_DTS_REFUSED },
	{ "off-strings", 12, 0, CORRUPT_DTS_REFUSED },
	{ "off-strings", 12, 0x7fffffff, CORRUPT_DTS_REFUSED },
	{ "off-strings", 12, 0xffffffff, CORRUPT_DTS_REFUSED },
	{ "off-reserved", 16, 0, CORRUPT_DTS_REFUSED },
	{ "off-reserved", 16, 41, CORRUPT_DTS_LISTED },
	{ "off-reserved", 16, 0xfffffff8, CORRUPT_DTS_REFUSED },
	{ "version", 20, 0, CORRUPT_DTS_REFUSED },
	{ "version", 20, 1, CORRUPT_DTS_REFUSED },
	{ "version", 20, 15, CORRUPT_DTS_REFUSED },
	{ "last-version", 24, 18, CORRUPT_DTS_REFUSED },
	{ "last-version", 24, 0xffffffff, CORRUPT_DTS_REFUSED },
	{ "size-strings", 32, 0, CORRUPT_DTS_REFUSED },
	{ "size-strings", 32, 5, CORRUPT_DTS_REFUSED },
	{ "size-strings", 32, 0x7fffffff, CORRUPT_DTS_REFUSED },
	{ "size-strings", 32, 0xffffffff, CORRUPT_DTS_REFUSED },
	{ "size-struct", 36, 0, CORRUPT_DTS_REFUSED },
	{ "size-struct", 36, 4, CORRUPT_DTS_REFUSED },
	{ "size-struct", 36, 0x80, CORRUPT_DTS_REFUSED },
	{ "size-struct", 36, 0x7fffffff, CORRUPT_DTS_REFUSED },
	{ "size-struct", 36, 0xffffffff, CORRUPT_DTS_REFUSED },
};

static void headers(struct run *run)
{
	size_t size, i;
	uint8_t *blob = corrupt_dts_trees_good(&size);

	for (i = 0; i < ARRAY_SIZE(header_lies); i++) {
		const struct header_lie *lie = &header_lies[i];
		uint8_t *bad = copy(blob, size);

		fdt32_st(bad + lie->at, lie->value);
		give(run, lie->result, bad, size, lie->name, lie->value);
	}
	free(blob);
}

/* Every 32-bit number byte-swapped: a tree in an order that no machine uses. */
static void endianness(struct run *run)
{
	size_t size, i;
	uint8_t *blob = corrupt_dts_trees_good(&size);

	for (i = 0; i + 4 <= size; i += 4)
		fdt32_st(blob + i, fdt32_ld((fdt32_t *)(void *)(blob + i)) >> 24 |
			 (uint32_t)blob[i + 3] << 24 |
			 (uint32_t)blob[i + 2] << 16 |
			 (uint32_t)blob[i + 1] << 8);
	give(run, CORRUPT_DTS_REFUSED, blob, size, "little-endian", 0);
}

/* The first property of the typical tree's root: tag, length, name. */
static void lengths(struct run *run)
{
	static const uint32_t values[] = {
		0xffffffff, 0xfffffff0, 0xfffffff4, 0xfffffff8, 0xfffffffc,
		0xffffff00, 0x80000000, 0x7fffffff, 0x7ffffff0, 0x10000000,
		0x10000, 1000, 9,
	};
	size_t size, i, at;
	uint8_t *blob = corrupt_dts_trees_good(&size);

	at = fdt_off_dt_struct(blob) + 8;
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		uint8_t *bad = copy(blob, size);

		fdt32_st(bad + at + 4, values[i]);
		give(run, CORRUPT_DTS_REFUSED, bad, size, "length", values[i]);
	}
	free(blob);
}

/*
 * The last property's name: somewhere else, or a string without an end; and a
 * list of reserved memory that does not end.
 */
static void names(struct run *run)
{
	static const uint32_t values[] = { 0x1000, 0x7fffffff, 0xffffffff };
	size_t size, i, at, last = 0;
	uint8_t *blob = corrupt_dts_trees_good(&size);
	uint32_t strings = fdt_size_dt_strings(blob);
	uint8_t *bad;

	for (at = fdt_off_dt_struct(blob); at < fdt_off_dt_strings(blob);
	     at += 4)
		if (fdt32_ld((fdt32_t *)(void *)(blob + at)) == FDT_PROP)
			last = at + 8;
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		bad = copy(blob, size);
		fdt32_st(bad + last, values[i]);
		give(run, CORRUPT_DTS_REFUSED, bad, size, "name", values[i]);
	}
	bad = copy(blob, size);
	fdt32_st(bad + last, strings);
	give(run, CORRUPT_DTS_REFUSED, bad, size, "name-at-the-end", strings);
	bad = copy(blob, size);
	memset(bad + fdt_off_dt_strings(bad), 'x', strings);
	give(run, CORRUPT_DTS_REFUSED, bad, size, "names-without-end", 0);
	bad = copy(blob, size);
	fdt_set_off_mem_rsvmap(bad, (uint32_t)size - 32);
	memset(bad + size - 32, 'x', 32);
	fdt_set_off_dt_strings(bad, 0x38);
	give(run, CORRUPT_DTS_REFUSED, bad, size, "reservations", 0);
	free(blob);
}

/* Structure blocks of a few words, in no order that a tree has. */
static const uint32_t structures[][8] = {
	{ FDT_END }, { FDT_END_NODE, FDT_END }, { 0 }, { 0xffffffff },
	{ FDT_NOP, FDT_NOP, FDT_END }, { FDT_PROP, 0, 0, FDT_END },
	{ FDT_BEGIN_NODE, 0, FDT_END },
	{ FDT_BEGIN_NODE, 0, FDT_END_NODE, FDT_END_NODE, FDT_END },
	{ FDT_BEGIN_NODE, 0, FDT_END_NODE, FDT_BEGIN_NODE, 0, FDT_END_NODE,
	  FDT_END },
	{ FDT_BEGIN_NODE, 0, FDT_END_NODE, 7, FDT_END },
	{ FDT_BEGIN_NODE, 0, FDT_NOP, FDT_NOP, FDT_NOP, FDT_NOP, FDT_NOP,
	  FDT_NOP },
	{ FDT_BEGIN_NODE, 0x61616161, 0x61616161, 0x61616161, 0x61616161,
	  0x61616161, 0x61616161, 0x61616161 },
	{ FDT_BEGIN_NODE, 0, FDT_BEGIN_NODE, 0, FDT_BEGIN_NODE, 0,
	  FDT_BEGIN_NODE, 0 },
	{ FDT_BEGIN_NODE, 0, FDT_PROP, 4, 0xffffffff, 0, FDT_END_NODE, 0 },
};

static void blocks(struct run *run)
{
	const size_t at = FDT_V17_SIZE + sizeof(struct fdt_reserve_entry);
	const size_t size = at + sizeof(structures[0]);
	size_t i, word;

	for (i = 0; i < ARRAY_SIZE(structures); i++) {
		uint8_t *blob = calloc(1, size);

		if (!blob)
			exit(99);
		fdt_set_magic(blob, FDT_MAGIC);
		fdt_set_totalsize(blob, (uint32_t)size);
		fdt_set_version(blob, 17);
		fdt_set_last_comp_version(blob, 16);
		fdt_set_off_mem_rsvmap(blob, FDT_V17_SIZE);
		fdt_set_off_dt_struct(blob, (uint32_t)at);
		fdt_set_size_dt_struct(blob, sizeof(structures[0]));
		fdt_set_off_dt_strings(blob, (uint32_t)size);
		for (word = 0; word < ARRAY_SIZE(structures[0]); word++)
			fdt32_st(blob + at + 4 * word, structures[i][word]);
		give(run, CORRUPT_DTS_REFUSED, blob, size, "structure", i);
	}
}

/* Other things that people have in files. */
static void no_tables(struct run *run)
{
	static const struct {
		const char *start;
		size_t size;	/* with zeros behind */
	} files[] = {
		{ "", 0 }, { "\xd0", 1 }, { "\xd0\x0d\xfe", 3 },
		{ "\xd0\x0d\xfe\xed", 4 }, { "\xd0\x0d\xfe\xed", 39 },
		{ "\xd0\x0d\xfe\xed", 40 }, { "\xd0\x0d\xfe\xed", 4096 },
		{ "/dts-v1/;\n/ { };\n", 17 }, { "", 4096 }, { "\n", 1 },
		{ "\x7f" "ELF\2\1\1", 64 }, { "\x1f\x8b\x08", 64 },
		{ "MZ@\xfa", 64 }, { "DSDT", 64 }, { "\xd7\xb7\xab\x1e", 64 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		size_t used = strlen(files[i].start);
		size_t size = files[i].size ? files[i].size : 1;
		uint8_t *file = calloc(1, size);

		if (!file)
			exit(99);
		memcpy(file, files[i].start, used < size ? used : size);
		give(run, CORRUPT_DTS_REFUSED, file, files[i].size, "file", i);
	}
}

static void trees(struct run *run)
{
	size_t i, argument, size;

	for (i = 0; corrupt_dts_trees[i].make; i++) {
		const struct corrupt_dts_tree *tree = &corrupt_dts_trees[i];

		for (argument = 0; argument < tree->count; argument++) {
			uint8_t *blob = tree->make(argument, &size);

			give(run, tree->result, blob, size, tree->name,
			     argument);
		}
	}
}

size_t corrupt_dts_each(corrupt_dts_take take, void *context)
{
	struct run run = { take, context, 0 };

	truncations(&run);
	headers(&run);
	endianness(&run);
	lengths(&run);
	names(&run);
	blocks(&run);
	no_tables(&run);
	trees(&run);
	return run.count;
}
