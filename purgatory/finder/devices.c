/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/devices.h"

/*
 * The version, then a compatible string of it: those of kexec/devtree/iommu.c
 * but for Qualcomm's with a text in the middle, which never stand alone.
 */
static const char models[] =
	"3arm,smmu-v3\0"
	"3nvidia,tegra264-smmu\0"
	"1arm,smmu-v1\0"
	"1arm,mmu-400\0"
	"1arm,mmu-401\0"
	"2arm,smmu-v2\0"
	"2arm,mmu-500\0"
	"2cavium,smmu-v2\0"
	"2marvell,ap806-smmu-500\0"
	"2nvidia,smmu-500\0"
	"2nvidia,tegra186-smmu\0"
	"2nvidia,tegra194-smmu\0"
	"2nvidia,tegra234-smmu\0"
	"2qcom,adreno-smmu\0"
	"2qcom,smmu-500\0"
	"2qcom,smmu-v2\0";
static const char maker[] = "qcom,";

/* Longer strings are no model that is looked for. */
#define MODEL_SIZE	24u

/* Does text begin with that? */
static bool begins(const char *text, const char *with)
{
	for (; *with; with++, text++) {
		if (*text != *with)
			return false;
	}
	return true;
}

static unsigned int version_of(const char *model)
{
	const char *text = models;

	while (*text) {
		unsigned int version = (unsigned int)(*text++ - '0');

		if (begins(model, text) && begins(text, model))
			return version;
		while (*text++)
			;
	}
	return 0;
}

/* The version by the first string that has one, 0 for what is no SMMU. */
static unsigned int read_model(struct tree *tree, bool *ret_qualcomm)
{
	struct tree_property list = tree->properties[TREE_COMPATIBLE];
	uint64_t at = tree->structure + list.at;
	unsigned int version = 0;
	char model[MODEL_SIZE];
	uint32_t size = 0;
	char c;

	*ret_qualcomm = false;
	for (; list.size; list.size--) {
		c = (char)memory_load8(tree->memory, at++);
		if (size < MODEL_SIZE - 1)
			model[size] = c;
		size++;
		if (c && list.size > 1)
			continue;
		/* The last may end without a NUL. */
		size -= !c;
		model[size < MODEL_SIZE ? size : MODEL_SIZE - 1] = '\0';
		*ret_qualcomm |= begins(model, maker);
		if (!version)
			version = version_of(model);
		size = 0;
	}
	return version;
}

static uint32_t read_phandle(struct tree *tree)
{
	struct tree_property property = tree->properties[TREE_PHANDLE];
	uint32_t phandle;

	if (!property.at)
		property = tree->properties[TREE_LINUX_PHANDLE];
	phandle = tree_one(tree, property);
	return phandle + 1 ? phandle : 0;
}

/* A frame for each entry of reg. */
static bool add_smmu(struct tree *tree, struct found *found)
{
	const struct tree_property *props = tree->properties;
	uint32_t node = read_phandle(tree), first = found->count, at, step, i;
	uint32_t parent = tree->depth - 1;
	enum found_reason reason = FOUND_ACTED_ON;
	unsigned int version, flags = 0;
	struct tree_bus bus;
	bool qualcomm;

	version = read_model(tree, &qualcomm);
	if (!version || !parent)
		return true;
	if (version == SMMU_PLAN_V3) {
		if (props[TREE_PAGE0_ONLY].at)
			flags |= SMMU_PLAN_PAGE0_ONLY;
	} else if (props[TREE_SECURE_ALIAS].at) {
		flags |= SMMU_PLAN_SECURE_ALIAS;
	}
	tree_bus(tree, parent, &bus);
	step = tree_reg_size(&bus);
	at = props[TREE_REG].at;
	for (i = props[TREE_REG].size; step && i >= step; i -= step) {
		uint64_t base, size;

		if (!tree_reg(tree, parent, at, &base, &size)) {
			reason = FOUND_UNREACHABLE;
		} else {
			/* None is too small; for a plan, 0 is unknown. */
			size += !size;
			if (!found_add(found, base, size, version, flags, node))
				return false;
			flags |= SMMU_PLAN_MIRROR;
		}
		at += step;
	}
	if (!reason && (props[TREE_CLOCKS].size ||
			props[TREE_POWER_DOMAINS].size))
		reason = FOUND_POWERED;
	if (!reason && qualcomm)
		reason = FOUND_QUALCOMM;
	if (reason)
		found_keep_from(found, first, reason);
	return true;
}

static bool note(struct tree *tree, struct devices_list *list,
		 struct tree_property item)
{
	if (list->count == DEVICES_LIST_MAX)
		return memory_fail(tree->memory, MEMORY_TOO_MANY);
	list->items[list->count++] = item;
	return true;
}

