/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Entry, exit and exceptions of the stage. The way in and out is described,
 * register by register, in doc/stage.md.
 */
#include "start/stage.h"

#define CURRENTEL_EL1	(1 << 2)
#define CURRENTEL_EL2	(2 << 2)
#define SCTLR_EE	(1 << 25)	/* big-endian data accesses */
#define HCR_AMO		(1 << 5)	/* SErrors are taken at EL2 */
#define ISR_A_BIT	8
#define SPSR_A_BIT	8
#define DAIF_A		4
#define DAIF_ALL	15
#define PSCI_SYSTEM_RESET_LO	0x0009
#define PSCI_SYSTEM_RESET_HI	0x8400
#define GUARD_FRAME	96
#define DRAIN_MAX	16

	.section .head, "ax"

/* struct smmu_stage_info is at SMMU_STAGE_INFO_OFFSET (8). */
	.globl	stage_start
stage_start:
	b	enter
	.word	0
	.ascii	"SMMUSTAG"
	.hword	1			/* SMMU_PLAN_VERSION */
	.hword	0
	.word	stage_ro_size
	.word	stage_plan_offset
	.word	STAGE_JOB_SIZE

/*
 * In:	MMU and caches off, any state of DAIF, SPSel and endianness, EL1 or EL2;
 *	x0-x3 are the next image's.
 * Out:	little-endian, SP_ELx on our stack, DAIF masked, own vectors.
 * At another exception level nothing is touched.
 */
enter:
	mrs	x4, daif
	msr	daifset, #DAIF_ALL
	mrs	x5, SPSel
	mrs	x6, CurrentEL
	cmp	x6, #CURRENTEL_EL2
	b.eq	1f
	cmp	x6, #CURRENTEL_EL1
	b.ne	pass_on
	mrs	x7, sctlr_el1
	bic	x8, x7, #SCTLR_EE
	msr	sctlr_el1, x8
	mrs	x9, vbar_el1
	mov	x10, #0
	b	2f
1:	mrs	x7, sctlr_el2
	bic	x8, x7, #SCTLR_EE
	msr	sctlr_el2, x8
	mrs	x9, vbar_el2
	mrs	x10, hcr_el2
