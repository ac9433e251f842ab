// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stand-in for an SMMUv2 and its driver, which QEMU has none of. The registers
 * are memory: two frames of 64 KiB in QEMU's ivshmem device, which outlives this
 * kernel. Only Tegra's SMMUs make use of the second: /stand-in of the device
 * tree, if there is one, says whose make it is; else a node of an IORT does, with
 * the model that is the parameter. The driver does at shutdown what Linux's
 * arm-smmu does there (CLIENTPD = 1, then forces the device to suspend, then
 * stops its clock); clock and power domain are this module's. While either is off all registers read as ones, so
 * that whoever touches them then is found out.
 * Linux's own driver, which has no device in QEMU, makes room.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/acpi.h>
#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>

#define FRAMES		2
#define FRAME_SIZE	0x10000
#define SIZE		(FRAMES * FRAME_SIZE)

#define SMMU_sCR0	0x000
#define sCR0_CLIENTPD	(1u << 0)
#define SMMU_sIDR0	0x020
#define SMMU_sIDR1	0x024
#define SMMU_SMR(n)	(0x800 + 4 * (n))
#define SMMU_S2CR(n)	(0xc00 + 4 * (n))
#define SMMU_CB(n)	(0x8000 + 0x1000 * (n))
#define CB_SCTLR	0x000

/* Stage 1 and stream matching; 8 groups; 2 * 4 * 4 KiB pages, 2 banks */
#define IDR0		(1u << 30 | 1u << 27 | 8)
#define IDR1		(2u << 28 | 2)

static bool suspended;
module_param(suspended, bool, 0444);
MODULE_PARM_DESC(suspended, "nobody uses it: runtime suspended at first");

/* As Linux hands it to its driver. Nothing but the model is looked at. */
static u32 iort_node[16] = { [8] = ACPI_IORT_SMMU_V2 };
static u32 *iort = iort_node;
module_param_named(model, iort_node[8], uint, 0644);
MODULE_PARM_DESC(model, "ACPI_IORT_SMMU_*");

static void __iomem *regs;
static u8 *kept;		/* the registers, while they cannot be read */
static bool clocked, powered;

/* Registers come and go with clock and power. */
static void change(bool *which, bool on, const char *what)
{
	bool was = clocked && powered, is;

	*which = on;
	is = clocked && powered;
	pr_info("%s %s\n", what, on ? "on" : "off");
	if (was && !is) {
		memcpy_fromio(kept, regs, SIZE);
		memset_io(regs, 0xff, SIZE);
	} else if (!was && is) {
		memcpy_toio(regs, kept, SIZE);
	}
}

static int clock_enable(struct clk_hw *hw)
{
	change(&clocked, true, "clock");
	return 0;
}

static void clock_disable(struct clk_hw *hw)
{
	change(&clocked, false, "clock");
}

static const struct clk_ops clock_ops = {
	.enable = clock_enable,
	.disable = clock_disable,
};

static struct clk_hw clock_hw = {
	.init = &(const struct clk_init_data){
		.name = "stand-in", .ops = &clock_ops },
};
static struct clk *clock;

static int domain_suspend(struct device *dev)
{
	int error = pm_generic_runtime_suspend(dev);

	if (!error)
		change(&powered, false, "power");
	return error;
}

static int domain_resume(struct device *dev)
{
	change(&powered, true, "power");
	return pm_generic_runtime_resume(dev);
}

static struct dev_pm_domain domain = {
	.ops = {
		.runtime_suspend = domain_suspend,
		.runtime_resume = domain_resume,
	},
};

/* As arm-smmu has it. */
static int runtime_suspend(struct device *dev)
{
	clk_disable_unprepare(clock);
	return 0;
}

static int runtime_resume(struct device *dev)
{
	return clk_prepare_enable(clock);
}

static const struct dev_pm_ops pm_ops = {
	.runtime_suspend = runtime_suspend,
	.runtime_resume = runtime_resume,
};

static void reset_frame(void __iomem *frame)
{
	unsigned int i;

	writel(IDR0, frame + SMMU_sIDR0);
	writel(IDR1, frame + SMMU_sIDR1);
	for (i = 0; i < 8; i++) {
		writel(1u << 31 | i, frame + SMMU_SMR(i));
		writel(i & 1, frame + SMMU_S2CR(i));
	}
	for (i = 0; i < 2; i++)
		writel(1, frame + SMMU_CB(i) + CB_SCTLR);
}

static int probe(struct platform_device *pdev)
{
	unsigned int i;

	powered = true;
	pm_runtime_set_active(&pdev->dev);
	pm_runtime_get_noresume(&pdev->dev);
	pm_runtime_enable(&pdev->dev);
	if (clk_prepare_enable(clock))
		return -EIO;
	memset_io(regs, 0, SIZE);
	for (i = 0; i < FRAMES; i++)
		reset_frame(regs + i * FRAME_SIZE);
	if (suspended)
		pm_runtime_put_sync(&pdev->dev);
	return 0;
}

static void shutdown(struct platform_device *pdev)
{
	pr_info("the driver's shutdown\n");
	pm_runtime_get_sync(&pdev->dev);
	writel(sCR0_CLIENTPD, regs + SMMU_sCR0);
	pm_runtime_put(&pdev->dev);
	pm_runtime_force_suspend(&pdev->dev);
}

static struct platform_driver driver = {
	.driver = { .name = "arm-smmu", .pm = &pm_ops },
	.probe = probe,
	.shutdown = shutdown,
};

static struct platform_device *device;

static int __init start(void)
{
	struct pci_dev *memory = pci_get_device(0x1af4, 0x1110, NULL);
	struct resource frames[FRAMES] = {};
	struct device_driver *linux_own = driver_find("arm-smmu",
						      &platform_bus_type);
	int i, error;

	BUILD_BUG_ON(offsetof(struct acpi_iort_node, node_data) +
		     offsetof(struct acpi_iort_smmu, model) != 8 * sizeof(u32));
	if (linux_own)
		driver_unregister(linux_own);
	if (!memory)
		return -ENODEV;
	for (i = 0; i < FRAMES; i++) {
		frames[i].start = pci_resource_start(memory, 2) +
				  i * FRAME_SIZE;
		frames[i].end = frames[i].start + FRAME_SIZE - 1;
		frames[i].flags = IORESOURCE_MEM;
	}
	error = pci_enable_device(memory);
	regs = ioremap(frames[0].start, SIZE);
	kept = kzalloc(SIZE, GFP_KERNEL);
	device = platform_device_alloc("arm-smmu", PLATFORM_DEVID_NONE);
	if (error || !regs || !kept || !device)
		return -ENOMEM;
	error = clk_hw_register(NULL, &clock_hw);
	if (error)
		return error;
	clock = clock_hw.clk;
	device->dev.of_node = of_find_node_by_path("/stand-in");
	device->dev.platform_data = &iort;
	error = platform_device_add_resources(device, frames, FRAMES);
	if (!error)
		error = platform_device_add(device);
	if (error)
		return error;
	dev_pm_domain_set(&device->dev, &domain);
	return platform_driver_register(&driver);
}

module_init(start);

MODULE_DESCRIPTION("A stand-in for an SMMUv2 and its driver");
MODULE_LICENSE("GPL");
