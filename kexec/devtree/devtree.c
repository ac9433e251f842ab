/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/devtree.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/walk.h"

/* Work allowed for each byte of the blob; real trees need less than one. */
#define BUDGET_FACTOR	16

static const char *const property_names[PROP_COUNT] = {
	[PROP_COMPATIBLE] = "compatible",
	[PROP_STATUS] = "status",
	[PROP_REG] = "reg",
	[PROP_RANGES] = "ranges",
	[PROP_ADDRESS_CELLS] = "#address-cells",
	[PROP_SIZE_CELLS] = "#size-cells",
	[PROP_CLOCKS] = "clocks",
	[PROP_POWER_DOMAINS] = "power-domains",
	[PROP_PAGE0_ONLY] = "cavium,cn9900-broken-page1-regspace",
	[PROP_SECURE_ALIAS] = "calxeda,smmu-secure-config-access",
	[PROP_IOMMU_CELLS] = "#iommu-cells",
	[PROP_PHANDLE] = "phandle",
	[PROP_LINUX_PHANDLE] = "linux,phandle",
	[PROP_IOMMUS] = "iommus",
	[PROP_IOMMU_MAP] = "iommu-map",
	[PROP_IOMMU_ADDRESSES] = "iommu-addresses",
	[PROP_INTERRUPTS] = "interrupts",
	[PROP_INTERRUPTS_EXTENDED] = "interrupts-extended",
	[PROP_INTERRUPT_PARENT] = "interrupt-parent",
	[PROP_INTERRUPT_CELLS] = "#interrupt-cells",
};

/* Every libfdt error is put into words here, at once. */
static int damaged(struct walk *walk, int fdt_error)
{
	message_set(walk->why, "damaged device tree (%s)",
		    fdt_strerror(fdt_error));
	return -1;
}

int walk_fail(struct walk *walk, const char *reason)
{
	message_set(walk->why, "%s", reason);
	return -1;
}

/* Section 2.3.4. A disabled parent outweighs what its children say. */
static enum smmu_status status_of(struct property status,
				  enum smmu_status parent)
{
	const char *text = (const char *)status.data;
	size_t size = text && status.size ? strnlen(text, status.size) : 0;

	if (parent == SMMU_DISABLED || !text)
		return parent;
	if ((size == 4 && !memcmp(text, "okay", 4)) ||
	    (size == 2 && !memcmp(text, "ok", 2)))
		return parent;
	if (size == 8 && !memcmp(text, "reserved", 8))
		return SMMU_RESERVED;
	return SMMU_DISABLED;
}

struct level *walk_level(struct walk *walk)
{
	return &walk->levels[walk->depth - 1];
}

const struct bus *walk_bus(const struct walk *walk)
{
	return walk->depth > 1 ? &walk->levels[walk->depth - 2].bus : NULL;
}

/* What is too much leaves nothing. */
bool walk_pay(struct walk *walk, size_t work)
{
	if (walk->budget >= work) {
		walk->budget -= work;
		return true;
	}
	walk->budget = 0;
	walk_fail(walk, "device tree asks for too much work");
	return false;
}

char *walk_copy(struct walk *walk, const char *text, size_t size)
{
	char *copied;

	if (!walk_pay(walk, size))
		return NULL;
	copied = malloc(size + 1);
	if (!copied) {
		message_oom(walk->why);
		return NULL;
	}
	memcpy(copied, text, size);
	copied[size] = '\0';
	return copied;
}

char *walk_copy_path(struct walk *walk)
{
	size_t size = walk_level(walk)->path_size;

	return size ? walk_copy(walk, walk->path, size) :
		      walk_copy(walk, "/", 1);
}

/* Translate up to the root, whose addresses are the CPU's. */
static bool cpu_address(struct walk *walk, struct cells *address)
{
	size_t at;

	for (at = walk->depth - 2; at > 0; at--) {
		if (!bus_translate(&walk->levels[at].bus,
				   &walk->levels[at - 1].bus, address,
				   &walk->budget))
			return false;
	}
	return !address->high;
}

bool walk_reg(struct walk *walk, const uint8_t *entry, uint64_t *ret_base,
	      struct cells *ret_size)
{
	const struct bus *bus = &walk->levels[walk->depth - 2].bus;
	struct cells base = cells_read(entry, bus->address_cells);

