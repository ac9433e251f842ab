/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Revision E.d: RMR flags of many bits, which the earlier layout would take
 * for a count; with mappings in front of the memory ranges.
 */
[0004]                      Signature : "XORT"
[0004]                   Table Length : 00000000
[0001]                       Revision : 05
[0001]                       Checksum : 00
[0006]                         Oem ID : "KSMMU "
[0008]                   Oem Table ID : "RMR-ED  "
[0004]                   Oem Revision : 00000001
[0004]                Asl Compiler ID : "INTL"
[0004]          Asl Compiler Revision : 20200925

UINT32 : 00000003		/* nodes */
UINT32 : 00000030		/* offset of the first */
UINT32 : 00000000

/* 0x30 */
UINT8 : 04
UINT16 : 0044
UINT8 : 04
UINT32 : 00000000
UINT32 : 00000000
UINT32 : 00000000
UINT64 : 0000000140000000	/* base */
UINT32 : 00000001
UINT32 : 00000000
UINT64 : 0000000000000000
UINT32 : 00000000		/* model */
UINT32 : 0000006A
UINT32 : 0000006B
UINT32 : 0000006D
UINT32 : 0000006C
UINT32 : 00000000
UINT32 : 00000000

/* 0x74 */
UINT8 : 06
UINT16 : 0058
UINT8 : 03
UINT32 : 00000001
UINT32 : 00000001
UINT32 : 0000001C
UINT32 : 00000017		/* flags: privileged, write-back */
UINT32 : 00000002		/* memory ranges */
UINT32 : 00000030
/* ID mapping */
UINT32 : 00000000
UINT32 : 000000FF
UINT32 : 00000100
UINT32 : 00000030
UINT32 : 00000000
/* memory range */
UINT64 : 0000000039BA0000
UINT64 : 0000000000010000
UINT32 : 00000000
/* memory range */
UINT64 : 0000002080000000
UINT64 : 0000000000200000
UINT32 : 00000000

/* 0xcc */
UINT8 : 06
UINT16 : 0044
UINT8 : 03
UINT32 : 00000002
UINT32 : 00000001
UINT32 : 00000030
UINT32 : 0000001F		/* flags */
UINT32 : 00000001		/* memory ranges */
UINT32 : 0000001C
/* memory range */
UINT64 : 0000000050000000
UINT64 : 0000000000010000
UINT32 : 00000000
/* ID mapping */
UINT32 : 00000000
UINT32 : 00000000
UINT32 : 00000000
UINT32 : 00000030
UINT32 : 00000001
