/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/node.h"

#include <libfdt.h>
#include <string.h>

/*
 * Every tag is whole and leads on to the next, every property is inside its
 * tag: libfdt 1.6.1 takes some lengths near 2^32 for small ones, and would
 * read on outside of the blob, or in circles.
 */
static int check_tags(const void *blob)
{
	int offset = 0, next = 0;
	uint32_t tag;

	do {
		tag = fdt_next_tag(blob, offset, &next);
		if (next <= offset)
			return -1;
		if (tag == FDT_PROP) {
			const struct fdt_property *property =
				fdt_offset_ptr(blob, offset,
					       sizeof(*property));
			size_t space = (size_t)(next - offset);

			if (!property || space < sizeof(*property) ||
			    fdt32_ld(&property->len) >
			    space - sizeof(*property))
				return -1;
		}
		offset = next;
	} while (tag != FDT_END);
	return 0;
}

int fdt_node_root(const void *blob, size_t size, struct fdt_node *ret_root,
		  struct message *why)
{
	int root = -1;

	if (devtree_check_header(blob, size, why))
		return -1;
	if (!check_tags(blob))
		root = fdt_next_node(blob, -1, NULL);
	if (root < 0) {
		message_set(why, "damaged device tree (%s)",
			    fdt_strerror(-FDT_ERR_BADSTRUCTURE));
		return -1;
	}
	ret_root->blob = blob;
	ret_root->offsets[0] = root;
	ret_root->depth = 1;
	return 0;
}

static int own_offset(const struct fdt_node *node)
{
	return node->offsets[node->depth - 1];
}

bool fdt_node_find(const struct fdt_node *root, const char *path, size_t size,
		   struct fdt_node *ret_node)
{
	const char *end = path + size;
	struct fdt_node node = *root;

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
		node.offsets[node.depth++] = offset;
		path += size;
	}
	*ret_node = node;
	return true;
}

bool fdt_node_next(struct fdt_node *node)
{
	int depth = (int)node->depth - 1;
	int offset = own_offset(node);

	do {
		offset = fdt_next_node(node->blob, offset, &depth);
		if (offset < 0 || depth < 1)
			return false;
	} while (depth >= DEVTREE_DEPTH_MAX);
	node->offsets[depth] = offset;
	node->depth = (size_t)depth + 1;
	return true;
}

/*
 * Is the string at that offset of the strings block this one? Bounded by what
 * is looked for: a block without a zero byte costs nothing.
 */
static bool name_is(const char *blob, uint32_t offset, const char *name,
		    size_t size)
{
	const char *strings = blob + fdt_off_dt_strings(blob);
	uint32_t block = fdt_size_dt_strings(blob);

	return offset < block && block - offset > size &&
	       !memcmp(strings + offset, name, size) &&
	       !strings[offset + size];
}

struct property fdt_node_property(const struct fdt_node *node,
				  const char *name, size_t size)
{
	struct property found = { NULL, 0 };
	int offset;

	for (offset = fdt_first_property_offset(node->blob, own_offset(node));
	     offset >= 0;
	     offset = fdt_next_property_offset(node->blob, offset)) {
		const struct fdt_property *property =
			fdt_offset_ptr(node->blob, offset, sizeof(*property));

		if (name_is(node->blob, fdt32_ld(&property->nameoff), name,
			    size)) {
			found.data = (const uint8_t *)property->data;
			found.size = fdt32_ld(&property->len);
			break;
		}
	}
	return found;
}

static struct property get(const struct fdt_node *node, const char *name)
{
	return fdt_node_property(node, name, strlen(name));
}

bool fdt_node_is(const struct fdt_node *node, const char *compatible)
{
	struct property list = get(node, "compatible");
	const char *text = (const char *)list.data;
	size_t size = strlen(compatible);

	while (list.size) {
		size_t length = strnlen(text, list.size);

		if (length == size && !memcmp(text, compatible, size))
			return true;
		if (length == list.size)
			break;
		text += length + 1;
		list.size -= length + 1;
	}
	return false;
}

static bool is_on(struct property status)
{
	const char *text = (const char *)status.data;
	size_t size = text ? strnlen(text, status.size) : 0;

	return !text || (size == 4 && !memcmp(text, "okay", 4)) ||
	       (size == 2 && !memcmp(text, "ok", 2));
}

bool fdt_node_enabled(const struct fdt_node *node)
{
	struct fdt_node at = *node;

	for (; at.depth; at.depth--) {
		if (!is_on(get(&at, "status")))
			return false;
	}
	return true;
}

static struct bus bus_of(const struct fdt_node *node)
{
	struct bus bus;

	bus_init(&bus, get(node, "#address-cells"), get(node, "#size-cells"),
		 get(node, "ranges"));
	return bus;
}

bool fdt_node_address(const struct fdt_node *node, uint64_t *ret_address)
{
	struct property reg = get(node, "reg");
	struct fdt_node at = *node;
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
