/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a wrapped Image, and comparing its plan with another. Pure: no I/O,
 * no printing, no allocation; it returns pointers into its input.
 */
#ifndef IMAGE_UNWRAP_H
#define IMAGE_UNWRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/wrapped.h"
#include "smmu-plan.h"
#include "util/macros.h"
#include "util/message.h"

/* Errors of this header, negative. */
enum {
	UNWRAP_OK = 0,
	UNWRAP_E_KIND = -1,	/* not a wrapped Image */
	UNWRAP_E_VERSION = -2,	/* its plan is of another version */
	UNWRAP_E_CUT = -3,	/* ends before its payload */
	UNWRAP_E_CORRUPT = -4,	/* a checksum is wrong: the stage does nothing */
};

/* A plan in bytes, checked. */
struct unwrap_plan {
	const uint8_t *header;
	const uint8_t *entries;
	size_t count;		/* of them, without those after the SMMUs */
};

struct unwrapped {
	struct unwrap_plan plan;
	const uint8_t *payload;
	uint64_t payload_offset;
	uint64_t payload_size;
	uint32_t flags;		/* of wrapped_note; 0 without one */
	char version[40];	/* of what made it; empty if it does not say */
	int pe_error;		/* of pe_read() and pe_check(): PE_OK if whole */
	bool is_signed;		/* it has a signature, which may be anybody's */
};

/* Returns UNWRAP_OK, or an error and *ret_unwrapped untouched. */
int unwrap_read(const uint8_t *bytes, size_t size,
		struct unwrapped *ret_unwrapped) _must_check_;

/*
 * The plan of a segment of size bytes, by its checksums. Returns UNWRAP_OK, or
 * an error and *ret_plan untouched.
 */
int unwrap_segment(const uint8_t *segment, size_t size,
		   struct unwrap_plan *ret_plan) _must_check_;

/* Entry i, below plan->count, in this machine's byte order. */
struct smmu_plan_entry unwrap_entry(const struct unwrap_plan *plan, size_t i);

enum unwrap_kind {
	UNWRAP_SAME,
	UNWRAP_MISSING,		/* in use here, and not in the file */
	UNWRAP_STRANGE,		/* in the file, and no SMMU here */
	UNWRAP_OTHER,		/* of another architecture version */
	UNWRAP_POLICY,		/* becomes something else */
	UNWRAP_ANY,		/* the file's stage looks for them itself */
};

struct unwrap_difference {
	enum unwrap_kind kind;
	uint64_t base;
	uint8_t here;		/* version or action, where both have one */
	uint8_t file;
};

/* Which actions are compared. */
enum unwrap_actions {
	UNWRAP_ACTIONS_NONE,
	UNWRAP_ACTIONS_ALL,
	/*
	 * The file's stage runs after the other: what it keeps stays as that
	 * has left it.
	 */
	UNWRAP_ACTIONS_AFTER,
};

/*
 * The next difference between the plan of a file and one of this machine, from
 * *step on, which is 0 at first. An SMMU that both leave alone is no
 * difference. UNWRAP_SAME after the last.
 */
struct unwrap_difference unwrap_compare(const struct unwrap_plan *file,
					const struct unwrap_plan *here,
					enum unwrap_actions actions,
					size_t *step);

/* "0x...: WHY" for a difference. */
void unwrap_describe(const struct unwrap_difference *difference,
		     struct message *ret_line);

/* "v3", "abort": words of the command line for a plan's numbers. Never NULL. */
const char *unwrap_type_name(uint8_t type);
const char *unwrap_action_name(uint8_t action);

/* One sentence fragment for an error of this header. Never NULL. */
const char *unwrap_strerror(int error);

#endif
