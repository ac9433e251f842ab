// SPDX-License-Identifier: GPL-2.0-or-later
/* The SMMUs of the machine; what policies and class rules say about them. */
#include "kmod.h"

#include <linux/acpi.h>
#include <linux/amba/bus.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "smmu/model.h"

/* How specific a rule is; 0: it is for another SMMU. */
enum rank { RANK_OTHER, RANK_ALL, RANK_VERSION, RANK_NAMED };

struct frame frames[SMMU_PLAN_ENTRIES_MAX];
unsigned int frame_count;

char *policies[ENDS] = { "keep", "keep" };

const char *const policy_actions[] = {
	[SMMU_PLAN_KEEP] = "keep",
	[SMMU_PLAN_ABORT] = "abort",
	[SMMU_PLAN_BYPASS] = "bypass",
};

/* enum rank, or -EINVAL. */
static int read_which(const char *which, const struct frame *frame)
{
	static const char *const versions[] = { "v1", "v2", "v3" };
	int version = match_string(versions, ARRAY_SIZE(versions), which) + 1;
	u64 base;

	if (version > 0)
		return version == frame->entry.type ? RANK_VERSION : RANK_OTHER;
	if (*which == '/') {
		struct device_node *meant = of_find_node_by_path(which);

		of_node_put(meant);
		return meant && meant == dev_of_node(frame->dev) ? RANK_NAMED :
								   RANK_OTHER;
	}
	if (strncmp(which, "0x", 2) || kstrtou64(which, 16, &base))
		return -EINVAL;
	return base == frame->entry.base ? RANK_NAMED : RANK_OTHER;
}

int policy_find(const char *policy, const struct frame *frame)
{
	char words[512], *next = words, *which, *word;
	int best = frame->reason ? RANK_NAMED : RANK_ALL;
	int action = SMMU_PLAN_KEEP, found, rank;

	if (strscpy(words, policy, sizeof(words)) < 0)
		return -EINVAL;
	while (*(next = skip_spaces(next))) {
		next = next_arg(next, &which, &word);
		rank = word ? read_which(which, frame) : RANK_ALL;
		found = match_string(policy_actions, SMMU_PLAN_BYPASS + 1,
				     word ?: which);
		if (found < 0 || rank < 0)
			return -EINVAL;
		if (rank >= best) {
			best = rank;
			action = found;
		}
	}
	return action;
}

/*
 * Whether it is an SMMU bound to its driver, and what the tables say. With ACPI
 * the platform data is a pointer to a node of the IORT, but of others, as a PMCG,
 * it is something else, and shorter.
 */
static bool identify(struct device *dev, struct smmu_plan_entry *entry)
{
	static const char *const v1[] = {
		"arm,smmu-v1", "arm,mmu-400", "arm,mmu-401", NULL,
	};
	const struct acpi_iort_node *const *node = dev_get_platdata(dev);
	const char *driver = dev_driver_string(dev);
	bool by_iort = !dev->of_node && node;
	const struct acpi_iort_smmu_v3 *v3;
	const struct acpi_iort_smmu *v2;

	if (!strcmp(driver, "arm-smmu-v3")) {
		v3 = by_iort ? (const void *)(*node)->node_data : NULL;
		entry->type = SMMU_PLAN_V3;
		entry->flags = v3 ? model_flags(v3->model) : 0;
		if (of_property_read_bool(dev->of_node,
					  "cavium,cn9900-broken-page1-regspace"))
			entry->flags = SMMU_PLAN_PAGE0_ONLY;
	} else if (!strcmp(driver, "arm-smmu")) {
		v2 = by_iort ? (const void *)(*node)->node_data : NULL;
		entry->type = v2 ? model_version(v2->model) :
			      of_device_compatible_match(dev->of_node, v1) ?
			      SMMU_PLAN_V1 : SMMU_PLAN_V2;
		if (of_property_read_bool(dev->of_node,
					  "calxeda,smmu-secure-config-access"))
			entry->flags = SMMU_PLAN_SECURE_ALIAS;
	}
	return entry->type;
}