	*ret_size = cells_read(entry + 4 * bus->address_cells,
			       bus->size_cells);
	if (!cpu_address(walk, &base))
		return false;
	*ret_base = base.low;
	return true;
}

/* What the deepest open node says of its children. */
static void read_level(struct walk *walk)
{
	const struct property *props = walk->properties;
	struct level *level = walk_level(walk);
	const struct level *parent = walk->depth > 1 ? level - 1 : NULL;

	level->status = status_of(props[PROP_STATUS],
				  parent ? parent->status : SMMU_OKAY);
	level->iommu_map = props[PROP_IOMMU_MAP];
	if (!level->iommu_map.data && parent)
		level->iommu_map = parent->iommu_map;
	level->interrupt_parent =
		cells_one(props[PROP_INTERRUPT_PARENT],
			  parent ? parent->interrupt_parent_below : 0);
	/* An interrupt controller or nexus is its children's parent. */
	level->interrupt_parent_below = props[PROP_INTERRUPT_CELLS].data ?
			walk_phandle(walk) : level->interrupt_parent;
	bus_init(&level->bus, props[PROP_ADDRESS_CELLS],
		 props[PROP_SIZE_CELLS], props[PROP_RANGES]);
}

/*
 * The properties of the deepest open node are complete: a child begins or it
 * ends. What follows a child is not looked at, as by libfdt (section 5.4.2).
 */
static int node_read(struct walk *walk)
{
	size_t smmu = walk->machine.smmu_count;

	if (walk->depth == 0 || walk->depth > DEVTREE_DEPTH_MAX ||
	    walk_level(walk)->read)
		return 0;
	walk_level(walk)->read = true;
	read_level(walk);
	if (iommu_read(walk))
		return -1;
	if (smmu == walk->machine.smmu_count)
		smmu = WALK_NO_SMMU;
	if (phandles_note(walk, smmu) || interrupts_note(walk, smmu))
		return -1;
	return regions_note(walk);
}

/* The tree is read: what referred to nodes behind can be followed now. */
static int resolve(struct walk *walk)
{
	if (walk->interrupts_count || walk->region_count)
		phandles_sort(walk);
	return interrupts_resolve(walk) || regions_resolve(walk) ? -1 : 0;
}

static int node_begin(struct walk *walk, int offset)
{
	size_t path_size = 0;
	struct level *level;
	const char *name;
	int size;

	if (walk->depth == 0 && walk->rooted)
		return damaged(walk, -FDT_ERR_BADSTRUCTURE);
	if (node_read(walk))
		return -1;
	walk->rooted = true;
	if (walk->depth++ >= DEVTREE_DEPTH_MAX)
		return 0;

	memset(walk->properties, 0, sizeof(walk->properties));
	level = &walk->levels[walk->depth - 1];
	memset(level, 0, sizeof(*level));
	if (walk->depth == 1)
		return 0;
	name = fdt_get_name(walk->blob, offset, &size);
	if (!name)
		return damaged(walk, size);
	path_size = walk->levels[walk->depth - 2].path_size;
	if ((size_t)size + 2 > WALK_PATH_SIZE - path_size)
		return walk_fail(walk, "device tree has a node path of over 4095 bytes");
	walk->path[path_size] = '/';
	memcpy(walk->path + path_size + 1, name, (size_t)size);
	level->path_size = path_size + 1 + (size_t)size;
	return 0;
}

static int node_end(struct walk *walk)
{
	if (walk->depth == 0)
		return damaged(walk, -FDT_ERR_BADSTRUCTURE);
	if (node_read(walk))
		return -1;
	walk->depth--;
	return 0;
}

/*
 * Is the string at that offset of the strings block this one? Bounded by what
 * is looked for: a block without a zero byte costs nothing.
 */
static bool name_is(const struct walk *walk, uint32_t offset, const char *name)
{
	uint32_t block = fdt_size_dt_strings(walk->blob);
	size_t size = strlen(name) + 1;

	if (offset >= block || block - offset < size)
		return false;
	return !memcmp(walk->blob + fdt_off_dt_strings(walk->blob) + offset,
		       name, size);
}

