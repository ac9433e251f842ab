/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entry, vectors and exit of the firmware: see el3.c.
 *
 * In: EL3, as QEMU starts a CPU: MMU and caches off, at the flash's start.
 */
#define FRAME_SIZE	176

	.section .head, "ax"
	.global	_start
_start:
	adr	x0, vectors
	msr	VBAR_EL3, x0
	ldr	x0, =stack_end
	mov	sp, x0
	bl	el3_start
	mov	x1, #0			/* x0: the device tree */
	mov	x2, #0
	mov	x3, #0
	eret

/* Saves what C does not, and calls el3_NAME(frame). */
	.macro	enter name
	sub	sp, sp, #FRAME_SIZE
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	adr	x0, el3_\name
	b	handle
	.endm

/* From EL3 itself nothing can come; from lower levels, all of them AArch64,
 * an SMC or an FIQ. */
	.balign	2048
vectors:
	.org	vectors + 0x200
	enter	lost
	.org	vectors + 0x400
	enter	sync
	.org	vectors + 0x500
	enter	fiq
	.org	vectors + 0x580
	enter	lost

handle:
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x29, [sp, #144]
	str	x30, [sp, #160]
	mov	x1, x0
	mov	x0, sp
	blr	x1
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x29, [sp, #144]
	ldr	x30, [sp, #160]
	ldp	x0, x1, [sp], #FRAME_SIZE
	eret

	.ltorg
	.section .note.GNU-stack, "", %progbits
