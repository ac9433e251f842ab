// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When the driver of QEMU's SMMUv3 lets go of it: prints the system counter
 * just before and after the driver's shutdown. With stay=SECONDS it is also the
 * last of the reboot notifiers, and stays there for so long, with the SMMU's
 * registers shown at both ends. With off=1 the SMMU's translation is switched off
 * at once, behind its driver's back. hypervisor=ID is put into what Linux keeps of
 * the FADT, for whoever looks there from then on. It is the driver of ACPI's
 * virtio-mmio devices, too: Linux puts a device behind its SMMU when a driver
 * takes it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/acpi.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/reboot.h>
#include <linux/timex.h>

#define SMMU		0x9050000
#define SMMU_CR0	0x20
#define SMMU_CR0ACK	0x24
#define CR0_SMMUEN	(1u << 0)
#define SMMU_GBPA	0x44

static unsigned int stay;
module_param(stay, uint, 0444);

static bool off;
module_param(off, bool, 0444);

#ifdef CONFIG_ACPI
module_param_named(hypervisor, acpi_gbl_FADT.hypervisor_id, ullong, 0644);
#endif

static void __iomem *smmu;
static void (*driver_shutdown)(struct platform_device *pdev);

static void shutdown(struct platform_device *pdev)
{
	u64 before = get_cycles();

	driver_shutdown(pdev);
	pr_info("shutdown at 0x%llx to 0x%llx\n", before, (u64)get_cycles());
}

static void show(const char *when)
{
	pr_info("%s: CR0ACK 0x%x GBPA 0x%x\n", when,
		readl(smmu + SMMU_CR0ACK), readl(smmu + SMMU_GBPA));
}

static int on_reboot(struct notifier_block *block, unsigned long event,
		     void *command)
{
	if (stay) {
		show("stays");
		msleep(1000 * stay);
		show("stayed");
	}
	return NOTIFY_DONE;
}

/* Of those that want to be the last, the last to be registered is. */
static struct notifier_block block = {
	.notifier_call = on_reboot,
	.priority = INT_MIN,
};

static int hook(struct device *dev, void *data)
{
	struct platform_driver *driver;

	if (!dev->driver || strcmp(dev->driver->name, "arm-smmu-v3"))
		return 0;
	driver = to_platform_driver(dev->driver);
	driver_shutdown = driver->shutdown;
	driver->shutdown = shutdown;
	return 1;
}

static int probe(struct platform_device *pdev)
{
	return 0;
}

static const struct acpi_device_id virtio_mmio[] = { { "LNRO0005" }, { } };

static struct platform_driver driver = {
	.driver = { .name = KBUILD_MODNAME, .acpi_match_table = virtio_mmio },
	.probe = probe,
};

static int __init start(void)
{
	int error;

	if (!bus_for_each_dev(&platform_bus_type, NULL, NULL, hook))
		return -ENODEV;
	smmu = ioremap(SMMU, 0x1000);
	if (!smmu)
		return -ENOMEM;
	if (off)
		writel(readl(smmu + SMMU_CR0) & ~CR0_SMMUEN, smmu + SMMU_CR0);
	error = platform_driver_register(&driver);
	return error ?: register_reboot_notifier(&block);
}

module_init(start);

MODULE_DESCRIPTION("When the driver of an SMMUv3 lets go of it");
MODULE_LICENSE("GPL");