/*
 * The tag at offset ends at next. What follows a child, or is too deep, is
 * noted as well: nobody looks at it before the next node begins.
 */
static int node_property(struct walk *walk, int offset, int next)
{
	const size_t space = (size_t)(next - offset);
	const struct fdt_property *tag;
	uint32_t size;
	size_t i;

	tag = fdt_offset_ptr(walk->blob, offset, sizeof(*tag));
	if (walk->depth == 0 || !tag || space < sizeof(*tag))
		return damaged(walk, -FDT_ERR_BADSTRUCTURE);
	size = fdt32_ld(&tag->len);
	if (size > space - sizeof(*tag))
		return damaged(walk, -FDT_ERR_BADSTRUCTURE);

	for (i = 0; i < PROP_COUNT; i++) {
		struct property *property = &walk->properties[i];

		if (!property->data && name_is(walk, fdt32_ld(&tag->nameoff),
					       property_names[i])) {
			property->data = (const uint8_t *)tag->data;
			property->size = size;
			break;
		}
	}
	return 0;
}

static int walk_tag(struct walk *walk, uint32_t tag, int offset, int next)
{
	switch (tag) {
	case FDT_BEGIN_NODE:
		return node_begin(walk, offset);
	case FDT_END_NODE:
		return node_end(walk);
	case FDT_PROP:
		return node_property(walk, offset, next);
	case FDT_NOP:
		return 0;
	default:	/* FDT_END */
		if (walk->depth || !walk->rooted)
			return damaged(walk, -FDT_ERR_BADSTRUCTURE);
		return 0;
	}
}

static int walk_tree(struct walk *walk)
{
	int offset = 0, next = 0;
	uint32_t tag;

	do {
		tag = fdt_next_tag(walk->blob, offset, &next);
		if (next < 0)
			return damaged(walk, next);
		/* libfdt 1.6.1 takes some lengths near 2^32 for small ones. */
		if (next <= offset)
			return damaged(walk, -FDT_ERR_BADSTRUCTURE);
		if (walk_tag(walk, tag, offset, next))
			return -1;
		offset = next;
	} while (tag != FDT_END);
	return 0;
}

/*
 * Section 5.2. Before version 16 names of nodes were full paths. The blob has
 * at least FDT_V16_SIZE bytes and all that its totalsize says.
 */
static int header_error(const void *blob)
{
	if (fdt_version(blob) < 16)
		return -FDT_ERR_BADVERSION;
	if (fdt_off_dt_struct(blob) % FDT_TAGSIZE)
		return -FDT_ERR_BADOFFSET;
	return fdt_check_header(blob);
}

int devtree_check_header(const void *blob, size_t size, struct message *why)
{
	int error;

	if (size < FDT_V16_SIZE) {
		message_set(why, "device tree is cut off: %zu bytes", size);
		return -1;
	}
	if (fdt_magic(blob) != FDT_MAGIC) {
		message_set(why, "not a device tree blob");
		return -1;
	}
	if (fdt_totalsize(blob) > size) {
		message_set(why, "device tree is cut off: %zu of %u bytes",
			    size, (unsigned int)fdt_totalsize(blob));
		return -1;
	}
	error = header_error(blob);
	if (error)
		message_set(why, "damaged device tree (%s)",
			    fdt_strerror(error));
	return error ? -1 : 0;
}

int devtree_parse(const void *blob, size_t size,
		  struct smmu_machine *ret_machine, struct message *why)
{
	struct walk *walk;
	int result;

	if (devtree_check_header(blob, size, why))
		return -1;
	walk = calloc(1, sizeof(*walk));
	if (!walk) {
		return message_oom(why);
	}
	walk->blob = blob;
	walk->why = why;
	walk->machine.source = SMMU_SOURCE_FDT;
	walk->budget = (uint64_t)size * BUDGET_FACTOR;
	result = walk_tree(walk);
	if (!result)
		result = resolve(walk);
	if (!result)
		*ret_machine = walk->machine;
	else
		smmu_machine_clear(&walk->machine);
	free(walk->phandles);
	free(walk->regions);
	free(walk->interrupts);
	free(walk);
	return result;
}
