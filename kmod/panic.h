/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A panic asks nobody, but machine_kexec_mask_interrupts() calls every
 * interrupt's chip just before it goes to the crash kernel. So there is an
 * interrupt here that nothing ever raises.
 */
#ifndef KMOD_PANIC_H
#define KMOD_PANIC_H

/* run: called once, with interrupts off and the other CPUs stopped. */
int panic_hook(void (*run)(void));

void panic_unhook(void);

#endif
