/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The stage's log, as a property of the next image's device tree. */
#ifndef PLATFORM_CHOSEN_H
#define PLATFORM_CHOSEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Copy the device tree at from to room bytes of memory at to, both multiples of
 * 8, with the text of size bytes at text, a multiple of 4, as the property
 * kexec-smmu,log of /chosen; behind the text are one to four zero bytes, up to a
 * multiple of 4. An older property of that name is left out, and /chosen made
 * if there is none; all else is as it was, and packed. Returns false, with
 * nothing at from changed, where there is no tree, or one that is larger than
 * 2 MiB or not well-formed, or its copy would be larger than room.
 */
bool chosen_copy(uint64_t from, uint64_t to, uint64_t room, uint64_t text,
		 uint32_t size);

#endif
