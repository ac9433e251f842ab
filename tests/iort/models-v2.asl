/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every model of an SMMUv1 or v2 node, and one that does not exist yet;
 * table and nodes of revision 0. Context interrupts make nodes of
 * different lengths.
 */
[0004]                      Signature : "XORT"
[0004]                   Table Length : 00000000
[0001]                       Revision : 00
[0001]                       Checksum : 00
[0006]                         Oem ID : "KSMMU "
[0008]                   Oem Table ID : "MODELS-V"
[0004]                   Oem Revision : 00000001
[0004]                Asl Compiler ID : "INTL"
[0004]          Asl Compiler Revision : 20200925

UINT32 : 00000008		/* Node Count */
UINT32 : 00000030		/* Node Offset */
UINT32 : 00000000		/* Reserved */

/* 0x30 */
UINT8 : 00			/* Type */
UINT16 : 0018			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000000		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT32 : 00000001		/* ItsCount */
UINT32 : 00000000		/* Identifiers */

/* 0x48 */
UINT8 : 03			/* Type */
UINT16 : 0054			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000001		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000010000000	/* Base Address */
UINT64 : 0000000000010000	/* Span */
UINT32 : 00000000		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000001		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 00000054		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */

/* 0x9c */
UINT8 : 03			/* Type */
UINT16 : 005C			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000002		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000011000000	/* Base Address */
UINT64 : 0000000000020000	/* Span */
UINT32 : 00000001		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000002		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 0000005C		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */
UINT64 : 00000000000000E5	/* Context Interrupt */

/* 0xf8 */
UINT8 : 03			/* Type */
UINT16 : 0064			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000003		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000012000000	/* Base Address */
UINT64 : 0000000000040000	/* Span */
UINT32 : 00000002		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000003		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 00000064		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */
UINT64 : 00000000000000E5	/* Context Interrupt */
UINT64 : 00000000000000E6	/* Context Interrupt */

/* 0x15c */
UINT8 : 03			/* Type */
UINT16 : 006C			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000004		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000013000000	/* Base Address */
UINT64 : 0000000000080000	/* Span */
UINT32 : 00000003		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000004		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 0000006C		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */
UINT64 : 00000000000000E5	/* Context Interrupt */
UINT64 : 00000000000000E6	/* Context Interrupt */
UINT64 : 00000000000000E7	/* Context Interrupt */

/* 0x1c8 */
UINT8 : 03			/* Type */
UINT16 : 0074			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000005		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000014000000	/* Base Address */
UINT64 : 0000000000100000	/* Span */
UINT32 : 00000004		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000005		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 00000074		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */
UINT64 : 00000000000000E5	/* Context Interrupt */
UINT64 : 00000000000000E6	/* Context Interrupt */
UINT64 : 00000000000000E7	/* Context Interrupt */
UINT64 : 00000000000000E8	/* Context Interrupt */

/* 0x23c */
UINT8 : 03			/* Type */
UINT16 : 007C			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000006		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000015000000	/* Base Address */
UINT64 : 0000000000200000	/* Span */
UINT32 : 00000005		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000006		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 0000007C		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */
UINT64 : 00000000000000E5	/* Context Interrupt */
UINT64 : 00000000000000E6	/* Context Interrupt */
UINT64 : 00000000000000E7	/* Context Interrupt */
UINT64 : 00000000000000E8	/* Context Interrupt */
UINT64 : 00000000000000E9	/* Context Interrupt */

/* 0x2b8 */
UINT8 : 03			/* Type */
UINT16 : 0084			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000007		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000000016000000	/* Base Address */
UINT64 : 0000000000400000	/* Span */
UINT32 : 0000000C		/* Model */
UINT32 : 00000002		/* Flags */
UINT32 : 0000003C		/* Global Interrupt Offset */
UINT32 : 00000007		/* Context Interrupt Count */
UINT32 : 0000004C		/* Context Interrupt Offset */
UINT32 : 00000000		/* PMU Interrupt Count */
UINT32 : 00000084		/* PMU Interrupt Offset */

UINT32 : 000000E4		/* NSgIrpt */
UINT32 : 00000000		/* NSgIrpt Flags */
UINT32 : 00000000		/* NSgCfgIrpt */
UINT32 : 00000000		/* NSgCfgIrpt Flags */

UINT64 : 00000000000000E4	/* Context Interrupt */
UINT64 : 00000000000000E5	/* Context Interrupt */
UINT64 : 00000000000000E6	/* Context Interrupt */
UINT64 : 00000000000000E7	/* Context Interrupt */
UINT64 : 00000000000000E8	/* Context Interrupt */
UINT64 : 00000000000000E9	/* Context Interrupt */
UINT64 : 00000000000000EA	/* Context Interrupt */
