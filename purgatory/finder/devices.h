/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The SMMUs of a device tree, and what else of it a search goes by. */
#ifndef FINDER_DEVICES_H
#define FINDER_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "finder/found.h"
#include "finder/tree.h"

/* More nodes of a kind than this are too many. */
#define DEVICES_LIST_MAX	16u

struct devices_list {
	struct tree_property items[DEVICES_LIST_MAX];
	uint32_t count;
};

/* What a kernel's EFI stub writes into /chosen, as tree.h has it in order. */
enum {
	DEVICES_EFI_TABLE,
	DEVICES_EFI_MAP,
	DEVICES_EFI_MAP_SIZE,
	DEVICES_EFI_STEP,
	DEVICES_CHOSEN
};

struct devices {
	struct devices_list ram;	/* reg of nodes of memory */
	struct devices_list regions;	/* iommu-addresses of those in use */
	bool stub;			/* it has no node but /chosen */

	uint64_t chosen[DEVICES_CHOSEN];	/* 0 for what is not there */
};

/*
 * Read all of the tree at that address. tree is for the search alone. Returns
 * false if it is not to be believed; why, is in memory of found.
 */
bool devices_read(struct devices *devices, struct tree *tree, uint64_t address,
		  struct found *found);

/* found is finished: none of it is in memory of that tree, still there. */
bool devices_check_ram(const struct devices *devices, struct tree *tree,
		       struct found *found);

#endif
