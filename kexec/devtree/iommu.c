/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/iommu.h"

#include <string.h>

#include "util/array.h"

/* An IOMMU that is no SMMU. */
#define OTHER	0u

/*
 * The first row that matches a string decides; one * stands for any text. Not in
 * here because they are no SMMU to touch: arm,smmu-v3-pmcg (counters), qcom's
 * ...-tbu (a part of one).
 */
static const struct row {
	const char *pattern;
	unsigned int version;	/* enum smmu_version, or OTHER */
} rows[] = {
	/* arm,smmu-v3.yaml */
	{ "arm,smmu-v3", SMMU_VERSION_V3 },
	{ "nvidia,tegra264-smmu", SMMU_VERSION_V3 },

	/* arm,smmu.yaml; MMU-400 and MMU-401 have the first version's registers */
	{ "arm,smmu-v1", SMMU_VERSION_V1 },
	{ "arm,mmu-400", SMMU_VERSION_V1 },
	{ "arm,mmu-401", SMMU_VERSION_V1 },
	{ "arm,smmu-v2", SMMU_VERSION_V2 },
	{ "arm,mmu-500", SMMU_VERSION_V2 },
	{ "cavium,smmu-v2", SMMU_VERSION_V2 },
	{ "marvell,ap806-smmu-500", SMMU_VERSION_V2 },
	{ "nvidia,smmu-500", SMMU_VERSION_V2 },
	{ "nvidia,tegra186-smmu", SMMU_VERSION_V2 },
	{ "nvidia,tegra194-smmu", SMMU_VERSION_V2 },
	{ "nvidia,tegra234-smmu", SMMU_VERSION_V2 },
	{ "qcom,adreno-smmu", SMMU_VERSION_V2 },
	{ "qcom,smmu-500", SMMU_VERSION_V2 },
	{ "qcom,smmu-v2", SMMU_VERSION_V2 },
	{ "qcom,*-smmu-500", SMMU_VERSION_V2 },
	{ "qcom,*-smmu-v2", SMMU_VERSION_V2 },

	/* IOMMUs that are no SMMU of Arm's */
	{ "allwinner,*-iommu", OTHER },
	{ "apple,*-dart", OTHER },
	{ "mediatek,*-iommu-infra", OTHER },
	{ "mediatek,*-iommu-vdo", OTHER },
	{ "mediatek,*-iommu-vpp", OTHER },
	{ "mediatek,*-m4u", OTHER },
	{ "nvidia,tegra*-smmu", OTHER },
	{ "pci1af4,1057", OTHER },	/* virtio-iommu */
	{ "qcom,*-iommu", OTHER },
	{ "qcom,msm-iommu-v1", OTHER },
	{ "qcom,msm-iommu-v2", OTHER },
	{ "renesas,ipmmu-*", OTHER },
	{ "riscv,iommu", OTHER },
	{ "riscv,pci-iommu", OTHER },
	{ "rockchip,*iommu", OTHER },
	{ "samsung,exynos-sysmmu", OTHER },
	{ "sprd,iommu-v1", OTHER },
	{ "virtio,pci-iommu", OTHER },
};

static bool matches(const char *pattern, struct property model)
{
	const char *star = strchr(pattern, '*');
	size_t head, tail;

	if (!star)
		return blob_text_is(model, pattern);
	head = (size_t)(star - pattern);
	tail = strlen(star + 1);
	return model.size >= head + tail &&
	       !memcmp(pattern, model.data, head) &&
	       !memcmp(star + 1, model.data + model.size - tail, tail);
}

struct iommu_match iommu_compatible(struct property compatible)
{
	struct iommu_match best = { .model = blob_text(compatible) };
	struct property model;
	size_t i;

	while (blob_string_next(&compatible, &model)) {
		best.qualcomm |= matches("qcom,*", model);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			if (matches(rows[i].pattern, model))
				break;
		}
		if (i == ARRAY_SIZE(rows) || best.version ||
		    (best.is_iommu && !rows[i].version))
			continue;
		best.is_iommu = true;
		best.version = rows[i].version;
		best.model = model;
	}
	return best;
}

