// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hook 4. A panic calls no notifier before the crash kernel starts, but
 * machine_kexec_mask_interrupts() calls every interrupt's chip just before
 * that, with the other CPUs stopped. So this allocates an interrupt that
 * nothing ever raises.
 */
#include "kmod.h"

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kexec.h>
#include <linux/module.h>

static bool hooked;
static int irq;

/* The chip is also called when an interrupt is freed, or the system sleeps. */
static void mask(struct irq_data *data)
{
	struct frame *frame;

	if (!hooked || !oops_in_progress || !kexec_crash_loaded())
		return;
	hooked = false;
	for_each_frame(frame) {
		frame->entry.action = frame->actions[END_CRASH];
		/* A suspended SMMU passes no DMA, and cannot be accessed. */
		frame->ready = true;
	}
	fence_run(NULL);
}

static void unmask(struct irq_data *data)
{
}

/* Up to 6.12 irq_mask is called, later irq_shutdown. */
static struct irq_chip chip = {
	.name = KBUILD_MODNAME,
	.irq_mask = mask,
	.irq_unmask = unmask,
	.irq_shutdown = mask,
};

int panic_hook(void)
{
	int error;

	/* Not owned by this module, which could not be removed then. */
	irq = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);
	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &chip, handle_simple_irq);
	error = request_irq(irq, no_action, 0, KBUILD_MODNAME, &chip);
	hooked = !error;
	return error;
}

void panic_unhook(void)
{
	bool requested = hooked;

	hooked = false;
	if (requested)
		free_irq(irq, &chip);
	if (irq > 0)
		irq_free_desc(irq);
}
