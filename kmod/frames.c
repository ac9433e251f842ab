// SPDX-License-Identifier: GPL-2.0-or-later
#include "frames.h"

#include <linux/acpi.h>
#include <linux/acpi_iort.h>
#include <linux/amba/bus.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "io.h"
#include "policy.h"

struct frame *frames;
unsigned int frame_count;

void __iomem *frame_at(u64 address, unsigned int size)
{
	const struct frame *frame;

	for_each_frame(frame) {
		u64 offset = address - frame->entry.base;

		if (address >= frame->entry.base &&
		    offset + size <= frame->entry.size)
			return frame->mapped + offset;
	}
	return NULL;
}

bool frame_is_on(const struct frame *frame)
{
	struct device *dev = &frame->pdev->dev;

	return dev->driver && !dev->power.is_suspended &&
	       (!frame->managed || (pm_runtime_active(dev) &&
				    !pm_runtime_status_suspended(dev)));
}

/* The IORT's node that the device was made of; NULL with a device tree. */
static const struct acpi_iort_node *iort_node(struct device *dev)
{
	const struct acpi_iort_node *const *node = dev_get_platdata(dev);

	return dev->of_node || !node ? NULL : *node;
}

/* SMMU_PLAN_V1 to V3, 0 for a device that is none or has no driver. */
static int smmu_version(struct device *dev)
{
	const struct acpi_iort_node *node = iort_node(dev);
	struct device_driver *driver = READ_ONCE(dev->driver);
	u32 model;

	if (driver && !strcmp(driver->name, "arm-smmu-v3"))
		return SMMU_PLAN_V3;
	if (!driver || strcmp(driver->name, "arm-smmu"))
		return 0;
	if (node) {
		model = ((struct acpi_iort_smmu *)node->node_data)->model;
		return model == ACPI_IORT_SMMU_V1 ||
		       model == ACPI_IORT_SMMU_CORELINK_MMU400 ||
		       model == ACPI_IORT_SMMU_CORELINK_MMU401 ?
		       SMMU_PLAN_V1 : SMMU_PLAN_V2;
	}
	return of_device_is_compatible(dev->of_node, "arm,smmu-v1") ||
	       of_device_is_compatible(dev->of_node, "arm,mmu-400") ||
	       of_device_is_compatible(dev->of_node, "arm,mmu-401") ?
	       SMMU_PLAN_V1 : SMMU_PLAN_V2;
}

static u16 smmu_flags(struct device *dev, int version)
{
	const struct acpi_iort_node *node = iort_node(dev);

	if (version != SMMU_PLAN_V3)
		return of_property_read_bool(dev->of_node,
				"calxeda,smmu-secure-config-access") ?
		       SMMU_PLAN_SECURE_ALIAS : 0;
	if (node ? ((struct acpi_iort_smmu_v3 *)node->node_data)->model ==
		   ACPI_IORT_SMMU_V3_CAVIUM_CN99XX :
	    of_property_read_bool(dev->of_node,
				  "cavium,cn9900-broken-page1-regspace"))
		return SMMU_PLAN_PAGE0_ONLY;
	return 0;
}

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

/* Firmware filters their registers. With ACPI: the FADT's hypervisor. */
static bool is_qualcomm(struct device *dev)
{
	return dev->of_node ? begins(dev, "qcom,") :
	       !memcmp(&acpi_gbl_FADT.hypervisor_id, "QCOM", 4);
}

/* What bus_for_each_dev() is told by owns_region(). */
struct owner {
	struct device *smmu;
	bool found;
};

static int owns_region(struct device *dev, void *data)
{
	struct iommu_resv_region *region, *next;
	struct iommu_group *group = NULL;
	struct owner *owner = data;
	LIST_HEAD(regions);

	device_lock(dev);
	if (dev->iommu && dev->iommu->iommu_dev &&
	    dev->iommu->iommu_dev->dev->parent == owner->smmu)
		group = iommu_group_get(dev);
	device_unlock(dev);
	if (!group)
		return 0;
	iommu_get_group_resv_regions(group, &regions);
	list_for_each_entry_safe(region, next, &regions, list) {
		owner->found |= region->type == IOMMU_RESV_DIRECT ||
				region->type == IOMMU_RESV_DIRECT_RELAXABLE;
		kfree(region);
	}
	iommu_group_put(group);
	return owner->found;
}

