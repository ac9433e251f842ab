/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Entry, exit and exceptions of the stage. The way in and out is described,
 * register by register, in doc/stage.md. The vectors begin at stage_start: what
 * would be the first and second of four tables, and the room after each branch
 * of the second, is code; stage.ld says what goes where.
 */
#include "start/entry.h"

#define CURRENTEL_EL1	(1 << 2)
#define CURRENTEL_EL2	(2 << 2)
#define CCMP_EQ		4		/* NZCV: Z alone */
#define CURRENTEL_EL2_BIT	3	/* of the two, EL2 alone has it */
#define EL2_BIT		1	/* the same of 1 and 2 */
#define SCTLR_I		(1 << 12)	/* instruction fetches are cacheable */
#define SCTLR_EE	(1 << 25)	/* big-endian data accesses */
#define HCR_AMO		(1 << 5)	/* SErrors are taken at EL2 */
#define DAIF_ALL	15

	.section .head, "ax"

/* struct smmu_stage_info is at SMMU_STAGE_INFO_OFFSET (8). */
	.globl	stage_start
stage_start:
	b	enter
	.word	0
	.ascii	"SMMUSTAG"
	.hword	1			/* SMMU_PLAN_VERSION */
	.hword	stage_efi_offset
	.word	stage_ro_size
	.word	stage_plan_offset
	.word	STAGE_JOB_SIZE

/*
 * In:	MMU and data cache off, any state of the instruction cache, DAIF, SPSel
 *	and endianness, EL1 or EL2; x0-x3 are the next image's.
 * Out:	little-endian, SP_ELx on our stack, DAIF masked, own vectors, and the
 *	instruction cache on (doc/stage.md says what that takes).
 * At another exception level nothing is touched.
 */
enter:
	mrs	x4, daif
	msr	daifset, #DAIF_ALL
	mrs	x5, SPSel
	mrs	x6, CurrentEL
	cmp	x6, #CURRENTEL_EL2
	ccmp	x6, #CURRENTEL_EL1, #CCMP_EQ, ne
	b.ne	pass_on
	ic	iallu				/* what it had of old */
	dsb	nsh
	isb
	adr	x14, stage_start		/* the vectors begin there, too */
	tbnz	x6, #CURRENTEL_EL2_BIT, 1f
	mrs	x7, sctlr_el1
	bic	x8, x7, #SCTLR_EE
	orr	x8, x8, #SCTLR_I
	msr	sctlr_el1, x8
	mrs	x9, vbar_el1
	msr	vbar_el1, x14
	b	2f
1:	mrs	x7, sctlr_el2
	bic	x8, x7, #SCTLR_EE
	orr	x8, x8, #SCTLR_I
	msr	sctlr_el2, x8
	mrs	x9, vbar_el2
	msr	vbar_el2, x14
	mrs	x10, hcr_el2
	orr	x8, x10, #HCR_AMO
	msr	hcr_el2, x8
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
	stp	xzr, xzr, [x12, #CONTEXT_SERRORS]
	adr	x13, stage_stack_end
	mov	sp, x13
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
	tbnz	x6, #EL2_BIT, 1f
	msr	vbar_el1, x9
	msr	sctlr_el1, x7
	b	2f
1:	msr	vbar_el2, x9
	msr	hcr_el2, x10
	msr	sctlr_el2, x7
2:	isb
	ic	iallu				/* and nothing of the stage's */
	dsb	nsh
	isb
	msr	SPSel, x5
	msr	daif, x4
	cbz	x16, park
	br	x16

/*
 * Exceptions from the current EL with SP_ELx; nothing else can be taken. IRQ
 * and FIQ are masked and cannot come.
 */
	.section .vector.sync, "ax"
/* A synchronous exception ends the guarded call, or else the stage. */
on_sync:
	adr	x9, stage_context
	ldr	x10, [x9, #CONTEXT_GUARD]
	mov	w11, #GUARD_FAULT
	cbnz	x10, stage_guard_end
	b	abandon
	.section .vector.irq, "ax"
	b	on_sync
	.section .vector.fiq, "ax"
	b	on_sync
/*
 * An SError ends the guarded call. Outside of one it is being drained, and that
 * goes on behind the ESB, which would put the next one away in DISR_EL1 now. All
 * is masked here, as it is there: no ERET is needed to come back.
 */
	.section .vector.serror, "ax"
	adr	x9, stage_context
	ldr	x10, [x9, #CONTEXT_SERRORS]
	add	x10, x10, #1
	str	x10, [x9, #CONTEXT_SERRORS]
	ldr	x10, [x9, #CONTEXT_GUARD]
	cbz	x10, stage_drained
	mov	w11, #GUARD_SERROR
	b	stage_guard_end

	.section .head

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

	.section .note.GNU-stack, "", %progbits