2:	msr	SPSel, #1
	isb
	mov	x11, sp
	adr	x12, stage_context
	stp	x0, x1, [x12, #CONTEXT_ARGS]
	stp	x2, x3, [x12, #CONTEXT_ARGS + 16]
	stp	x11, x5, [x12, #CONTEXT_SP]
	stp	x4, x7, [x12, #CONTEXT_DAIF]
	stp	x9, x10, [x12, #CONTEXT_VBAR]
	lsr	x6, x6, #2
	stp	x6, xzr, [x12, #CONTEXT_EL]
	stp	xzr, xzr, [x12, #CONTEXT_CONDUIT]
	adr	x13, stage_stack_end
	mov	sp, x13

	adr	x14, stage_start		/* the vectors begin there, too */
	cmp	x6, #2
	b.eq	3f
	msr	vbar_el1, x14
	b	4f
3:	msr	vbar_el2, x14
	orr	x10, x10, #HCR_AMO
	msr	hcr_el2, x10
4:	isb
	bl	stage_drain			/* what the old kernel left */
	bl	stage_main
	b	leave

/* Neither EL1 nor EL2: all but x4 to x6, x16, x17 and flags as it came. */
pass_on:
	msr	daif, x4
	adr	x16, stage_plan
	ldp	x16, x17, [x16, #48]		/* next, next_check */
	mvn	x17, x17
	cmp	x16, x17
	b.ne	park
	tbz	x16, #0, 1f
	adr	x17, stage_start - 1
	add	x16, x16, x17
1:	br	x16

/* Nobody knows where to go on to. */
park:
	wfi
	b	park

/*
 * In:	x0 is where to go on to, 0 if unknown.
 * Out:	everything that enter saved is as it was, x0-x3 included.
 */
leave:
	mov	x19, x0
	bl	stage_drain			/* what the stage caused */
	mov	x16, x19
	adr	x12, stage_context
	ldp	x0, x1, [x12, #CONTEXT_ARGS]
	ldp	x2, x3, [x12, #CONTEXT_ARGS + 16]
	ldp	x11, x5, [x12, #CONTEXT_SP]
	ldp	x4, x7, [x12, #CONTEXT_DAIF]
	ldp	x9, x10, [x12, #CONTEXT_VBAR]
	ldr	x6, [x12, #CONTEXT_EL]
	mov	sp, x11
	cmp	x6, #2
	b.eq	1f
	msr	vbar_el1, x9
	msr	sctlr_el1, x7
	b	2f
1:	msr	vbar_el2, x9
	msr	hcr_el2, x10
	msr	sctlr_el2, x7
2:	isb
	msr	SPSel, x5
	msr	daif, x4
	cbz	x16, park
	br	x16

/*
 * unsigned int stage_guarded(call, a, b): see stage.h. The stack pointer in
 * stage_context.guard is where an exception comes back to.
 */
	.globl	stage_guarded
stage_guarded:
	stp	x29, x30, [sp, #-GUARD_FRAME]!
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
	msr	daifclr, #DAIF_A
	blr	x9
	dsb	sy
	isb					/* an SError of its is taken here */
	msr	daifset, #DAIF_A
	mov	w0, #0
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

/*
 * Exceptions from the current EL with SP_ELx; nothing else can be taken. The
 * table starts at stage_start. What would be its other vectors, and the room
 * behind each of its branches, is code; .org fails when that has grown too
 * large.
 */
	.org	stage_start + 0x200
	b	on_sync

/* void stage_drain(void) */
	.globl	stage_drain
stage_drain:
	mov	w9, #DRAIN_MAX
1:	dsb	sy
	isb
	mrs	x10, isr_el1
	tbz	x10, #ISR_A_BIT, 2f
	msr	daifclr, #DAIF_A		/* taken here */
	isb
	msr	daifset, #DAIF_A
	subs	w9, w9, #1
	b.ne	1b
2:	ret

/* void stage_psci_reset(void *conduit, const void *unused) */
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

	.org	stage_start + 0x280
	b	on_sync				/* IRQ: masked, cannot come */

/*
 * An SError ends the guarded call. Outside of one it is being drained: masked
 * on return, so that it cannot come for ever.
 */
on_serror:
	stp	x9, x10, [sp, #-16]!
	adr	x9, stage_context
	ldr	x10, [x9, #CONTEXT_GUARD]
	cbnz	x10, on_sync
	ldr	x10, [x9, #CONTEXT_EL]
	cmp	x10, #2
	b.eq	1f
	mrs	x10, spsr_el1
	orr	x10, x10, #(1 << SPSR_A_BIT)
	msr	spsr_el1, x10
	b	2f
1:	mrs	x10, spsr_el2
	orr	x10, x10, #(1 << SPSR_A_BIT)
	msr	spsr_el2, x10
2:	ldp	x9, x10, [sp], #16
	eret

	.org	stage_start + 0x300
	b	on_sync				/* FIQ: masked, cannot come */

/*
 * A synchronous exception ends the guarded call, or else the stage. SErrors of
 * what the call did before are taken here, so that they cost no later call.
 */
on_sync:
	adr	x9, stage_context
	ldr	x10, [x9, #CONTEXT_GUARD]
	cbz	x10, abandon
	mov	sp, x10
	str	xzr, [x9, #CONTEXT_GUARD]
	bl	stage_drain
	mov	w0, #1
	b	guard_leave

/* Nothing to come back to: a failure, after which the stage goes on, once. */
abandon:
	ldr	x10, [x9, #CONTEXT_ABANDONED]
	cbnz	x10, park
	mov	x10, #1
	str	x10, [x9, #CONTEXT_ABANDONED]
	adr	x11, stage_stack_end
	mov	sp, x11
	ldr	x1, [x9, #CONTEXT_CONDUIT]
	cbz	x1, 1f
	adr	x0, stage_psci_reset
	bl	stage_guarded
1:	bl	stage_next
	b	leave

	.org	stage_start + 0x380
	b	on_serror

	.section .state, "aw", %nobits
	.balign	16
	.globl	stage_context
stage_context:
	.space	CONTEXT_SIZE
	.space	STAGE_STACK_SIZE
stage_stack_end:

	.section .note.GNU-stack, "", %progbits