/* A frame for each entry of reg; one without an address, if it has none. */
static int add_smmu(struct walk *walk, const struct iommu_match *match)
{
	const struct property *props = walk->properties;
	const struct bus *bus = walk_bus(walk);
	const uint8_t *entry = NULL;
	size_t frames = 0;
	struct smmu node = {
		.version = match->version,
		.status = walk_level(walk)->status,
		.group = walk->groups++,
		.power_managed = props[PROP_CLOCKS].size ||
				 props[PROP_POWER_DOMAINS].size,
		.page0_only = props[PROP_PAGE0_ONLY].data,
		.secure_alias = match->version != SMMU_VERSION_V3 &&
				props[PROP_SECURE_ALIAS].data,
		.qualcomm = match->qualcomm,
	};

	/* The root has no parent that its reg could be an address of. */
	if (bus && bus_usable(bus))
		frames = props[PROP_REG].size / bus_reg_size(bus);
	if (frames)
		entry = props[PROP_REG].data;
	do {
		struct smmu *smmu = smmu_machine_add(&walk->machine);
		struct cells size;

		if (!smmu)
			return message_oom(walk->why);
		*smmu = node;
		if (entry) {
			smmu->has_base = walk_reg(walk, entry, &smmu->base,
						  &size);
			smmu->has_size = !size.high;
			smmu->size = smmu->has_size ? size.low : 0;
			entry += bus_reg_size(bus);
		}
		if (!smmu->has_base && smmu->status == SMMU_OKAY)
			smmu->status = SMMU_UNREACHABLE;
		smmu->name = walk_copy(walk, walk_path(walk));
		smmu->model = walk_copy(walk, match->model);
		if (!smmu->name || !smmu->model)
			return -1;
	} while (frames && --frames);
	return 0;
}

int iommu_read(struct walk *walk)
{
	static const struct property unknown = {
		(const uint8_t *)"unknown", sizeof("unknown") - 1,
	};
	struct iommu_match match =
		iommu_compatible(walk->properties[PROP_COMPATIBLE]);
	struct unsupported_iommu *iommu;

	if (match.version)
		return add_smmu(walk, &match);
	if (!match.is_iommu && !walk->properties[PROP_IOMMU_CELLS].data)
		return 0;

	iommu = smmu_machine_add_unsupported(&walk->machine);
	if (!iommu)
		return message_oom(walk->why);
	iommu->name = walk_copy(walk, walk_path(walk));
	iommu->model = walk_copy(walk, match.model.size ? match.model :
							  unknown);
	return iommu->name && iommu->model ? 0 : -1;
}

int iommu_note_master(struct walk *walk)
{
	const struct property *props = walk->properties;
	void *array = walk->masters;
	struct master_note *note;

	if (!props[PROP_IOMMUS].data && !props[PROP_IOMMU_MAP].data)
		return 0;
	note = array_add(&array, &walk->master_count, sizeof(*note));
	walk->masters = array;
	if (!note)
		return message_oom(walk->why);
	note->iommus = props[PROP_IOMMUS];
	note->iommu_map = props[PROP_IOMMU_MAP];
	note->name = walk_copy(walk, walk_path(walk));
	return note->name ? 0 : -1;
}

static int follow(struct walk *walk, const struct master_note *note,
		  struct property list, bool is_map)
{
	const struct phandle_note *target;
	size_t last = WALK_NO_SMMU;
	struct master *master;
	int found;

	while ((found = walk_next_iommu(walk, &list, is_map, &target)) > 0) {
		/* An SMMU that is named again and again, stands together. */
		if (!target || target->smmu == last)
			continue;
		last = target->smmu;
		if (last == WALK_NO_SMMU)
			continue;
		if (!walk_pay(walk, sizeof(*master)))
			return -1;
		master = smmu_machine_add_master(&walk->machine);
		if (!master)
			return message_oom(walk->why);
		master->group = walk->machine.smmus[last].group;
		master->name = walk_copy(walk, (struct property){
				(const uint8_t *)note->name,
				strlen(note->name) });
		if (!master->name)
			return -1;
	}
	return found;
}

int iommu_resolve_masters(struct walk *walk)
{
	size_t i;

	for (i = 0; i < walk->master_count; i++) {
		const struct master_note *note = &walk->masters[i];

		if (follow(walk, note, note->iommus, /* is_map= */ false) ||
		    follow(walk, note, note->iommu_map, /* is_map= */ true))
			return -1;
	}
	return 0;
}
