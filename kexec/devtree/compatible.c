/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/compatible.h"

#include <string.h>

#include "util/macros.h"

/*
 * The first row that matches a string decides; one * stands for any text. Not in
 * here because they are no SMMU to touch: arm,smmu-v3-pmcg (counters), qcom's
 * ...-tbu (a part of one).
 */
static const struct {
	const char *pattern;
	enum compatible_kind kind;
} rows[] = {
	/* arm,smmu-v3.yaml */
	{ "arm,smmu-v3", COMPATIBLE_V3 },
	{ "nvidia,tegra264-smmu", COMPATIBLE_V3 },

	/* arm,smmu.yaml; MMU-400 and MMU-401 have the first version's registers */
	{ "arm,smmu-v1", COMPATIBLE_V1 },
	{ "arm,mmu-400", COMPATIBLE_V1 },
	{ "arm,mmu-401", COMPATIBLE_V1 },
	{ "arm,smmu-v2", COMPATIBLE_V2 },
	{ "arm,mmu-500", COMPATIBLE_V2 },
	{ "cavium,smmu-v2", COMPATIBLE_V2 },
	{ "marvell,ap806-smmu-500", COMPATIBLE_V2 },
	{ "nvidia,smmu-500", COMPATIBLE_V2 },
	{ "nvidia,tegra186-smmu", COMPATIBLE_V2 },
	{ "nvidia,tegra194-smmu", COMPATIBLE_V2 },
	{ "nvidia,tegra234-smmu", COMPATIBLE_V2 },
	{ "qcom,adreno-smmu", COMPATIBLE_V2 },
	{ "qcom,smmu-500", COMPATIBLE_V2 },
	{ "qcom,smmu-v2", COMPATIBLE_V2 },
	{ "qcom,*-smmu-500", COMPATIBLE_V2 },
	{ "qcom,*-smmu-v2", COMPATIBLE_V2 },

	/* IOMMUs that are no SMMU of Arm's */
	{ "allwinner,*-iommu", COMPATIBLE_OTHER },
	{ "apple,*-dart", COMPATIBLE_OTHER },
	{ "mediatek,*-iommu-infra", COMPATIBLE_OTHER },
	{ "mediatek,*-iommu-vdo", COMPATIBLE_OTHER },
	{ "mediatek,*-iommu-vpp", COMPATIBLE_OTHER },
	{ "mediatek,*-m4u", COMPATIBLE_OTHER },
	{ "nvidia,tegra*-smmu", COMPATIBLE_OTHER },
	{ "pci1af4,1057", COMPATIBLE_OTHER },	/* virtio-iommu */
	{ "qcom,*-iommu", COMPATIBLE_OTHER },
	{ "qcom,msm-iommu-v1", COMPATIBLE_OTHER },
	{ "qcom,msm-iommu-v2", COMPATIBLE_OTHER },
	{ "renesas,ipmmu-*", COMPATIBLE_OTHER },
	{ "riscv,iommu", COMPATIBLE_OTHER },
	{ "riscv,pci-iommu", COMPATIBLE_OTHER },
	{ "rockchip,*iommu", COMPATIBLE_OTHER },
	{ "samsung,exynos-sysmmu", COMPATIBLE_OTHER },
	{ "sprd,iommu-v1", COMPATIBLE_OTHER },
	{ "virtio,pci-iommu", COMPATIBLE_OTHER },
};

static bool match(const char *pattern, const char *text, size_t size)
{
	const char *star = strchr(pattern, '*');
	size_t head, tail;

	if (!star)
		return strlen(pattern) == size && !memcmp(pattern, text, size);
	head = (size_t)(star - pattern);
	tail = strlen(star + 1);
	return size >= head + tail && !memcmp(pattern, text, head) &&
	       !memcmp(star + 1, text + size - tail, tail);
}

static enum compatible_kind kind_of(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (match(rows[i].pattern, text, size))
			return rows[i].kind;
	}
	return COMPATIBLE_NONE;
}

static int rank(enum compatible_kind kind)
{
	switch (kind) {
	case COMPATIBLE_NONE:
		return 0;
	case COMPATIBLE_OTHER:
		return 1;
	default:
		return 2;
	}
}

static bool is_qualcomm(const char *text, size_t size)
{
	static const char make[] = "qcom,";

	return size >= strlen(make) && !memcmp(text, make, strlen(make));
}

void compatible_match(const char *list, size_t size,
		      struct compatible *ret_compatible)
{
	struct compatible best = {
		.kind = COMPATIBLE_NONE,
		.model = list,
		.model_size = size ? strnlen(list, size) : 0,
	};
	size_t at, length;

	for (at = 0; at < size; at += length + 1) {
		enum compatible_kind kind;

		length = strnlen(list + at, size - at);
		best.qualcomm |= is_qualcomm(list + at, length);
		kind = kind_of(list + at, length);
		if (rank(kind) <= rank(best.kind))
			continue;
		best.kind = kind;
		best.model = list + at;
		best.model_size = length;
	}
	*ret_compatible = best;
}
