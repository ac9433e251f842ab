/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joining the stage binary and a list of decided SMMUs into the bytes of the
 * segment that include/smmu-plan.h describes. Pure: no I/O, no printing.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"
#include "plan/blocks.h"
#include "util/macros.h"

/* Errors of this header, negative. */
enum {
	PLAN_OK = 0,
	PLAN_E_MEMORY = -1,	/* out of memory */
	PLAN_E_STAGE = -2,	/* the bytes are not a stage of this version */
	PLAN_E_COUNT = -3,	/* no frame, or over SMMU_PLAN_ENTRIES_MAX */
	PLAN_E_ENTRY = -4,	/* an address misaligned or beyond 2^64 */
	PLAN_E_SIZE = -5,	/* a frame that does not hold all registers */
	PLAN_E_TWIN = -6,	/* two at one address with different actions */
	PLAN_E_FUNCTIONS = -7,	/* over SMMU_PLAN_FUNCTIONS_MAX */
};

/* Settings of the whole plan; enums of smmu-plan.h. */
struct plan_settings {
	uint64_t console_base;
	uint8_t console;
	bool console_auto;	/* it is to be looked up: see host/platform.h */
	uint8_t on_failure;
	uint8_t conduit;
	uint32_t timeout_us;	/* 1 to PLAN_TIMEOUT_MAX_US */
	uint32_t settle_us;	/* 0 to PLAN_TIMEOUT_MAX_US */
	uint32_t watch_us;	/* the same; then blocks.watch, too */
	bool log;		/* blocks.log_line is to be made */
	bool has_hest;		/* firmware-first error handling (APEI) */

	/*
	 * Of a wrapped Image: the stage is to look for at most this many SMMUs,
	 * and the machine has none; 0: the plan lists them.
	 */
	uint16_t discover;
	uint8_t discover_action;	/* SMMU_PLAN_ABORT, ... */
	bool discover_loosen;		/* a command line may loosen that */

	/* Of a wrapped Image: the device tree is to be copied first. */
	bool copy_dtb;
	uint64_t copy_dtb_base;	/* to here; a multiple of 8 */
	uint64_t copy_dtb_keep;	/* not into so many bytes from the segment's */

	struct plan_blocks blocks;
	bool is_nameless;	/* the names of masters had no room */
};

/*
 * Room for the device tree with the log, where the size of the tree is not
 * known: enough for almost every tree, and a wrapped Image still has it in its
 * first 2 MiB.
 */
#define PLAN_LOG_TREE_SIZE	(UINT32_C(1) << 20)

/* How many frames a stage looks for, by default. */
#define PLAN_DISCOVER_MAX	64u

#define PLAN_TIMEOUT_DEFAULT_US	100000u
#define PLAN_TIMEOUT_MAX_US	10000000u
/* As long as a PCIe completion may take, by the default of devices. */
#define PLAN_SETTLE_DEFAULT_US	50000u

/* The bytes of the segment: [0, size) to be copied, zeros up to memory_size. */
struct plan_image {
	uint8_t *bytes;		/* owned */
	size_t size;
	size_t memory_size;
	size_t plan_offset;	/* of struct smmu_plan_header */
	size_t left_out;	/* PCI functions that cannot be stopped */
};

/*
 * Make the segment for every okay SMMU of the machine: those to be kept are
 * entries too, so that the stage can report them. The stage does not read those
 * without a rule, those that are kept for a reason, and those that it cannot
 * reach. Returns PLAN_OK, or an error and *ret_image untouched; *ret_bad (if
 * not NULL) is then the index of the SMMU that PLAN_E_ENTRY, _SIZE and _TWIN
 * are about: one that cannot be programmed as asked. Frames at one address are
 * one entry. header.next is left zero: see plan_next_set().
 */
int plan_build(const uint8_t *stage, size_t stage_size,
	       const struct smmu_machine *machine,
	       const struct plan_settings *settings,
	       struct plan_image *ret_image, size_t *ret_bad) _must_check_;

/* What plan_build() would return for the machine, whatever the settings are. */
int plan_check(const struct smmu_machine *machine, size_t *ret_bad)
	_must_check_;

void plan_image_clear(struct plan_image *image);

/* One sentence fragment for an error of this header. Never NULL. */
const char *plan_strerror(int error);

#endif
