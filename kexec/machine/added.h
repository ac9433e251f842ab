/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMUs that are missing from the machine's tables: --smmu-add. Pure: no I/O,
 * no printing.
 */
#ifndef MACHINE_ADDED_H
#define MACHINE_ADDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"
#include "machine/smmu.h"

struct added_smmu {
	enum smmu_version version;
	uint64_t base;
	uint64_t size;		/* if has_size */
	bool has_size;
};

/*
 * Parse v1|v2|v3@BASE[+SIZE]: BASE is 0x and hex digits, a multiple of 4 KiB;
 * SIZE is that or decimal digits, in bytes. Returns 0, or -1 with the reason
 * in *why and *ret_added untouched.
 */
int added_parse(const char *text, struct added_smmu *ret_added,
		struct message *why) _must_check_;

/*
 * Append them to the machine, each a group of its own, before policies are
 * applied. Returns 0, or -1 with the reason in *why: a base that another frame
 * has, whatever its status. The machine is to be cleared in both cases.
 */
int added_append(const struct added_smmu *added, size_t count,
		 struct smmu_machine *machine, struct message *why)
	_must_check_;

#endif
