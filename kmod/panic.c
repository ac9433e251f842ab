// SPDX-License-Identifier: GPL-2.0-or-later
#include "panic.h"

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kexec.h>
#include <linux/module.h>

static void (*hook)(void);
static int irq;

/* The chip is also called when an interrupt is freed, or the system sleeps. */
static void mask(struct irq_data *data)
{
	void (*run)(void) = hook;

	if (!run || !oops_in_progress || !kexec_crash_loaded())
		return;
	hook = NULL;
	run();
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

static irqreturn_t never(int number, void *data)
{
	return IRQ_NONE;
}

int panic_hook(void (*run)(void))
{
	int error;

	/* Not owned by this module, which could not be removed then. */
	irq = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);
	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &chip, handle_simple_irq);
	error = request_irq(irq, never, 0, KBUILD_MODNAME, &chip);
	if (!error) {
		hook = run;
		return 0;
	}
	irq_free_desc(irq);
	irq = 0;
	return error;
}

void panic_unhook(void)
{
	hook = NULL;
	if (irq <= 0)
		return;
	free_irq(irq, &chip);
	irq_free_desc(irq);
}
