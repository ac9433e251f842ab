/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/devtree.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/blob.h"
#include "devtree/interrupts.h"
#include "devtree/iommu.h"
#include "devtree/regions.h"
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
	[PROP_IOMMU_MAP_MASK] = "iommu-map-mask",
	[PROP_STREAM_MATCH_MASK] = "stream-match-mask",
	[PROP_MMU_MASTERS] = "mmu-masters",
	[PROP_STREAM_ID_CELLS] = "#stream-id-cells",
	[PROP_DEVICE_TYPE] = "device_type",
	[PROP_PCI_DOMAIN] = "linux,pci-domain",
	[PROP_DMA_COHERENT] = "dma-coherent",
	[PROP_DMA_CELLS] = "#dma-cells",
	[PROP_BUS_RANGE] = "bus-range",
};

/*
 * The properties of the deepest open node are complete: a child begins or it
 * ends. What follows a child is not looked at, as by libfdt (section 5.4.2).
 */
static int node_read(struct walk *walk)
{
	const struct property *props = walk->properties;
	size_t smmu = walk->machine.smmu_count;
	size_t master = walk->master_count;
	const struct level *parent;
	struct level *level;
	struct gic gic;

	if (walk->depth == 0 || walk->depth > DEVTREE_DEPTH_MAX ||
	    walk_level(walk)->read)
		return 0;
	level = walk_level(walk);
	level->read = true;
	parent = walk->depth > 1 ? level - 1 : NULL;

	/* What it says of its children. */
	level->status = parent ? parent->status : SMMU_OKAY;
	/* Section 2.3.4. A disabled parent outweighs what its children say. */
	if (level->status != SMMU_DISABLED &&
	    !blob_is_enabled(props[PROP_STATUS]))
		level->status = blob_text_is(props[PROP_STATUS], "reserved") ?
				SMMU_RESERVED : SMMU_DISABLED;
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

	/* What it is. */
	if (iommu_read(walk))
		return -1;
	if (smmu == walk->machine.smmu_count)
		smmu = WALK_NO_SMMU;
	if (iommu_note_master(walk, smmu))
		return -1;
	if (master == walk->master_count)
		master = WALK_NO_MASTER;
	gic = interrupts_gic(walk);
	if (walk_note_phandle(walk, smmu, master, &gic) ||
	    interrupts_note(walk, smmu))
		return -1;
	return regions_note(walk);
}

static int node_begin(struct walk *walk, int offset)
{
	size_t path_size = 0;
	struct level *level;
	const char *name;
	int size;

	if (walk->depth++ >= DEVTREE_DEPTH_MAX)
		return 0;

	memset(walk->properties, 0, sizeof(walk->properties));
	level = &walk->levels[walk->depth - 1];
	memset(level, 0, sizeof(*level));
	if (walk->depth == 1)
		return 0;
	name = fdt_get_name(walk->blob, offset, &size);
	if (!name)
		return blob_malformed(size, walk->why);
	path_size = walk->levels[walk->depth - 2].path_size;
	if ((size_t)size + 2 > WALK_PATH_SIZE - path_size)
		return message_set(walk->why, "device tree has a node path of over 4095 bytes");
	walk->path[path_size] = '/';
	memcpy(walk->path + path_size + 1, name, (size_t)size);
	level->path_size = path_size + 1 + (size_t)size;
	return 0;
}

/*
 * The tag at offset ends at next. What follows a child, or is too deep, is
 * noted as well: nobody looks at it before the next node begins.
 */
static int node_property(struct walk *walk, int offset, int next)
{
	const struct fdt_property *tag =
		blob_property(walk->blob, offset, next);
	size_t i;

	if (!tag)
		return blob_malformed(-FDT_ERR_BADSTRUCTURE, walk->why);
	for (i = 0; i < PROP_COUNT; i++) {
		struct property *property = &walk->properties[i];

		if (!property->data &&
		    blob_name_is(walk->blob, fdt32_ld(&tag->nameoff),
				 property_names[i], strlen(property_names[i]))) {
			property->data = (const uint8_t *)tag->data;
			property->size = fdt32_ld(&tag->len);
			break;
		}
	}
	return 0;
}

static int walk_tree(struct walk *walk)
{
	int offset, error, next = 0;
	uint32_t tag;

	do {
		offset = next;
		error = blob_tag(walk->blob, offset, &tag, &next);
		if (error)
			return blob_malformed(error, walk->why);
		if ((tag == FDT_BEGIN_NODE || tag == FDT_END_NODE) &&
		    node_read(walk))
			return -1;
		if (tag == FDT_BEGIN_NODE && node_begin(walk, offset))
			return -1;
		if (tag == FDT_PROP && node_property(walk, offset, next))
			return -1;
		if (tag == FDT_END_NODE)
			walk->depth--;
	} while (tag != FDT_END);
	return 0;
}

int devtree_parse(const void *blob, size_t size,
		  struct smmu_machine *ret_machine, struct message *why)
{
	struct walk *walk;
	int result;
	size_t i;

	if (blob_check(blob, size, why))
		return -1;
	walk = calloc(1, sizeof(*walk));
	if (!walk)
		return message_oom(why);
	walk->blob = blob;
	walk->why = why;
	walk->machine.source = SMMU_SOURCE_FDT;
	walk->budget = (uint64_t)fdt_totalsize(blob) * BUDGET_FACTOR;
	result = walk_tree(walk);
	/* What referred to nodes behind can be followed now. */
	if (!result && (walk->interrupts_count || walk->region_count ||
			walk->master_count))
		walk_sort_phandles(walk);
	if (!result)
		result = interrupts_resolve(walk);
	if (!result)
		result = regions_resolve(walk);
	if (!result)
		result = iommu_resolve_masters(walk);
	if (!result)
		*ret_machine = walk->machine;
	else
		smmu_machine_clear(&walk->machine);
	for (i = 0; i < walk->master_count; i++)
		free(walk->masters[i].master.name);
	free(walk->masters);
	free(walk->mmu_masters);
	free(walk->phandles);
	free(walk->regions);
	free(walk->interrupts);
	free(walk);
	return result;
}
