/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the device tree parser share: the state of one walk through
 * a tree, and what is noted on it for its end. Functions that return int return
 * 0, or -1 with the reason in *walk->why.
 */
#ifndef DEVTREE_WALK_H
#define DEVTREE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devtree/address.h"
#include "devtree/blob.h"
#include "machine/smmu.h"
#include "util/message.h"

/* No path that a kernel can show is longer (PATH_MAX). */
#define WALK_PATH_SIZE	4096

/* What is read of a node. */
enum property_id {
	PROP_COMPATIBLE,
	PROP_STATUS,
	PROP_REG,
	PROP_RANGES,
	PROP_ADDRESS_CELLS,
	PROP_SIZE_CELLS,
	PROP_CLOCKS,
	PROP_POWER_DOMAINS,
	PROP_PAGE0_ONLY,
	PROP_SECURE_ALIAS,
	PROP_IOMMU_CELLS,
	PROP_PHANDLE,
	PROP_LINUX_PHANDLE,
	PROP_IOMMUS,
	PROP_IOMMU_MAP,
	PROP_IOMMU_ADDRESSES,
	PROP_INTERRUPTS,
	PROP_INTERRUPTS_EXTENDED,
	PROP_INTERRUPT_PARENT,
	PROP_INTERRUPT_CELLS,
	PROP_IOMMU_MAP_MASK,
	PROP_STREAM_MATCH_MASK,
	PROP_MMU_MASTERS,
	PROP_STREAM_ID_CELLS,
	PROP_DEVICE_TYPE,
	PROP_PCI_DOMAIN,
	PROP_DMA_COHERENT,
	PROP_DMA_CELLS,
	PROP_BUS_RANGE,
	PROP_COUNT
};

/* An open node. */
struct level {
	struct bus bus;			/* for its children */
	struct property iommu_map;	/* its own or the next parent's */
	uint32_t interrupt_parent;	/* phandle, 0 for none */
	uint32_t interrupt_parent_below;	/* what its children inherit */
	enum smmu_status status;	/* with that of its parents */
	size_t path_size;		/* bytes of walk.path up to this node */
	bool read;			/* its properties are complete */
};

/* What a node's phandle leads to. */
struct phandle_note {
	uint32_t phandle;
	uint32_t order;			/* of equal ones the first counts */
	uint32_t skip;			/* cells after it in iommu-addresses */
	uint32_t iommu_cells;		/* WALK_NO_CELLS: not given */
	size_t smmu;			/* its first frame, WALK_NO_SMMU: none */
	size_t master;			/* its note, WALK_NO_MASTER: none */
	uint32_t stream_mask;		/* of StreamIDs that give none */
	struct property iommus;
	struct property iommu_map;
	uint32_t interrupt_cells;	/* WALK_NO_CELLS: not given */
	struct gic gic;			/* if it is one */
};

/* More than any property has. */
#define WALK_NO_CELLS	UINT32_MAX
#define WALK_NO_SMMU	SIZE_MAX
#define WALK_NO_MASTER	SIZE_MAX

/* A range of memory of a reserved region that devices keep using. */
struct region_note {
	uint64_t base;
	uint64_t size;
	struct property addresses;
	uint32_t skip;			/* as of a phandle that no node has */
};

/* The interrupts of an SMMU, not yet read. */
struct interrupts_note {
	unsigned int group;
	uint32_t parent;		/* phandle, 0 for none */
	struct property interrupts;
	struct property extended;
};

/* What does DMA; the IOMMUs it is behind are known at the end. */
struct master_note {
	struct master master;		/* what is known of it before */
	struct property iommus;
	struct property iommu_map;
	uint32_t stream_cells;		/* of mmu-masters; WALK_NO_CELLS: none */
};

/* An SMMU that names its masters itself: the binding before iommus. */
struct mmu_masters_note {
	size_t smmu;			/* its first frame */
	struct property list;
};

struct walk {
	const char *blob;
	struct smmu_machine machine;
	struct message *why;
	uint64_t budget;	/* work left: range entries, bytes of names */
	unsigned int groups;
	size_t depth;		/* open nodes, with those that are ignored */
	struct phandle_note *phandles;
	size_t phandle_count;
	struct region_note *regions;
	size_t region_count;
	struct interrupts_note *interrupts;
	size_t interrupts_count;
	struct master_note *masters;
	size_t master_count;
	struct mmu_masters_note *mmu_masters;
	size_t mmu_masters_count;
	struct level levels[DEVTREE_DEPTH_MAX];
	struct property properties[PROP_COUNT];	/* of the deepest open node */
	char path[WALK_PATH_SIZE];
};

/* The deepest open node, and the bus that it is on: NULL for the root. */
struct level *walk_level(struct walk *walk);
const struct bus *walk_bus(const struct walk *walk);

/* Take work off the budget. Returns whether there was as much left. */
bool walk_pay(struct walk *walk, size_t work) _must_check_;

/* The path of the deepest open node. */
struct property walk_path(const struct walk *walk);

/* A copy that is owned, paid for by the budget. NULL: *walk->why. */
char *walk_copy(struct walk *walk, struct property text) _must_check_;

/*
 * Read an entry of reg of the deepest open node, which is not the root: the
 * size, and the CPU's address. Returns whether there is one. The node's bus is
 * usable.
 */
bool walk_reg(struct walk *walk, const uint8_t *entry, uint64_t *ret_base,
	      struct cells *ret_size) _must_check_;

/* The phandle of the deepest open node, 0 for none (section 2.3.3). */
uint32_t walk_phandle(const struct walk *walk);

/*
 * Note what the phandle of the deepest open node leads to: smmu is the node's
 * first frame or WALK_NO_SMMU, master its note or WALK_NO_MASTER, gic what it
 * is as one. At the end of the tree the notes are sorted, and then one can be
 * found: of equal phandles that of the first node, NULL if there is none.
 */
int walk_note_phandle(struct walk *walk, size_t smmu, size_t master,
		      const struct gic *gic) _must_check_;
void walk_sort_phandles(struct walk *walk);
const struct phandle_note *walk_find_phandle(const struct walk *walk,
					     uint32_t phandle);

/*
 * Take the next IOMMU off the front of the list: of iommus, or of iommu-map
 * (Linux, pci-iommu.txt). Returns 1 and what its phandle leads to, NULL where
 * no node has it; 0 at the end of what can be read; or -1. The phandles are
 * sorted.
 */
int walk_next_iommu(struct walk *walk, struct property *list, bool is_map,
		    const struct phandle_note **ret_target) _must_check_;

#endif
