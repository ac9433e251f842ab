/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The log goes into the next image's tree, by what the finder knows of that. */
#ifndef FINDER_LOG_H
#define FINDER_LOG_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Copy the tree that was looked at to room bytes of memory at to, a multiple of
 * 8, with the text of size bytes at text as the property
 * kexec-smmu,log of /chosen; behind it are one to four zero bytes, up to a multiple
 * of 4, which text is, too. An older one of that name is left out. Returns false
 * where the tree was not believed, has no /chosen or blocks in another order than
 * Linux's tools write them, or where there is no room.
 */
bool log_insert(uint64_t to, uint64_t room, uint64_t text, uint32_t size);

#endif
