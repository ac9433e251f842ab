// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Blocks DMA from the moment when the driver of an SMMU shuts down, whatever
 * was loaded and however: doc/kmod.md.
 *
 * Three hooks of `kexec -e`, in the order in which the kernel calls them: the
 * reboot notifiers, the shutdown of the driver, the kmsg dumpers. A fourth is
 * for panics.
 */
#include "kmod.h"

#include <linux/irq.h>
#include <linux/kexec.h>
#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/reboot.h>

/*
 * The list of frames may be made anew: from start() to hook 1, or stop(). As the
 * policies, it is guarded by the lock of the parameters.
 */
static bool live;

/* Hook 2: the driver's own shutdown, and that of the one in its place. */
static void (*driver_shutdown)(struct platform_device *pdev);

static void shutdown(struct platform_device *pdev)
{
	/* Never put again: clocks and power stay as they are now. */
	pm_runtime_get_sync(&pdev->dev);
	if (!fence_run(END_KEXEC, &pdev->dev) && driver_shutdown)
		driver_shutdown(pdev);
}

/* Hook 3: one CPU is left, and no user space. */
#ifdef HAVE_KMSG_DUMP_DETAIL
static void on_dump(struct kmsg_dumper *self, struct kmsg_dump_detail *detail)
{
	enum kmsg_dump_reason reason = detail->reason;
#else
static void on_dump(struct kmsg_dumper *self, enum kmsg_dump_reason reason)
{
#endif
	if (reason == KMSG_DUMP_SHUTDOWN)
		fence_run(END_KEXEC, NULL);
}

static struct kmsg_dumper dumper = {
	.dump = on_dump,
	.max_reason = KMSG_DUMP_SHUTDOWN,
};

/* Hook 1 for one frame; no device is shut down yet. */
static void leave(const struct frame *frame)
{
	struct platform_driver *driver;

	if (frame->actions[END_KEXEC] == SMMU_PLAN_KEEP) {
		pr_info("0x%llx v%u: kept%s\n", frame->entry.base,
			frame->entry.type, frame->reason ?: "");
	} else if (frame->entry.type == SMMU_PLAN_V3) {
		pm_runtime_get_sync(frame->dev);
		pr_info("0x%llx v3: %s\n", frame->entry.base, fence_arm(frame));
	} else {
		device_lock(frame->dev);
		driver = to_platform_driver(frame->dev->driver);
		if (frame->dev->driver && driver->shutdown != shutdown) {
			driver_shutdown = driver->shutdown;
			driver->shutdown = shutdown;
		}
		device_unlock(frame->dev);
	}
}

/* Hook 1, the last notifier. */
static int on_reboot(struct notifier_block *nb, unsigned long event, void *cmd)
{
	const struct frame *frame;
	struct path path;

	if (event != SYS_RESTART || !cmd || strcmp(cmd, "kexec reboot"))
		return NOTIFY_DONE;
	kernel_param_lock(THIS_MODULE);
	/* Devices that are handed over keep doing DMA. */
	if (!kern_path("/sys/class/misc/liveupdate", 0, &path)) {
		path_put(&path);
		pr_warn("live update is enabled: every SMMU is left alone\n");
	} else if (live) {
		frames_find();
		live = false;
		__module_get(THIS_MODULE);
		for_each_frame(frame)
			leave(frame);
		kmsg_dump_register(&dumper);
	}
	kernel_param_unlock(THIS_MODULE);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_block = {
	.notifier_call = on_reboot,
	.priority = INT_MIN,
};

/*
 * Hook 4. A panic calls no notifier before the crash kernel starts, but
 * machine_kexec_mask_interrupts() calls every interrupt's chip just before
 * that, with the other CPUs stopped. So this allocates an interrupt that
 * nothing ever raises. It is chained: newer kernels only call the chips of
 * interrupts that were started, and this way nobody has to request it.
 */
static int irq;

static void mask(struct irq_data *data)
{
	if (oops_in_progress && kexec_crash_loaded())
		fence_run(END_CRASH, NULL);
}

/* Up to 6.12 irq_mask is called, later irq_shutdown. */
static struct irq_chip chip = {
	.name = KBUILD_MODNAME,
	.irq_mask = mask,
	.irq_shutdown = mask,
};

static int set_policy(const char *value, const struct kernel_param *param)
{
	int error = policy_find(value, &(struct frame){ 0 });

	error = error < 0 ? error : param_set_charp(value, param);
	if (error)
		return error;
	strim(*(char **)param->arg);
	return live ? frames_find() : 0;
}

static const struct kernel_param_ops policy_ops = {
	.set = set_policy,
	.get = param_get_charp,
	.free = param_free_charp,
};
module_param_cb(policy, &policy_ops, &policies[END_KEXEC], 0644);
MODULE_PARM_DESC(policy, "on kexec: [WHICH=]keep|abort|bypass ... (default: keep)");
module_param_cb(crash, &policy_ops, &policies[END_CRASH], 0644);
MODULE_PARM_DESC(crash, "on a panic with a crash kernel: the same (default: keep)");

/* What would be done now, a line for each frame. */
static int get_smmus(char *buffer, const struct kernel_param *param)
{
	const struct frame *frame;
	int length = 0;

	if (live)
		frames_find();
	for_each_frame(frame)
		length += sysfs_emit_at(buffer, length,
				"0x%llx v%u policy=%s crash=%s %s%s\n",
				frame->entry.base, frame->entry.type,
				policy_actions[frame->actions[END_KEXEC]],
				policy_actions[frame->actions[END_CRASH]],
				frame_is_on(frame) ? "on" : "suspended",
				frame->reason ?: "");
	return length;
}

static const struct kernel_param_ops smmus_ops = { .get = get_smmus };
module_param_cb(smmus, &smmus_ops, NULL, 0444);
MODULE_PARM_DESC(smmus, "the SMMUs, and what would be done to each");

static void stop(void)
{
	unregister_reboot_notifier(&reboot_block);
	irq_free_desc(irq);
	kernel_param_lock(THIS_MODULE);
	live = false;
	frames_drop();
	kernel_param_unlock(THIS_MODULE);
}

static int __init start(void)
{
	int error;

	irq = irq_alloc_desc(NUMA_NO_NODE);
	if (irq < 0)
		return irq;
	irq_set_chip(irq, &chip);
	irq_set_chained_handler(irq, handle_simple_irq);
	kernel_param_lock(THIS_MODULE);
	error = frames_find();
	live = !error;
	kernel_param_unlock(THIS_MODULE);
	error = error ?: register_reboot_notifier(&reboot_block);
	if (error)
		stop();
	return error;
}

module_init(start);
module_exit(stop);

MODULE_DESCRIPTION("Blocks DMA at the SMMUs when this kernel ends by kexec");
MODULE_AUTHOR("kexec-smmu contributors");
MODULE_LICENSE("GPL");