/* Kernels before 6.4 do not read them in a device tree: whose are they? */
static bool regions_unknown(void)
{
	struct device_node *node = NULL;
	bool found = false;

	while (!IS_ENABLED(HAVE_OF_RESV) && !found &&
	       (node = of_find_node_with_property(node, "iommu-addresses")))
		found = of_property_read_bool(node, "reg");
	of_node_put(node);
	return found;
}

/* Displays, controllers: what has to go on, and would go blind. */
static bool is_reserved(struct device *dev)
{
	struct owner owner = { dev, regions_unknown() };

	bus_for_each_dev(&pci_bus_type, NULL, &owner, owns_region);
	bus_for_each_dev(&platform_bus_type, NULL, &owner, owns_region);
	bus_for_each_dev(&amba_bustype, NULL, &owner, owns_region);
	return owner.found;
}

/* Interrupts, for all of them in one go when none can be looked up. */
static void find_irqs(struct frame *frame)
{
	int i, irq, count = platform_irq_count(frame->pdev);
	int *irqs = count > 0 ? kcalloc(count, sizeof(*irqs), GFP_KERNEL) :
		    NULL;

	frame->irqs = irqs;
	for (i = 0; irqs && i < count; i++) {
		irq = platform_get_irq_optional(frame->pdev, i);
		if (irq > 0)
			irqs[frame->irq_count++] = irq;
	}
}

/* Class rules leave some alone; one that names the SMMU does not. */
static void decide(struct frame *frame, const char *const policies[ENDS])
{
	struct device *dev = &frame->pdev->dev;
	char *path = kasprintf(GFP_KERNEL, "%pOF", dev->of_node);
	const struct policy_target target = {
		.base = frame->entry.base,
		.path = dev->of_node ? path : NULL,
		.version = frame->entry.type,
	};
	int end;

	frame->reason = is_qualcomm(dev) ? " (Qualcomm)" :
			is_reserved(dev) ? " (reserved region)" : NULL;

	for (end = 0; end < ENDS; end++) {
		bool named;
		int action = policy_action(policies[end], &target, &named);

		frame->actions[end] = frame->reason && !named ?
				      SMMU_PLAN_KEEP : action;
	}
	kfree(path);
}

/* One frame; those of Tegra have two or three, which are programmed alike. */
static int add(struct device *dev, int version, int number,
	       struct resource *resource, const char *const policies[ENDS])
{
	struct frame *frame = &frames[frame_count];

	if (frame_count == SMMU_PLAN_ENTRIES_MAX)
		return -E2BIG;
	frame->entry.base = resource->start;
	frame->entry.size = resource_size(resource);
	frame->entry.type = version;
	frame->entry.flags = smmu_flags(dev, version);
	frame->mapped = ioremap(resource->start, resource_size(resource));
	if (!frame->mapped)
		return -ENOMEM;
	frame->pdev = to_platform_device(get_device(dev));
	frame->managed = pm_runtime_enabled(dev);
	frame_count++;
	if (number == 0) {
		decide(frame, policies);
		find_irqs(frame);
		return 0;
	}
	frame->entry.flags |= SMMU_PLAN_MIRROR;
	memcpy(frame->actions, frame[-1].actions, sizeof(frame->actions));
	frame->reason = frame[-1].reason;
	return 0;
}

static int find(struct device *dev, void *policies)
{
	struct platform_device *pdev = to_platform_device(dev);
	int version = smmu_version(dev);
	int count = begins(dev, "nvidia,") && version != SMMU_PLAN_V3 ? 3 : 1;
	struct resource *resource;
	int i, error = 0;

	for (i = 0; version && i < count && !error; i++) {
		resource = platform_get_resource(pdev, IORESOURCE_MEM, i);
		if (resource)
			error = add(dev, version, i, resource, policies);
	}
	return error;
}

int frames_find(const char *const policies[ENDS])
{
	int error = -ENOMEM;

	frames_drop();
	frames = kvcalloc(SMMU_PLAN_ENTRIES_MAX, sizeof(*frames), GFP_KERNEL);
	if (frames)
		error = bus_for_each_dev(&platform_bus_type, NULL,
					 (void *)policies, find);
	if (error)
		frames_drop();
	return error;
}

void frames_drop(void)
{
	while (frame_count) {
		struct frame *frame = &frames[--frame_count];

		iounmap(frame->mapped);
		kfree(frame->irqs);
		put_device(&frame->pdev->dev);
	}
	kvfree(frames);
	frames = NULL;
}
