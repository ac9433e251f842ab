/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Calls that an exception ends, and the stage's own state. The vectors are
 * entry.S's, which comes back here.
 */
#include "start/entry.h"

#define ISR_A_BIT	8
#define DAIF_A		4
#define PSCI_SYSTEM_RESET_LO	0x0009
#define PSCI_SYSTEM_RESET_HI	0x8400
#define GUARD_FRAME	96
#define DRAIN_MAX	16

/*
 * unsigned int stage_guarded(call, a, b), stage_guarded_masked(): see entry.h.
 * The stack pointer in stage_context.guard is where an exception comes back to.
 */
	.section .guard.call, "ax"
	.globl	stage_guarded_masked
stage_guarded_masked:
	mov	w3, #1
	b	1f
	.globl	stage_guarded
stage_guarded:
	mov	w3, #0
1:	stp	x29, x30, [sp, #-GUARD_FRAME]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x29, sp
	adr	x9, stage_context
	str	x29, [x9, #CONTEXT_GUARD]
	mov	x9, x0
	mov	x0, x1
	mov	x1, x2
	mov	w19, w3
	cbnz	w19, 2f
	msr	daifclr, #DAIF_A
2:	blr	x9
	dsb	sy
	cbnz	w19, 3f				/* masked, it would be deferred */
	hint	#16				/* ESB */
3:	isb					/* an SError of its is taken here */
	msr	daifset, #DAIF_A
	mov	w0, #GUARD_DONE
	b	guard_leave

/*
 * In:	an exception was taken, x9 is stage_context, x10 its guard, not 0, and
 *	w11 what stage_guarded() is to return.
 * Out:	it does. SErrors of what the call did before are taken here, so that
 *	they cost no later call.
 */
	.section .guard.end, "ax"
	.globl	stage_guard_end
stage_guard_end:
	mov	sp, x10
	str	xzr, [x9, #CONTEXT_GUARD]
	bl	stage_drain
	mov	w0, w11
guard_leave:
	adr	x9, stage_context
	str	xzr, [x9, #CONTEXT_GUARD]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #GUARD_FRAME
	ret

/* void stage_drain(void): changes x9, x10 and x12 only. */
	.globl	stage_drain, stage_drained
stage_drain:
	mov	w12, #DRAIN_MAX
1:	dsb	sy
	msr	daifclr, #DAIF_A		/* taken from here */
	hint	#16				/* ESB */
	isb					/* to here */
	msr	daifset, #DAIF_A
stage_drained:
	mrs	x10, isr_el1
	tbz	x10, #ISR_A_BIT, 2f
	subs	w12, w12, #1
	b.ne	1b
2:	ret

/* void stage_psci_reset(void *conduit, const void *unused) */
	.section .guard.psci, "ax"
	.globl	stage_psci_reset
stage_psci_reset:
	mov	w9, w0
	mov	w0, #PSCI_SYSTEM_RESET_LO
	movk	w0, #PSCI_SYSTEM_RESET_HI, lsl #16
	mov	x1, #0
	mov	x2, #0
	mov	x3, #0
	cmp	w9, #1				/* SMMU_PLAN_CONDUIT_HVC */
	b.ne	1f
	hvc	#0
	ret
1:	smc	#0
	ret

	.section .state, "aw", %nobits
	.balign	16
	.globl	stage_context
stage_context:
	.space	CONTEXT_SIZE
	.space	STAGE_STACK_SIZE
	.globl	stage_stack_end
stage_stack_end:

	.section .note.GNU-stack, "", %progbits