/* Firmware filters their registers. With ACPI: the FADT's hypervisor. */
static bool is_qualcomm(struct device *dev)
{
	struct property *property;
	const char *maker;
	bool is_qcom = false;

#ifdef CONFIG_ACPI
	is_qcom = !memcmp(&acpi_gbl_FADT.hypervisor_id, "QCOM", 4);
#endif
	of_property_for_each_string(dev->of_node, "compatible", property, maker)
		is_qcom |= strstarts(maker, "qcom,");
	return is_qcom;
}

/* Whether DMA of the device goes through the SMMU, and has to go on. */
static int owns_region(struct device *dev, void *smmu)
{
	struct iommu_resv_region *region;
	struct iommu_group *group = NULL;
	LIST_HEAD(regions);
	int owns = 0;

	device_lock(dev);
	if (dev->iommu && dev->iommu->iommu_dev &&
	    dev->iommu->iommu_dev->dev->parent == smmu)
		group = iommu_group_get(dev);
	device_unlock(dev);
	if (group)
		iommu_get_group_resv_regions(group, &regions);
	list_for_each_entry(region, &regions, list)
		owns |= region->type == IOMMU_RESV_DIRECT ||
			region->type == IOMMU_RESV_DIRECT_RELAXABLE;
	iommu_put_resv_regions(dev, &regions);
	iommu_group_put(group);
	return owns;
}

/* Displays and controllers that must keep working. */
static bool is_reserved(struct device *dev)
{
	struct device_node *node = NULL;

	/*
	 * Kernels before 6.4 do not read them from a device tree, so their
	 * owner is unknown.
	 */
	if (!IS_ENABLED(HAVE_OF_RESV))
		for_each_node_with_property(node, "iommu-addresses")
			if (of_property_read_bool(node, "reg"))
				break;
	of_node_put(node);
	return node ||
	       bus_for_each_dev(&pci_bus_type, NULL, dev, owns_region) ||
	       bus_for_each_dev(&platform_bus_type, NULL, dev, owns_region) ||
	       bus_for_each_dev(&amba_bustype, NULL, dev, owns_region);
}

/* Append the device's frames, if it is an SMMU. */
static int find(struct device *dev, void *unused)
{
	struct platform_device *pdev = to_platform_device(dev);
	struct frame frame = { .dev = dev, .managed = pm_runtime_enabled(dev) };
	struct resource *resource;
	int n = 0, irqs, i;

	if (!identify(dev, &frame.entry))
		return 0;
	irqs = max(platform_irq_count(pdev), 0);
	frame.reason = is_qualcomm(dev) ? " (Qualcomm)" :
		       is_reserved(dev) ? " (reserved region)" : NULL;
	while ((resource = platform_get_resource(pdev, IORESOURCE_MEM, n++))) {
		if (frame_count == ARRAY_SIZE(frames))
			return -E2BIG;
		frame.entry.base = resource->start;
		frame.entry.size = resource_size(resource);
		frame.mapped = ioremap(resource->start, frame.entry.size);
		if (!frame.mapped)
			return -ENOMEM;
		/* The others are programmed as the first. */
		for (i = 0; n == 1 && i < ENDS; i++)
			frame.actions[i] = policy_find(policies[i], &frame);
		/* All or none of them; errors among them do no harm. */
		frame.irqs = kcalloc(irqs + 1, sizeof(*frame.irqs), GFP_KERNEL);
		for (i = 0; frame.irqs && i < irqs; i++)
			frame.irqs[i] = platform_get_irq_optional(pdev, i);
		get_device(dev);
		frames[frame_count] = frame;
		smp_store_release(&frame_count, frame_count + 1);
		/* Tegra's have two or three. */
		if (!of_device_is_compatible(dev->of_node, "nvidia,smmu-500"))
			break;
	}
	return 0;
}

int frames_find(void)
{
	int error;

	frames_drop();
	error = bus_for_each_dev(&platform_bus_type, NULL, NULL, find);
	if (error)
		pr_err("cannot list all SMMUs: %d\n", error);
	return error;
}

void frames_drop(void)
{
	while (frame_count) {
		struct frame *frame = &frames[--frame_count];

		barrier();
		iounmap(frame->mapped);
		kfree(frame->irqs);
		put_device(frame->dev);
	}
}
