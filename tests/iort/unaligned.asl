/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Named components of odd lengths: what follows them is aligned to nothing.
 * The first node is not at 0x30.
 */
[0004]                      Signature : "XORT"
[0004]                   Table Length : 00000000
[0001]                       Revision : 00
[0001]                       Checksum : 00
[0006]                         Oem ID : "KSMMU "
[0008]                   Oem Table ID : "UNALIGNE"
[0004]                   Oem Revision : 00000001
[0004]                Asl Compiler ID : "INTL"
[0004]          Asl Compiler Revision : 20200925

UINT32 : 00000005		/* Node Count */
UINT32 : 00000034		/* Node Offset */
UINT32 : 00000000		/* Reserved */
UINT8 : 00			/* Optional Padding */
UINT8 : 00			/* Optional Padding */
UINT8 : 00			/* Optional Padding */
UINT8 : 00			/* Optional Padding */

/* 0x34 */
UINT8 : 01			/* Type */
UINT16 : 0029			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000000		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT32 : 00000000		/* Node Flags */
/* Memory Properties */
UINT32 : 00000001		/* Cache Coherency */
UINT8 : 00			/* Hints */
UINT16 : 0000			/* Reserved */
UINT8 : 03			/* Memory Flags */
UINT8 : 40			/* Memory Size Limit */
String : "\_SB_.DEV0"		/* Device Name */
UINT8 : 00			/* Padding */

/* 0x5d */
UINT8 : 03			/* Type */
UINT16 : 0054			/* Length */
UINT8 : 01			/* Revision */
UINT32 : 00000001		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 00000000E0A00000	/* Base Address */
UINT64 : 0000000000010000	/* Span */
UINT32 : 00000004		/* Model */
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

/* 0xb1 */
UINT8 : 01			/* Type */
UINT16 : 002A			/* Length */
UINT8 : 00			/* Revision */
UINT32 : 00000002		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT32 : 00000000		/* Node Flags */
/* Memory Properties */
UINT32 : 00000001		/* Cache Coherency */
UINT8 : 00			/* Hints */
UINT16 : 0000			/* Reserved */
UINT8 : 03			/* Memory Flags */
UINT8 : 40			/* Memory Size Limit */
String : "\_SB_.ETH0"		/* Device Name */
UINT8 : 00			/* Padding */
UINT8 : 00			/* Padding */

/* 0xdb */
UINT8 : 04			/* Type */
UINT16 : 0044			/* Length */
UINT8 : 01			/* Revision */
UINT32 : 00000003		/* Reserved */
UINT32 : 00000000		/* Mapping Count */
UINT32 : 00000000		/* Mapping Offset */

UINT64 : 000000004F000000	/* Base Address */
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

/* 0x11f */
UINT8 : 02			/* Type */
UINT16 : 004C			/* Length */
UINT8 : 01			/* Revision */
UINT32 : 00000004		/* Reserved */
UINT32 : 00000002		/* Mapping Count */
UINT32 : 00000024		/* Mapping Offset */

/* Memory Properties */
UINT32 : 00000001		/* Cache Coherency */
UINT8 : 00			/* Hints */
UINT16 : 0000			/* Reserved */
UINT8 : 03			/* Memory Flags */
UINT32 : 00000000		/* ATS Attribute */
UINT32 : 00000000		/* PCI Segment Number */
UINT8 : 40			/* Memory Size Limit */
UINT24 : 000000			/* Reserved */

UINT32 : 00000000		/* Input base */
UINT32 : 0000FFFF		/* ID Count */
UINT32 : 00000000		/* Output Base */
UINT32 : 000000B1		/* Output Reference */
UINT32 : 00000000		/* Flags */

UINT32 : 00000000		/* Input base */
UINT32 : 00000000		/* ID Count */
UINT32 : 00000000		/* Output Base */
UINT32 : 7FFFFFF0		/* Output Reference */
UINT32 : 00000001		/* Flags */
