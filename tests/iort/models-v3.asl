/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every model of an SMMUv3 node, and one that does not exist yet; revisions
 * 0 to 2 of the node (B to D). A PMCG, which is no SMMU.
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

UINT32 : 00000006		/* Node Count */
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
UINT8 : 04			/* Type */
UINT16 : 0044			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000001		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 000000002B400000	/* Base Address */
UINT32 : 00000001		/* Flags */
UINT32 : 00000000		/* Reserved */
UINT64 : 0000000000000000	/* VATOS Address */
UINT32 : 00000000		/* Model */
UINT32 : 0000006A		/* Event GSIV */
UINT32 : 0000006B		/* PRI GSIV */
UINT32 : 0000006D		/* GERR GSIV */
UINT32 : 0000006C		/* Sync GSIV */
UINT32 : 00000000		/* Proximity Domain */
UINT32 : 00000000		/* Device ID Mapping Index */

/* 0x8c */
UINT8 : 04			/* Type */
UINT16 : 0058			/* Length */
UINT8 : 01			/* Revision */
UINT32 : 00000002		/* Reserved */
UINT32 : 00000001		/* Mapping Count */
UINT32 : 00000044		/* Mapping Offset */

UINT64 : 0000000148000000	/* Base Address */
UINT32 : 00000001		/* Flags */
UINT32 : 00000000		/* Reserved */
UINT64 : 0000000000000000	/* VATOS Address */
UINT32 : 00000001		/* Model */
UINT32 : 0000006A		/* Event GSIV */
UINT32 : 0000006B		/* PRI GSIV */
UINT32 : 0000006D		/* GERR GSIV */
UINT32 : 0000006C		/* Sync GSIV */
UINT32 : 00000000		/* Proximity Domain */
UINT32 : 00000000		/* Device ID Mapping Index */

UINT32 : 00000000		/* Input base */
UINT32 : 00000000		/* ID Count */
UINT32 : 00000000		/* Output Base */
UINT32 : 00000030		/* Output Reference */
UINT32 : 00000001		/* Flags */

/* 0xe4 */
UINT8 : 04			/* Type */
UINT16 : 0058			/* Length */
UINT8 : 02			/* Revision */
UINT32 : 00000003		/* Reserved */
UINT32 : 00000001		/* Mapping Count */
UINT32 : 00000044		/* Mapping Offset */

UINT64 : 0000000402300000	/* Base Address */
UINT32 : 00000001		/* Flags */
UINT32 : 00000000		/* Reserved */
UINT64 : 0000000000000000	/* VATOS Address */
UINT32 : 00000002		/* Model */
UINT32 : 0000006A		/* Event GSIV */
UINT32 : 0000006B		/* PRI GSIV */
UINT32 : 0000006D		/* GERR GSIV */
UINT32 : 0000006C		/* Sync GSIV */
UINT32 : 00000000		/* Proximity Domain */
UINT32 : 00000000		/* Device ID Mapping Index */

UINT32 : 00000000		/* Input base */
UINT32 : 0000FFFF		/* ID Count */
UINT32 : 00000000		/* Output Base */
UINT32 : 00000030		/* Output Reference */
UINT32 : 00000000		/* Flags */

/* 0x13c */
UINT8 : 04			/* Type */
UINT16 : 0044			/* Length */
UINT8 : 02			/* Revision */
UINT32 : 00000004		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 0000FFFFFFFFF000	/* Base Address */
UINT32 : 00000001		/* Flags */
UINT32 : 00000000		/* Reserved */
UINT64 : 0000000000000000	/* VATOS Address */
UINT32 : 0000004D		/* Model */
UINT32 : 0000006A		/* Event GSIV */
UINT32 : 0000006B		/* PRI GSIV */
UINT32 : 0000006D		/* GERR GSIV */
UINT32 : 0000006C		/* Sync GSIV */
UINT32 : 00000000		/* Proximity Domain */
UINT32 : 00000000		/* Device ID Mapping Index */

/* 0x180 */
UINT8 : 05			/* Type */
UINT16 : 0028			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000005		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 000000002B402000	/* Page 0 Base Address */
UINT32 : 00000070		/* Overflow Interrupt GSIV */
UINT32 : 00000048		/* Node Reference */
UINT64 : 000000002B412000	/* Page 1 Base Address */
