// SPDX-License-Identifier: GPL-2.0-or-later
/* The SMMUs of the machine, and what class rules say about them. */
#include "kmod.h"

#include <linux/acpi.h>
#include <linux/amba/bus.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "smmu/model.h"

struct frame frames[SMMU_PLAN_ENTRIES_MAX];
unsigned int frame_count;

static bool begins(struct device *dev, const char *maker)
{
	const char *compatible;
	struct property *property;

	of_property_for_each_string(dev->of_node, "compatible", property,
				    compatible)
		if (!strncmp(compatible, maker, strlen(maker)))
			return true;
	return false;
}

/* Whether it is an SMMU bound to its driver, and what the tables say. */
static bool identify(struct device *dev, struct smmu_plan_entry *entry)
{
	static const char *const v1[] = {
		"arm,smmu-v1", "arm,mmu-400", "arm,mmu-401", NULL,
	};
	const struct acpi_iort_node *const *node = dev_get_platdata(dev);
	const void *iort = !dev->of_node && node ? (*node)->node_data : NULL;
	const struct acpi_iort_smmu_v3 *iort_v3 = iort;
	const struct acpi_iort_smmu *iort_v2 = iort;
	struct device_driver *driver = READ_ONCE(dev->driver);

	if (driver && !strcmp(driver->name, "arm-smmu-v3")) {
		entry->type = SMMU_PLAN_V3;
		entry->flags = iort ? model_flags(iort_v3->model) : 0;
		if (of_property_read_bool(dev->of_node,
					  "cavium,cn9900-broken-page1-regspace"))
			entry->flags = SMMU_PLAN_PAGE0_ONLY;
	} else if (driver && !strcmp(driver->name, "arm-smmu")) {
		entry->type = iort ? model_version(iort_v2->model) :
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
#ifdef CONFIG_ACPI
	if (!dev->of_node)
		return !memcmp(&acpi_gbl_FADT.hypervisor_id, "QCOM", 4);
#endif
	return begins(dev, "qcom,");
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
	if (!group)
		return 0;
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

/* Class rules leave some alone; one that names the SMMU does not. */
static void decide(struct frame *frame)
{
	struct device *dev = &frame->pdev->dev;
	enum end end;

	frame->reason = is_qualcomm(dev) ? " (Qualcomm)" :
			is_reserved(dev) ? " (reserved region)" : NULL;
	for (end = 0; end < ENDS; end++)
		frame->actions[end] = policy_action(policies[end],
						    &frame->entry, dev->of_node,
						    frame->reason);
}

/* All or none of them; errors among them do no harm. */
static int *find_irqs(struct platform_device *pdev)
{
	int i, count = max(platform_irq_count(pdev), 0);
	int *irqs = kcalloc(count + 1, sizeof(*irqs), GFP_KERNEL);

	for (i = 0; irqs && i < count; i++)
		irqs[i] = platform_get_irq_optional(pdev, i);
	return irqs;
}

/* Tegra's SMMUs have two or three frames, which are programmed alike. */
static int find(struct device *dev, void *unused)
{
	struct frame frame = {
		.pdev = to_platform_device(dev),
		.managed = pm_runtime_enabled(dev),
	};
	struct resource *resource;
	int i, count;

	if (!identify(dev, &frame.entry))
		return 0;
	count = frame.entry.type != SMMU_PLAN_V3 && begins(dev, "nvidia,") ?
		3 : 1;
	for (i = 0; i < count; i++) {
		resource = platform_get_resource(frame.pdev, IORESOURCE_MEM, i);
		if (!resource)
			break;
		if (frame_count == ARRAY_SIZE(frames))
			return -E2BIG;
		frame.entry.base = resource->start;
		frame.entry.size = resource_size(resource);
		frame.mapped = ioremap(resource->start, frame.entry.size);
		if (!frame.mapped)
			return -ENOMEM;
		if (i == 0) {
			decide(&frame);
			frame.irqs = find_irqs(frame.pdev);
		}
		get_device(dev);
		frames[frame_count] = frame;
		smp_store_release(&frame_count, frame_count + 1);
		frame.irqs = NULL;
		frame.entry.flags |= SMMU_PLAN_MIRROR;
	}
	return 0;
}

int frames_find(void)
{
	int error;

	frames_drop();
	error = bus_for_each_dev(&platform_bus_type, NULL, NULL, find);
	if (error) {
		pr_err("cannot list the SMMUs: %d\n", error);
		frames_drop();
	}
	return error;
}

void frames_drop(void)
{
	while (frame_count) {
		struct frame *frame = &frames[frame_count - 1];

		WRITE_ONCE(frame_count, frame_count - 1);
		barrier();
		iounmap(frame->mapped);
		kfree(frame->irqs);
		put_device(&frame->pdev->dev);
	}
}
