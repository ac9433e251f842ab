/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/tree-word.h"

#include <string.h>

#include "util/little-endian.h"

/* A device tree begins so. */
static const uint8_t magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

static bool holds(const struct kexec_segment *segment, uint64_t address)
{
	return address - (uint64_t)(uintptr_t)segment->mem < segment->memsz;
}

/* The segment that begins there, if it is a tree; else NULL. */
static const struct kexec_segment *
find_tree(const struct kexec_segment *segments, size_t count, uint64_t address)
{
	size_t i;

	for (i = 0; i < count; i++)
		if ((uint64_t)(uintptr_t)segments[i].mem == address &&
		    segments[i].bufsz >= sizeof(magic) &&
		    memcmp(segments[i].buf, magic, sizeof(magic)) == 0)
			return &segments[i];
	return NULL;
}

bool tree_word_find(const struct kexec_segment *segments, size_t count,
		    uint64_t entry, struct tree_word *ret_word)
{
	const struct kexec_segment *purgatory = NULL;
	struct tree_word word = { 0 };
	size_t found = 0, i, at;

	for (i = 0; i < count; i++)
		if (holds(&segments[i], entry))
			purgatory = &segments[i];
	if (!purgatory)
		return false;
	for (at = 0; at + 16 <= purgatory->bufsz; at += 8) {
		const uint8_t *pair = (const uint8_t *)purgatory->buf + at;
		const struct kexec_segment *tree =
			find_tree(segments, count, le64_ld(pair + 8));

		for (i = 0; tree && i < count; i++) {
			if (&segments[i] == tree || &segments[i] == purgatory ||
			    !holds(&segments[i], le64_ld(pair)))
				continue;
			word.address = (uint64_t)(uintptr_t)purgatory->mem +
				       at + 8;
			word.tree_size = tree->memsz;
			found++;
			break;
		}
	}
	if (found != 1 || word.address % 8)
		return false;
	*ret_word = word;
	return true;
}
