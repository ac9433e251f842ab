/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The properties of a program file that decide whether a plugin can be
 * preloaded.
 */
#ifndef LAUNCH_ELF_KIND_H
#define LAUNCH_ELF_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "util/macros.h"

struct elf_kind {
	bool is_elf;		/* the rest is meaningless otherwise */
	bool is_64;
	bool is_big_endian;
	bool has_interpreter;	/* 64 bits, native byte order: it is dynamic */
	uint16_t machine;	/* EM_… */
};

/* Returns 0, or -1 with errno if the file cannot be read. */
int elf_kind_read(const char *path, struct elf_kind *ret_kind)
	_must_check_ _nonnull_(1, 2);

/* Whether one can be loaded into a process of the other. */
bool elf_kind_matches(const struct elf_kind *one, const struct elf_kind *other);

#endif
