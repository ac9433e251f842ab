/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of an unchecked flattened device tree (Devicetree Specification
 * v0.4, chapter 5): its header, its tags, and the texts that are the values of
 * properties. Pure.
 */
#ifndef DEVTREE_BLOB_H
#define DEVTREE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/*
 * Levels of nodes, the root being one. Deeper nodes are ignored (as in Linux).
 */
#define DEVTREE_DEPTH_MAX	64

/* arm64's Linux maps no more of a tree (MAX_FDT_SIZE in asm/boot.h). */
#define BLOB_SIZE_MAX		(2u << 20)

struct fdt_property;

/* A property's value; data is NULL if the node has none of that name. */
struct property {
	const uint8_t *data;
	size_t size;
};

/*
 * Can libfdt and dtc read all of it: header, reservations, every node, and
 * every property with its name? If not, it is unknown what the tree holds, even
 * whether it has an SMMU. The blob starts 8-byte aligned; bytes after the
 * totalsize of its header are ignored. Linear in the size. Returns 0, or -1
 * with the reason in *why.
 */
int blob_check(const void *blob, size_t size, struct message *why)
	_must_check_ _nonnull_(1, 3);

/* Set *why for an error of libfdt. Returns -1. */
int blob_malformed(int fdt_error, struct message *why);

/*
 * The tag at that offset of the structure block, and the offset of the next
 * one, which is later except for FDT_END. Returns 0 or an error of libfdt. The
 * blob's header must be valid.
 */
int blob_tag(const void *blob, int offset, uint32_t *ret_tag, int *ret_next)
	_must_check_;

/*
 * The property of the tag FDT_PROP at that offset; next is the following tag.
 * NULL if it does not end there.
 */
const struct fdt_property *blob_property(const void *blob, int offset,
					 int next);

/*
 * Is the string at that offset of the strings block name[0, size)? Bounded by
 * what is looked for: a block without a zero byte costs nothing.
 */
bool blob_name_is(const void *blob, uint32_t offset, const char *name,
		  size_t size);

/* A value up to its first zero byte, which may be missing; {NULL, 0} for none. */
struct property blob_text(struct property value);

/* Is that this text? */
bool blob_text_is(struct property value, const char *text);

/* Does this value of status leave a node enabled (section 2.3.4)? */
bool blob_is_enabled(struct property status);

/*
 * Take the next string off the front of a list (section 2.2.4), whose last one
 * need not be terminated. Returns whether there is one.
 */
bool blob_string_next(struct property *list, struct property *ret_string);

#endif
