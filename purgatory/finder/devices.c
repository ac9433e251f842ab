/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/devices.h"

#include "finder/found.h"
#include "finder/memory.h"
#include "finder/tree.h"
#include "io.h"

/*
 * The version, then a compatible string of it; those of one chip as
 * well, because the first that is known decides, as it does for the loader.
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

static const char actions[] =
	"1policy=abort\0"
	"2policy=bypass\0"
	"0policy=keep\0";
_Static_assert(SMMU_PLAN_ABORT == 1 && SMMU_PLAN_BYPASS == 2 &&
	       SMMU_PLAN_KEEP == 0, "actions");

/* The digit in front of that text in a list; 0 if there is none. */
static unsigned int find(uint64_t at, uint32_t size, const char *list)
{
	while (*list) {
		if (memory_is(at, size, list + 1))
			return (uint8_t)*list;
		while (*list++)
			;
	}
	return 0;
}

unsigned int devices_model(const char *known, bool *ret_qualcomm)
{
	struct finder_property list = tree_own("compatible");
	uint64_t at = finder.structure + list.at;
	unsigned int model = 0;

	*ret_qualcomm = false;
	while (list.size) {
		*ret_qualcomm |= memory_is(at, list.size, "qcom,*");
		if (!model)
			model = find(at, list.size, known) % '0';
		do {
			list.size--;
		} while (io_read8(at++) && list.size);
	}
	return model;
}

static uint32_t read_phandle(void)
{
	struct finder_property property = tree_own("phandle");
	uint64_t phandle;

	if (!property.at)
		property = tree_own("linux,phandle");
	phandle = tree_number(property);
	return phandle < UINT32_MAX ? (uint32_t)phandle : 0;
}

/* A frame for each entry of reg. */
static void add_smmu(void)
{
	uint32_t first = finder.count, parent = finder.depth - 1;
	enum found_reason reason = FOUND_ACTED_ON;
	unsigned int version, flags = 0;
	enum tree_reg is;
	bool qualcomm;

	version = devices_model(models, &qualcomm);
	if (!version || !parent)
		return;
	if (tree_own("cavium,cn9900-broken-page1-regspace").at)
		flags |= SMMU_PLAN_PAGE0_ONLY;
	if (version != SMMU_PLAN_V3 &&
	    tree_own("calxeda,smmu-secure-config-access").at)
		flags |= SMMU_PLAN_SECURE_ALIAS;
	if (qualcomm)
		reason = FOUND_QUALCOMM;
	if (tree_own("clocks").size ||
	    tree_own("power-domains").size)
		reason = FOUND_POWERED;
	finder.reg = tree_own("reg");
	while ((is = tree_reg(parent))) {
		if (is == TREE_REG_READ) {
			/* None is too small; for a plan, 0 is unknown. */
			found_add(finder.base, finder.size + !finder.size,
				  version, flags, read_phandle());
			flags |= SMMU_PLAN_MIRROR;
		} else {
			reason = FOUND_UNREACHABLE;
		}
	}
	if (reason)
		found_keep_from(first, reason);
}

/*
 * A child of /reserved-memory: what a bootloader left empty is not in use. What
 * is of more cells than can be read, so that all of it is left, may be.
 */
static void note_region(void)
{
	struct finder_property addresses = tree_own("iommu-addresses");
	enum tree_reg is;
	bool in_use = false;

	if (!addresses.at)
		return;
	finder.reg = tree_own("reg");
	while ((is = tree_reg(2)))
		in_use |= is == TREE_REG_READ && finder.size;
	if (!in_use && finder.reg.size < TREE_REG_SIZE_MAX)
		return;
	if (finder.region_count == FINDER_REGIONS_MAX)
		memory_fail(FINDER_TOO_MANY);
	finder.regions[finder.region_count++] = addresses;
}

/* Words are between blanks. The first NUL is the end, as good as a blank. */
static void read_command_line(void)
{
	static const char name[] = "kexec_smmu_stage.*";
	struct finder_property line = tree_own("bootargs");
	uint64_t at = finder.structure + line.at, end = at + line.size, word;
	unsigned int digit, action;

	for (; at < end; at++) {
		for (word = at; at < end && io_read8(at) > ' '; at++)
			;
		if (!memory_is(word, (uint32_t)(at - word), name))
			continue;
		word += sizeof(name) - 2;
		digit = find(word, (uint32_t)(at - word), actions);
		action = digit % '0';
		if (digit && (action == SMMU_PLAN_ABORT || finder.may_loosen))
			finder.action = (uint8_t)action;
		else
			finder.ignored = true;
	}
}

static void read_chosen(void)
{
	finder.chosen = finder.at;
	finder.is_kexec = tree_own("linux,booted-from-kexec").at ||
			  tree_own("linux,elfcorehdr").at;
	read_command_line();
}

static void read_node(void)
{
	if (finder.depth == 2) {
		if (tree_top_is("chosen"))
			read_chosen();
		else
			finder.by_acpi = false;
	}
	if (finder.off)
		return;
	/* PSCI's, and that of others is the same. */
	if (tree_text_is(tree_own("method"), "hvc"))
		finder.conduit = SMMU_PLAN_CONDUIT_HVC;
	if (finder.depth == 3 && tree_top_is("reserved-memory"))
		note_region();
	add_smmu();
}

uint64_t devices_chosen(const char *name)
{
	/* Without one, at 0, the root begins, and has no property yet. */
	return tree_number(tree_find(finder.chosen, name));
}

/* Every cell of a list of phandles and numbers may be a phandle. */
static bool has_region(uint32_t phandle)
{
	uint32_t i;

	for (i = 0; i < finder.region_count; i++) {
		struct finder_property list = finder.regions[i];

		for (; list.size >= 4; list.size -= 4, list.at += 4) {
			if (tree_cell(list.at) == phandle)
				return phandle;
		}
	}
	return false;
}

static void keep_behind(struct finder_property list)
{
	for (; list.size >= 4; list.size -= 4, list.at += 4)
		found_keep_node(tree_cell(list.at),
				FOUND_REGION);
}

/*
 * A second walk, for the devices that regions belong to: the SMMUs in front of
 * such a device are left alone. The number of cells after a phandle is not
 * looked up, so a number that equals some SMMU's phandle leaves that alone as
 * well.
 */
static void keep_owners(void)
{
	uint32_t depth;

	tree_rewind();
	while (tree_next()) {
		if (!has_region(read_phandle()))
			continue;
		keep_behind(tree_own("iommus"));
		/* The map of a bus is for all devices on it. */
		for (depth = finder.depth; depth; depth--)
			keep_behind(tree_find(
						      finder.nodes[depth],
						      "iommu-map"));
	}
}

void devices_read(uint64_t address)
{
	finder.region_count = finder.chosen = 0;
	finder.by_acpi = true;
	tree_open(address);
	while (tree_next())
		read_node();
	if (finder.region_count && finder.count)
		keep_owners();
}

void devices_check_ram(void)
{
	enum tree_reg is;

	tree_rewind();
	while ((finder.count | finder.console) && tree_next()) {
		if (finder.depth != 2 || finder.off ||
		    !tree_text_is(tree_own("device_type"),
				  "memory"))
			continue;
		finder.reg = tree_own("reg");
		while ((is = tree_reg(1))) {
			if (is == TREE_REG_READ)
				found_check_ram(finder.base, finder.size);
		}
	}
}
