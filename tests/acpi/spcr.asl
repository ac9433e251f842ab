/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A console as QEMU's virt machine tells of its PL011. */
[0004]                      Signature : "XPCR"
[0004]                   Table Length : 00000000
[0001]                       Revision : 02
[0001]                       Checksum : 00
[0006]                         Oem ID : "KSMMU "
[0008]                   Oem Table ID : "CONSOLE "
[0004]                   Oem Revision : 00000001
[0004]                Asl Compiler ID : "INTL"
[0004]          Asl Compiler Revision : 20200925

UINT8 : 03			/* Interface Type */
UINT24 : 000000			/* Reserved */

/* Serial Port Register */
UINT8 : 00			/* Space ID */
UINT8 : 20			/* Bit Width */
UINT8 : 00			/* Bit Offset */
UINT8 : 03			/* Encoded Access Width */
UINT64 : 0000000009000000	/* Address */

UINT8 : 08			/* Interrupt Type */
UINT8 : 00			/* PCAT-compatible IRQ */
UINT32 : 00000021		/* Interrupt */
UINT8 : 03			/* Baud Rate */
UINT8 : 00			/* Parity */
UINT8 : 01			/* Stop Bits */
UINT8 : 02			/* Flow Control */
UINT8 : 00			/* Terminal Type */
UINT8 : 00			/* Reserved */
UINT16 : FFFF			/* PCI Device ID */
UINT16 : FFFF			/* PCI Vendor ID */
UINT8 : 00			/* PCI Bus */
UINT8 : 00			/* PCI Device */
UINT8 : 00			/* PCI Function */
UINT32 : 00000000		/* PCI Flags */
UINT8 : 00			/* PCI Segment */
UINT32 : 00000000		/* Reserved */
