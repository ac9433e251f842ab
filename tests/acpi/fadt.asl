/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a hardware-reduced machine whose PSCI is called by SMC, as EDK2 makes it. */
[0004]                         Signature : "XACP"
[0004]                      Table Length : 00000000
[0001]                          Revision : 06
[0001]                          Checksum : 00
[0006]                            Oem ID : "KSMMU "
[0008]                      Oem Table ID : "PSCI    "
[0004]                      Oem Revision : 00000001
[0004]                   Asl Compiler ID : "INTL"
[0004]             Asl Compiler Revision : 20200925

UINT32 : 00000000		/* FACS Address */
UINT32 : 00000000		/* DSDT Address */
UINT8 : 00			/* Model */
UINT8 : 00			/* PM Profile */
UINT16 : 0000			/* SCI Interrupt */
UINT32 : 00000000		/* SMI Command Port */
UINT8 : 00			/* ACPI Enable Value */
UINT8 : 00			/* ACPI Disable Value */
UINT8 : 00			/* S4BIOS Command */
UINT8 : 00			/* P-State Control */
UINT32 : 00000000		/* PM1A Event Block Address */
UINT32 : 00000000		/* PM1B Event Block Address */
UINT32 : 00000000		/* PM1A Control Block Address */
UINT32 : 00000000		/* PM1B Control Block Address */
UINT32 : 00000000		/* PM2 Control Block Address */
UINT32 : 00000000		/* PM Timer Block Address */
UINT32 : 00000000		/* GPE0 Block Address */
UINT32 : 00000000		/* GPE1 Block Address */
UINT8 : 00			/* PM1 Event Block Length */
UINT8 : 00			/* PM1 Control Block Length */
UINT8 : 00			/* PM2 Control Block Length */
UINT8 : 00			/* PM Timer Block Length */
UINT8 : 00			/* GPE0 Block Length */
UINT8 : 00			/* GPE1 Block Length */
UINT8 : 00			/* GPE1 Base Offset */
UINT8 : 00			/* _CST Support */
UINT16 : 0000			/* C2 Latency */
UINT16 : 0000			/* C3 Latency */
UINT16 : 0000			/* CPU Cache Size */
UINT16 : 0000			/* Cache Flush Stride */
UINT8 : 00			/* Duty Cycle Offset */
UINT8 : 00			/* Duty Cycle Width */
UINT8 : 00			/* RTC Day Alarm Index */
UINT8 : 00			/* RTC Month Alarm Index */
UINT8 : 00			/* RTC Century Index */
UINT16 : 0000			/* Boot Flags */
UINT8 : 00			/* Reserved */
UINT32 : 00100000		/* Flags */

/* Reset Register */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

UINT8 : 00			/* Value to cause reset */
UINT16 : 0001			/* ARM Flags */

UINT8 : 01			/* FADT Minor Revision */
UINT64 : 0000000000000000	/* FACS Address */
UINT64 : 0000000000000000	/* DSDT Address */
/* PM1A Event Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* PM1B Event Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* PM1A Control Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* PM1B Control Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* PM2 Control Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* PM Timer Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* GPE0 Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* GPE1 Block */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* Sleep Control Register */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

/* Sleep Status Register */
UINT8 : 00			/* Space ID */
UINT8 : 00			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 00			/* Encoded Access Width */
UINT64 : 0000000000000000	/* Address */

UINT64 : 0000000000000000	/* Hypervisor ID */
