/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device tree, read by the Devicetree Specification 0.4, chapter 5, without
 * code of the stage or of libfdt: for tests of copies.
 */
#ifndef TREE_WALK_H
#define TREE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What there is of a tree, without padding, NOPs and the layout of its blocks. */
struct tree_walk {
	/*
	 * For each node 'B', its name and a zero; for each property 'P', its
	 * name and a zero, the length in four bytes, the value; for each
	 * node's end 'E'. Logs of /chosen are left out.
	 */
	uint8_t *bytes;		/* owned */
	size_t size;
	size_t root_end;	/* where the root's 'E' is */
	unsigned int chosen;	/* nodes /chosen */
	unsigned int logs;	/* properties kexec-smmu,log of these */
	const uint8_t *log;	/* the value of the last */
	size_t log_size;
	const uint8_t *reserved;	/* the memory reservation map */
	size_t reserved_size;
	size_t strings_size;
	size_t names;		/* "kexec-smmu,log" in the strings block */
};

/*
 * Read what is at tree, of at most size bytes. Returns false where it is not
 * well-formed, or a block of it lies beyond. Free with tree_walk_clear().
 */
bool tree_walk(const uint8_t *tree, size_t size, struct tree_walk *ret_walk);

void tree_walk_clear(struct tree_walk *walk);

#endif
