/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The state of a search. There is only one search, so there is one such object,
 * like stage_context: passing a pointer everywhere would take 650 more bytes of
 * code.
 */
#ifndef FINDER_STATE_H
#define FINDER_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "smmu-plan.h"

/* More nodes of a tree with regions for devices than this are too many. */
#define FINDER_REGIONS_MAX	16u

/* Deeper nodes are ignored, as in Linux. */
#define FINDER_DEPTH_MAX	64u

/* Why a search failed. */
enum finder_failure {
	FINDER_OK,
	FINDER_NO_TREE,		/* no device tree at that address */
	FINDER_BAD_TREE,	/* it is malformed */
	FINDER_NO_EFI,		/* it is empty, and names no EFI system table */
	FINDER_BAD_EFI,		/* EFI's tables are corrupt, or out of reach */
	FINDER_BAD_ACPI,	/* ACPI's are */
	FINDER_BAD_ADDRESS,	/* an SMMU that lies in RAM, or cannot be one */
	FINDER_TOO_MANY,	/* more than there is room for */
	FINDER_TOO_LONG,	/* the reads are used up */
	FINDER_FAULTED,		/* one was answered by an exception */
};

/*
 * A property's value, by its offset in the structure block; 0: there is none.
 * Aligned to its size it is a number for gcc, which stays in a register.
 */
struct finder_property {
	uint32_t at;
	uint32_t size;		/* bytes */
} __attribute__((aligned(8)));

struct finder {
	/* The caller's: where entries go, so many, and what they say. */
	struct smmu_plan_entry *entries;
	uint32_t room;
	uint32_t settle_us;		/* as in the plan */
	uint8_t action;			/* SMMU_PLAN_KEEP, ...; see devices.h */
	bool may_loosen;
	bool find_console;		/* cleared by the first SPCR */

	uint8_t failure;		/* enum finder_failure */
	uint8_t reading;		/* the failure, if it is malformed */
	bool by_acpi;			/* the tree has no node but /chosen */
	bool qualcomm;			/* by the FADT, or the IORT */
	bool is_kexec;			/* the tree says that kexec started it */
	bool ignored;			/* a word of the command line was */
	uint8_t console;		/* SMMU_PLAN_CONSOLE_*: see serial.h */
	uint8_t conduit;		/* of PSCI: SMMU_PLAN_CONDUIT_HVC or SMC */
	uint64_t console_base;		/* if there is one */
	uint32_t reads;			/* that are left */
	uint32_t count;			/* entries, so far */

	/* The tree: its blocks, and where a walk through it is. */
	uint64_t tree;			/* its address */
	uint64_t structure;		/* address of the block */
	uint64_t strings;		/* address of the block */
	uint64_t top;			/* of the name of the node at depth 2 */
	uint64_t name;			/* and of the one that was gone to */
	uint32_t end;			/* the structure block's size */
	uint32_t strings_end;		/* up to the last string's end */
	uint32_t at;			/* of the next tag */
	uint32_t depth;			/* open nodes: the root's is 1 */
	uint32_t off;			/* the first that is not okay, or 0 */
	uint32_t chosen;		/* where /chosen's properties are, or 0 */
	uint32_t nodes[FINDER_DEPTH_MAX + 1];	/* and those of open ones */
	struct finder_property reg;	/* what of it is not read yet */
	uint64_t base, size;		/* what was read of it last */
	/* iommu-addresses of regions in use. */
	struct finder_property regions[FINDER_REGIONS_MAX];
	uint32_t region_count;

	/* EFI's memory map. */
	uint64_t map, map_end, map_step;
	uint64_t range;			/* address of the one last looked at */

	/* The IORT; 0 if there is none. */
	uint64_t iort;
	uint32_t iort_size;
};

/* Whoever calls finder_look() has it. */
#pragma GCC visibility push(hidden)
extern struct finder finder;
#pragma GCC visibility pop

#endif
