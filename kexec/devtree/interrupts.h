/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of SMMUs (Devicetree Specification v0.4, section 2.4), where they
 * go directly to a GIC. What is in between, such as an interrupt-map, is not
 * followed: then no interrupt is known.
 */
#ifndef DEVTREE_INTERRUPTS_H
#define DEVTREE_INTERRUPTS_H

#include "devtree/walk.h"

/* The GIC that the deepest open node is; GIC_NONE if it is none. */
struct gic interrupts_gic(struct walk *walk);

/* Note its interrupts, unless smmu, its first frame, is WALK_NO_SMMU. */
int interrupts_note(struct walk *walk, size_t smmu) _must_check_;

/* When the phandles are sorted: make the machine's out of the notes. */
int interrupts_resolve(struct walk *walk) _must_check_;

#endif
