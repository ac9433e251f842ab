/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking up single nodes of a flattened device tree (Devicetree Specification
 * v0.4), where devtree.h reads all of it for SMMUs. Pure. The cost of each
 * function is linear in the size of the tree.
 */
#ifndef DEVTREE_NODE_H
#define DEVTREE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devtree/blob.h"

/* A node and its parents. */
struct node {
	const char *blob;
	int offsets[DEVTREE_DEPTH_MAX];	/* the root's, ..., its own */
	bool enabled[DEVTREE_DEPTH_MAX];	/* with all above it */
	size_t depth;			/* of these; the root has 1 */
};

/*
 * Check the tree in blob[0, size), which starts 8-byte aligned, and find its
 * root. The arguments of the other functions here have to come from it. Returns
 * 0, or -1 with the reason in *why.
 */
int node_root(const void *blob, size_t size, struct node *ret_root,
	      struct message *why) _must_check_ _nonnull_(1, 3, 4);

/*
 * The node that path[0, size) leads to from the root, "/" or "/NAME/NAME...".
 * A name without a unit address is the first of that name. Returns whether
 * there is one (not below DEVTREE_DEPTH_MAX levels).
 */
bool node_find(const struct node *root, const char *path, size_t size,
	       struct node *ret_node) _must_check_;

/* Go on to the next node in the tree's order. Returns whether there is one. */
bool node_next(struct node *node);

/* Its property of that name, or of name[0, size); data is NULL if it has none. */
struct property node_property(const struct node *node, const char *name);
struct property node_property_namelen(const struct node *node,
				      const char *name, size_t size);

/* Is the text one of its compatible strings? */
bool node_is(const struct node *node, const char *compatible);

/* Neither it nor a parent is disabled (section 2.3.4). */
bool node_enabled(const struct node *node);

/*
 * The CPU's address of the first entry of its reg, translated through every
 * parent's ranges (section 2.3.8). Returns whether there is one.
 */
bool node_address(const struct node *node, uint64_t *ret_address)
	_must_check_;

#endif
