/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reserved regions (dt-schema reserved-memory.yaml): memory that a device keeps
 * using, and the SMMU in front of it. Their nodes refer to devices, and these
 * to SMMUs, that may come later in the tree: all are noted first.
 */
#ifndef DEVTREE_REGIONS_H
#define DEVTREE_REGIONS_H

#include "devtree/walk.h"

/* Note what the deepest open node adds to reserved regions. */
int regions_note(struct walk *walk) _must_check_;

/* When the phandles are sorted: make the machine's regions out of the notes. */
int regions_resolve(struct walk *walk) _must_check_;

#endif
