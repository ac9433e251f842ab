/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The stage's log, as a property of the next image's device tree. */
#ifndef PLATFORM_CHOSEN_H
#define PLATFORM_CHOSEN_H

#include <stdbool.h>
#include <stdint.h>

/* The property's name. */
#define CHOSEN_LOG	"kexec-smmu,log"

/* Where a device tree takes the log; offsets are from its first byte. */
struct chosen {
	uint64_t tree;		/* its address */
	uint32_t at;		/* behind the name of /chosen, or the root's end */
	uint32_t old, old_end;	/* an older log, which goes; 0: there is none */
	bool make;		/* there is no /chosen */
};

/*
 * Look for it in the tree at an address, a multiple of 8. Returns false where
 * there is no tree, or one that is larger than 2 MiB, not well-formed, has two
 * logs, or blocks in another order than the specification's.
 */
bool chosen_find(uint64_t tree, struct chosen *ret_chosen);

/*
 * Copy the tree to room bytes of memory at to, a multiple of 8, with the text of
 * size bytes at text, a multiple of 4, as the first property of /chosen; behind
 * the text are one to four zero bytes, up to a multiple of 4. All else is as it
 * was, up to the end of the strings. The name is added to these where there was
 * no older log. Returns false, with nothing changed, where there is no room.
 */
bool chosen_insert(const struct chosen *chosen, uint64_t to, uint64_t room,
		   uint64_t text, uint32_t size);

#endif
