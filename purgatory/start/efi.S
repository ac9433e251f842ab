/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A wrapped Image started by EFI firmware, as its entry point: the stage itself
 * has nothing to do there, since the firmware still drives the machine. UEFI
 * 2.10: section 4 has the tables, 9.1 the loaded image protocol. x0 is the
 * image's handle, x1 the system table; the MMU is on, x19 to x29 are kept.
 */
#define TABLE_CONSOLE		64	/* EFI_SYSTEM_TABLE.ConOut */
#define TABLE_BOOT		96	/* .BootServices */
#define CONSOLE_OUTPUT		8	/* ..._TEXT_OUTPUT_PROTOCOL.OutputString */
#define BOOT_HANDLE_PROTOCOL	152	/* EFI_BOOT_SERVICES.HandleProtocol */
#define LOADED_IMAGE		64	/* ....ImageBase, then ImageSize */
#define PLAN_NEXT		48	/* smmu_plan_header.next */
#define PE_AT			60	/* where an Image says its PE header is */
#define PE_ENTRY		40	/* AddressOfEntryPoint in that */
#define UNSUPPORTED		3	/* EFI_UNSUPPORTED but for its top bit */

	.section .efi.code, "ax"

/* Two entries, a word each: the payload has an entry of its own, or not. */
	.globl	stage_efi
stage_efi:
	b	go_on

/* Says what the file is. Out: x0 is EFI_UNSUPPORTED. */
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	ldr	x0, [x1, #TABLE_CONSOLE]
	cbz	x0, 1f				/* there need not be one */
	ldr	x2, [x0, #CONSOLE_OUTPUT]
	adr	x1, refusal
	blr	x2
1:	mov	x0, #UNSUPPORTED
	orr	x0, x0, #(1 << 63)
	ldp	x29, x30, [sp], #16
	ret

	.section .efi.start, "ax"

/*
 * Starts the payload as if the firmware had loaded it alone: what it is told of
 * the loaded image is what it looks for itself in. Out: x0 is what it returns.
 */
go_on:
	stp	x29, x30, [sp, #-80]!
	mov	x29, sp
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x0, x1, [sp, #48]
	ldr	x3, [x1, #TABLE_BOOT]
	ldr	x3, [x3, #BOOT_HANDLE_PROTOCOL]
	adr	x1, loaded_image_protocol
	add	x2, sp, #64
	blr	x3
	cbnz	x0, 2f
	ldr	x22, [sp, #64]
	ldp	x20, x21, [x22, #LOADED_IMAGE]

	adr	x3, stage_plan
	ldr	x3, [x3, #PLAN_NEXT]		/* bit 0: from stage_start on */
	adr	x19, stage_start - 1
	add	x19, x19, x3
	sub	x3, x19, x20
	sub	x3, x21, x3
	stp	x19, x3, [x22, #LOADED_IMAGE]

	ldr	w3, [x19, #PE_AT]
	add	x3, x19, x3
	ldr	w3, [x3, #PE_ENTRY]
	add	x3, x19, x3
	ldp	x0, x1, [sp, #48]
	blr	x3
	stp	x20, x21, [x22, #LOADED_IMAGE]	/* the firmware unloads it all */
2:	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x29, x30, [sp], #80
	ret

	.section .efi.guid, "a"
	.balign	4
/* 5b1b31a1-9562-11d2-8e3f-00a0c969723b */
loaded_image_protocol:
	.word	0x5b1b31a1
	.hword	0x9562, 0x11d2
	.byte	0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b

	.section .efi.data, "a"
	.balign	2
refusal:
	.string16 "kexec-smmu: the payload is not an EFI program: use kexec or booti\r\n"

	.section .note.GNU-stack, "", %progbits
