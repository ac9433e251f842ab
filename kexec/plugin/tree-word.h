/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where kexec-tools' purgatory holds the address of the device tree that it
 * passes to the image. Pure.
 */
#ifndef PLUGIN_TREE_WORD_H
#define PLUGIN_TREE_WORD_H

#include <linux/kexec.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"

struct tree_word {
	uint64_t address;	/* of the 8 bytes */
	uint64_t tree_size;	/* bytes of memory that the tree has now */
};

/*
 * Of arm64's purgatory (kexec-tools, purgatory/arch/arm64/entry.S) the last two
 * variables are arm64_kernel_entry and arm64_dtb_addr. They are the one pair of
 * words at a multiple of 8 in the segment of the entry, in its bytes, of which
 * the first is an address in a segment that is neither it nor the tree's, and
 * the second that of a tree. Returns false, with *ret_word untouched, where
 * there is no such pair, or more than one.
 */
bool tree_word_find(const struct kexec_segment *segments, size_t count,
		    uint64_t entry, struct tree_word *ret_word)
	_must_check_ _nonnull_(1, 4);

#endif
