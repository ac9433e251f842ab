/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which nodes are IOMMUs, and of which kind. */
#ifndef DEVTREE_IOMMU_H
#define DEVTREE_IOMMU_H

#include "devtree/walk.h"

/* What the strings of a compatible property say. */
struct iommu_match {
	bool is_iommu;
	unsigned int version;	/* enum smmu_version; 0: not ours to handle */
	/* The first string of that kind; of the list, if it is no IOMMU. */
	struct property model;
	bool qualcomm;		/* one of the strings is Qualcomm's */
};

/*
 * Look at every string (Devicetree Specification v0.4, section 2.3.1). Any
 * match counts; that of an SMMU takes precedence over that of another IOMMU.
 */
struct iommu_match iommu_compatible(struct property compatible);

/*
 * Add the deepest open node to the machine, if it is an IOMMU. #iommu-cells
 * makes an IOMMU of a node that no string identifies.
 */
int iommu_read(struct walk *walk) _must_check_;

/*
 * Note the deepest open node, if it is a master as devtree.h says, and if it is
 * an SMMU (smmu is its first frame, else WALK_NO_SMMU) that names masters. At
 * the end of the tree, with the phandles sorted, they become the machine's.
 */
int iommu_note_master(struct walk *walk, size_t smmu) _must_check_;
int iommu_resolve_masters(struct walk *walk) _must_check_;

#endif
