/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "devtree/compatible.h"
#include "devtree/walk.h"

/* One frame of the node; entry is that of its reg, NULL if it has none. */
static int add_frame(struct walk *walk, const struct smmu *node,
		     const uint8_t *entry, const struct compatible *compatible)
{
	struct smmu *smmu = smmu_machine_add(&walk->machine);
	struct cells size;

	if (!smmu)
		return message_oom(walk->why);
	*smmu = *node;
	if (entry) {
		smmu->has_base = walk_reg(walk, entry, &smmu->base, &size);
		smmu->has_size = !size.high;
		smmu->size = smmu->has_size ? size.low : 0;
	}
	if (!smmu->has_base && smmu->status == SMMU_OKAY)
		smmu->status = SMMU_UNREACHABLE;
	smmu->name = walk_copy_path(walk);
	smmu->model = walk_copy(walk, compatible->model,
				compatible->model_size);
	return smmu->name && smmu->model ? 0 : -1;
}

static int add_smmu(struct walk *walk, enum smmu_version version,
		    const struct compatible *compatible)
{
	const struct property *props = walk->properties;
	const struct property *reg = &props[PROP_REG];
	const struct bus *bus = walk_bus(walk);
	size_t at, entry_size;
	struct smmu node = {
		.version = version,
		.status = walk_level(walk)->status,
		.group = walk->groups++,
		.power_managed = props[PROP_CLOCKS].size ||
				 props[PROP_POWER_DOMAINS].size,
		.page0_only = props[PROP_PAGE0_ONLY].data,
		.secure_alias = version != SMMU_VERSION_V3 &&
				props[PROP_SECURE_ALIAS].data,
		.qualcomm = compatible->qualcomm,
	};

	/* The root has no parent that its reg could be an address of. */
	if (!bus || !bus_usable(bus) || reg->size < bus_reg_size(bus))
		return add_frame(walk, &node, NULL, compatible);

	entry_size = bus_reg_size(bus);
	for (at = 0; reg->size - at >= entry_size; at += entry_size) {
		if (add_frame(walk, &node, reg->data + at, compatible))
			return -1;
	}
	return 0;
}

static int add_unsupported(struct walk *walk,
			   const struct compatible *compatible)
{
	static const char unknown[] = "unknown";
	struct unsupported_iommu *iommu =
		smmu_machine_add_unsupported(&walk->machine);

	if (!iommu)
		return message_oom(walk->why);
	iommu->name = walk_copy_path(walk);
	iommu->model = compatible->model_size ?
		walk_copy(walk, compatible->model, compatible->model_size) :
		walk_copy(walk, unknown, strlen(unknown));
	return iommu->name && iommu->model ? 0 : -1;
}

/* #iommu-cells makes an IOMMU of what no row of the table knows. */
int iommu_read(struct walk *walk)
{
	const struct property *list = &walk->properties[PROP_COMPATIBLE];
	struct compatible compatible;

	compatible_match((const char *)list->data, list->size, &compatible);
	switch (compatible.kind) {
	case COMPATIBLE_V1:
		return add_smmu(walk, SMMU_VERSION_V1, &compatible);
	case COMPATIBLE_V2:
		return add_smmu(walk, SMMU_VERSION_V2, &compatible);
	case COMPATIBLE_V3:
		return add_smmu(walk, SMMU_VERSION_V3, &compatible);
	case COMPATIBLE_OTHER:
		return add_unsupported(walk, &compatible);
	case COMPATIBLE_NONE:
		break;
	}
	if (walk->properties[PROP_IOMMU_CELLS].data)
		return add_unsupported(walk, &compatible);
	return 0;
}
