// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fences DMA from the moment when the driver of an SMMU shuts down, whatever
 * was loaded and however: doc/kmod.md.
 *
 * Three hooks of `kexec -e`, in the order in which the kernel calls them: the
 * reboot notifiers, the shutdown of the driver, the kmsg dumpers. A fourth is
 * for panics (panic.c).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "kmod.h"

#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/pm_runtime.h>
#include <linux/reboot.h>

/* Guards the policies and the list of frames. */
static DEFINE_MUTEX(lock);
/* The reboot notifier was called: there is no way back. */
static bool leaving;

/* Hook 2: the driver's own shutdown, and that of the one in its place. */
static void (*driver_shutdown)(struct platform_device *pdev);

static void shutdown(struct platform_device *pdev)
{
	struct frame *frame;
	bool held = false;

	for_each_frame(frame) {
		if (frame->pdev != pdev ||
		    frame->entry.action == SMMU_PLAN_KEEP)
			continue;
		/* Never put again: clocks and power stay as they are now. */
		if (frame->managed && !held &&
		    pm_runtime_resume_and_get(&pdev->dev))
			break;
		frame->ready = held = true;
	}
	if (held)
		fence_run(pdev);
	else if (driver_shutdown)
		driver_shutdown(pdev);
}

static void take_over(struct device *dev)
{
	struct platform_driver *driver;

	device_lock(dev);
	driver = dev->driver ? to_platform_driver(dev->driver) : NULL;
	if (driver && driver->shutdown != shutdown) {
		driver_shutdown = driver->shutdown;
		driver->shutdown = shutdown;
	}
	device_unlock(dev);
}

/* Devices that are handed over keep doing DMA. */
static bool live_update(void)
{
	struct path path;

	if (kern_path("/sys/class/misc/liveupdate", 0, &path))
		return false;
	path_put(&path);
	pr_warn("live update is on: every SMMU is kept\n");
	return true;
}

/* No device is shut down yet. */
static void leave(struct frame *frame)
{
	struct device *dev = &frame->pdev->dev;
	const char *why;

	frame->entry.action = frame->actions[END_KEXEC];
	if (frame->entry.action == SMMU_PLAN_KEEP) {
		pr_info("SMMUv%u at 0x%llx: kept%s\n", frame->entry.type,
			frame->entry.base, frame->reason ?: "");
	} else if (frame->entry.type != SMMU_PLAN_V3) {
		take_over(dev);
	} else {
		if (frame->managed)
			pm_runtime_get_sync(dev);
		frame->ready = true;
		why = frame_is_on(frame) ? fence_arm(frame) : "suspended";
		pr_info("SMMUv3 at 0x%llx: %s%s\n", frame->entry.base,
			why ? "not armed: " : "armed", why ?: "");
	}
}

/* Hook 1, the last notifier. */
static int on_reboot(struct notifier_block *block, unsigned long event,
		     void *command)
{
	struct frame *frame;

	if (event != SYS_RESTART || !command || leaving ||
	    strcmp(command, "kexec reboot"))
		return NOTIFY_DONE;
	mutex_lock(&lock);
	if (!live_update() && !frames_find()) {
		__module_get(THIS_MODULE);
		leaving = true;
		for_each_frame(frame)
			leave(frame);
	}
	mutex_unlock(&lock);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_block = {
	.notifier_call = on_reboot,
	.priority = INT_MIN,
};

/* Hook 3: one CPU is left, and no user space. */
#ifdef HAVE_KMSG_DUMP_DETAIL
static void on_dump(struct kmsg_dumper *self, struct kmsg_dump_detail *detail)
{
	enum kmsg_dump_reason reason = detail->reason;
#else
static void on_dump(struct kmsg_dumper *self, enum kmsg_dump_reason reason)
{
#endif
	if (leaving && reason == KMSG_DUMP_SHUTDOWN)
		fence_run(NULL);
}

static struct kmsg_dumper dumper = {
	.dump = on_dump,
	.max_reason = KMSG_DUMP_SHUTDOWN,
};

static int set_policy(const char *value, const struct kernel_param *param)
{
	const struct smmu_plan_entry any = { 0 };
	int error = policy_action(value, &any, NULL, false);

	if (error < 0)
		return error;
	mutex_lock(&lock);
	strscpy(param->arg, value, POLICY_MAX);
	strim(param->arg);
	/* Not before start(), nor after hook 1. */
	error = frames && !leaving ? frames_find() : 0;
	mutex_unlock(&lock);
	return error;
}

static int get_policy(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", (const char *)param->arg);
}

static const struct kernel_param_ops policy_ops = {
	.set = set_policy,
	.get = get_policy,
};
module_param_cb(policy, &policy_ops, policies[END_KEXEC], 0644);
MODULE_PARM_DESC(policy, "kexec: [WHICH=]keep|abort|bypass ... (keep)");
module_param_cb(crash, &policy_ops, policies[END_CRASH], 0644);
MODULE_PARM_DESC(crash, "panic with a crash kernel: the same (keep)");

/* What would be done now, a line for each frame. */
static int get_smmus(char *buffer, const struct kernel_param *param)
{
	struct frame *frame;
	int length = 0;

	mutex_lock(&lock);
	/* Not after stop(), which sysfs outlives. */
	if (frames && !leaving)
		frames_find();
	for_each_frame(frame)
		length += sysfs_emit_at(buffer, length,
				"0x%llx v%u policy=%s crash=%s %s%s\n",
				frame->entry.base, frame->entry.type,
				policy_actions[frame->actions[END_KEXEC]],
				policy_actions[frame->actions[END_CRASH]],
				frame_is_on(frame) ? "on" : "suspended",
				frame->reason ?: "");
	mutex_unlock(&lock);
	return length;
}

static const struct kernel_param_ops smmus_ops = {
	.get = get_smmus,
};
module_param_cb(smmus, &smmus_ops, NULL, 0444);
MODULE_PARM_DESC(smmus, "the SMMUs, and what would be done");

/* Each of these may be called without having been registered. */
static void stop(void)
{
	unregister_reboot_notifier(&reboot_block);
	kmsg_dump_unregister(&dumper);
	panic_unhook();
	mutex_lock(&lock);
	frames_drop();
	mutex_unlock(&lock);
}

static int __init start(void)
{
	int error;

	mutex_lock(&lock);
	error = frames_find();
	mutex_unlock(&lock);
	if (!error)
		error = panic_hook();
	if (!error)
		error = kmsg_dump_register(&dumper);
	if (!error)
		error = register_reboot_notifier(&reboot_block);
	if (error)
		stop();
	return error;
}

module_init(start);
module_exit(stop);

MODULE_DESCRIPTION("Fences DMA at every SMMU when this kernel ends by kexec");
MODULE_AUTHOR("kexec-smmu contributors");
MODULE_LICENSE("GPL");