/*
 * A child of /reserved-memory: what a bootloader left empty is not in use. What
 * is of more cells than can be read, may be.
 */
static bool note_region(struct tree *tree, struct devices *devices)
{
	struct tree_property reg = tree->properties[TREE_REG];
	struct tree_property addresses = tree->properties[TREE_IOMMU_ADDRESSES];
	uint64_t size = 0, base;
	struct tree_bus bus;
	uint32_t step;

	if (!addresses.at)
		return true;
	tree_bus(tree, tree->depth - 1, &bus);
	step = tree_reg_size(&bus);
	if (!step)
		return !reg.size ||
		       note(tree, &devices->regions, addresses);
	for (; reg.size >= step; reg.size -= step, reg.at += step) {
		if (tree_reg(tree, tree->depth - 1, reg.at, &base, &size) &&
		    size)
			return note(tree, &devices->regions, addresses);
	}
	return true;
}

/* Called for the tree's root, which has none of them, and for /chosen. */
static void read_chosen(struct tree *tree, struct devices *devices)
{
	unsigned int i;

	for (i = 0; i < DEVICES_CHOSEN; i++)
		devices->chosen[i] = tree_number(
			tree, tree->properties[TREE_EFI_TABLE + i]);
}

static bool read_node(struct tree *tree, struct devices *devices,
		      struct found *found)
{
	if (tree->depth == 1 ||
	    (tree->depth == 2 && tree->under == TREE_CHOSEN))
		read_chosen(tree, devices);
	else if (tree->depth == 2)
		devices->stub = false;
	if (tree->off)
		return true;
	if (tree->depth == 2 &&
	    tree_text_is(tree, tree->properties[TREE_DEVICE_TYPE], "memory") &&
	    !note(tree, &devices->ram, tree->properties[TREE_REG]))
		return false;
	if (tree->depth == 3 && tree->under == TREE_RESERVED_MEMORY &&
	    !note_region(tree, devices))
		return false;
	return add_smmu(tree, found);
}

/* Every cell of a list of phandles and numbers may be a phandle. */
static bool has_cell(struct tree *tree, struct tree_property list,
		     uint32_t wanted)
{
	for (; list.size >= 4; list.size -= 4, list.at += 4) {
		if (tree_cell(tree, list.at) == wanted)
			return true;
	}
	return false;
}

static void keep_behind(struct tree *tree, struct tree_property list,
			struct found *found)
{
	for (; list.size >= 4; list.size -= 4, list.at += 4)
		found_keep_node(found, tree_cell(tree, list.at), FOUND_REGION);
}

/*
 * Once more, for the devices that regions are of: the SMMUs that such a device
 * is behind are left alone. How many cells belong to a phandle is not looked
 * up: a number that is some SMMU's phandle leaves that alone as well.
 */
static void keep_owners(struct tree *tree, const struct devices *devices,
			struct found *found)
{
	while (tree_next(tree)) {
		uint32_t phandle = read_phandle(tree), i;

		for (i = 0; phandle && i < devices->regions.count; i++) {
			if (has_cell(tree, devices->regions.items[i], phandle))
				break;
		}
		if (!phandle || i == devices->regions.count)
			continue;
		keep_behind(tree, tree->properties[TREE_IOMMUS], found);
		keep_behind(tree, tree->properties[TREE_IOMMU_MAP], found);
		/* A bus's map is of all that are on it. */
		for (i = 1; i < tree->depth; i++) {
			tree_read_above(tree, i);
			keep_behind(tree, tree->above[TREE_IOMMU_MAP], found);
		}
	}
}

bool devices_read(struct devices *devices, struct tree *tree, uint64_t address,
		  struct found *found)
{
	devices->ram.count = devices->regions.count = 0;
	devices->stub = true;
	if (!tree_open(tree, found->memory, address))
		return false;
	while (tree_next(tree) && read_node(tree, devices, found))
		;
	if (devices->regions.count && found->count) {
		tree_rewind(tree);
		keep_owners(tree, devices, found);
	}
	return !found->memory->failure;
}

bool devices_check_ram(const struct devices *devices, struct tree *tree,
		       struct found *found)
{
	struct tree_bus bus;
	uint32_t i, step;

	/* Nodes of memory are the root's children. */
	tree_bus(tree, 1, &bus);
	step = tree_reg_size(&bus);
	for (i = 0; i < devices->ram.count; i++) {
		struct tree_property reg = devices->ram.items[i];
		uint64_t base, size;

		for (; step && reg.size >= step; reg.size -= step) {
			if (tree_reg(tree, 1, reg.at, &base, &size) &&
			    !found_check_ram(found, base, size))
				return false;
			reg.at += step;
		}
	}
	return true;
}
