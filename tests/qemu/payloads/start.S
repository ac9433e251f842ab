/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header of an arm64 Image (Linux, Documentation/arch/arm64/booting.rst)
 * and the way into bare_payload().
 *
 * In:  EL1 or EL2, MMU and caches off, x0 = what the loader put there.
 * Out: bare_payload(x0, DAIF as found), on a stack of our own.
 */
	.section .head, "ax"
	.global	_start, bare_start
	.hidden	bare_start
_start:
bare_start:
	b	begin
	.long	0
	.quad	0			/* text_offset */
	.quad	image_size		/* by the linker script */
	.quad	0xa			/* flags: little-endian, 4K, anywhere */
	.quad	0, 0
	.global	bare_next
	.hidden	bare_next
bare_next:
	.quad	0
	.ascii	"ARM\x64"
	.long	0

begin:
	mrs	x1, daif
	msr	daifset, #0xf
	msr	spsel, #1
	adrp	x2, stack_end
	add	x2, x2, :lo12:stack_end
	mov	sp, x2
	bl	bare_payload
	b	.

	.section .note.GNU-stack, "", %progbits
