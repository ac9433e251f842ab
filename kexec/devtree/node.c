/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/node.h"

#include <libfdt.h>
#include <string.h>

#include "devtree/address.h"

static int own_offset(const struct node *node)
{
	return node->offsets[node->depth - 1];
}

/* Go down to a child, or to the root. */
static void enter(struct node *node, int offset)
{
	bool enabled = node->depth == 0 || node->enabled[node->depth - 1];
	struct property status;

	node->offsets[node->depth++] = offset;
	status = node_property(node, "status");
	node->enabled[node->depth - 1] = enabled && blob_is_enabled(status);
}

int node_root(const void *blob, size_t size, struct node *ret_root,
	      struct message *why)
{
	if (blob_check(blob, size, why))
		return -1;
	ret_root->blob = blob;
	ret_root->depth = 0;
	enter(ret_root, fdt_next_node(blob, -1, NULL));
	return 0;
}

bool node_find(const struct node *root, const char *path, size_t size,
	       struct node *ret_node)
{
	const char *end = path + size;
	struct node node = *root;

	while (path < end) {
		const char *slash;
		int offset;

		if (*path++ != '/')
			return false;
		slash = memchr(path, '/', (size_t)(end - path));
		size = (size_t)((slash ? slash : end) - path);
		if (!size)
			continue;
		offset = fdt_subnode_offset_namelen(node.blob,
						    own_offset(&node), path,
						    (int)size);
		if (offset < 0 || node.depth == DEVTREE_DEPTH_MAX)
			return false;
		enter(&node, offset);
		path += size;
	}
	*ret_node = node;
	return true;
}

bool node_next(struct node *node)
{
	int depth = (int)node->depth - 1;
	int offset = own_offset(node);

	do {
		offset = fdt_next_node(node->blob, offset, &depth);
		if (offset < 0 || depth < 1)
			return false;
	} while (depth >= DEVTREE_DEPTH_MAX);
	node->depth = (size_t)depth;
	enter(node, offset);
	return true;
}

struct property node_property_namelen(const struct node *node,
				      const char *name, size_t size)
{
	struct property found = { NULL, 0 };
	int offset;

	for (offset = fdt_first_property_offset(node->blob, own_offset(node));
	     offset >= 0;
	     offset = fdt_next_property_offset(node->blob, offset)) {
		const struct fdt_property *property =
			fdt_offset_ptr(node->blob, offset, sizeof(*property));

		if (blob_name_is(node->blob, fdt32_ld(&property->nameoff), name,
				 size)) {
			found.data = (const uint8_t *)property->data;
			found.size = fdt32_ld(&property->len);
			break;
		}
	}
	return found;
}

struct property node_property(const struct node *node, const char *name)
{
	return node_property_namelen(node, name, strlen(name));
}

bool node_is(const struct node *node, const char *compatible)
{
	struct property list = node_property(node, "compatible");

	return fdt_stringlist_contains((const char *)list.data, (int)list.size,
				       compatible);
}

bool node_enabled(const struct node *node)
{
	return node->enabled[node->depth - 1];
}

static struct bus bus_of(const struct node *node)
{
	struct bus bus;

	bus_init(&bus, node_property(node, "#address-cells"),
		 node_property(node, "#size-cells"),
		 node_property(node, "ranges"));
	return bus;
}

bool node_address(const struct node *node, uint64_t *ret_address)
{
	struct property reg = node_property(node, "reg");
	struct node at = *node;
	uint64_t budget = fdt_totalsize(node->blob);
	struct cells address;
	struct bus bus;

	if (node->depth < 2)
		return false;
	at.depth--;
	bus = bus_of(&at);
	if (!bus_usable(&bus) || reg.size < bus_reg_size(&bus))
		return false;
	address = cells_read(reg.data, bus.address_cells);
	while (--at.depth) {
		struct bus parent = bus_of(&at);

		if (!bus_translate(&bus, &parent, &address, &budget))
			return false;
		bus = parent;
	}
	if (address.high)
		return false;
	*ret_address = address.low;
	return true;
}
