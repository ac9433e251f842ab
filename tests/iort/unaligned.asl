/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Named components of odd lengths: what follows them is aligned to nothing.
 * The first node is not at 0x30.
 */
[0004]                      Signature : "IORT"
[0004]                   Table Length : 00000000
[0001]                       Revision : 00
[0001]                       Checksum : 00
[0006]                         Oem ID : "KSMMU "
[0008]                   Oem Table ID : "UNALIGNE"
[0004]                   Oem Revision : 00000001
[0004]                Asl Compiler ID : "INTL"
[0004]          Asl Compiler Revision : 20200925

[0004]                     Node Count : 00000005
[0004]                    Node Offset : 00000034
[0004]                       Reserved : 00000000
[0004]               Optional Padding : 00 00 00 00

/* 0x34 */
[0001]                           Type : 01
[0002]                         Length : 0029
[0001]                       Revision : 00
[0004]                       Reserved : 00000000
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0004]                     Node Flags : 00000000
[0008]              Memory Properties : [IORT Memory Access Properties]
[0004]                Cache Coherency : 00000001
[0001]          Hints (decoded below) : 00
                            Transient : 0
                       Write Allocate : 0
                        Read Allocate : 0
                             Override : 0
[0002]                       Reserved : 0000
[0001]   Memory Flags (decoded below) : 03
                            Coherency : 1
                     Device Attribute : 1
[0001]              Memory Size Limit : 40
[0011]                    Device Name : "\_SB_.DEV0"
[0001]                        Padding : 00

/* 0x5d */
[0001]                           Type : 03
[0002]                         Length : 0054
[0001]                       Revision : 01
[0004]                       Reserved : 00000001
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 00000000E0A00000
[0008]                           Span : 0000000000010000
[0004]                          Model : 00000004
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000001
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 00000054

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4

/* 0xb1 */
[0001]                           Type : 01
[0002]                         Length : 002A
[0001]                       Revision : 00
[0004]                       Reserved : 00000002
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0004]                     Node Flags : 00000000
[0008]              Memory Properties : [IORT Memory Access Properties]
[0004]                Cache Coherency : 00000001
[0001]          Hints (decoded below) : 00
                            Transient : 0
                       Write Allocate : 0
                        Read Allocate : 0
                             Override : 0
[0002]                       Reserved : 0000
[0001]   Memory Flags (decoded below) : 03
                            Coherency : 1
                     Device Attribute : 1
[0001]              Memory Size Limit : 40
[0011]                    Device Name : "\_SB_.ETH0"
[0002]                        Padding : 00 00

/* 0xdb */
[0001]                           Type : 04
[0002]                         Length : 0044
[0001]                       Revision : 01
[0004]                       Reserved : 00000003
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 000000004F000000
[0004]          Flags (decoded below) : 00000001
                      COHACC Override : 1
                        HTTU Override : 0
               Proximity Domain Valid : 0
[0004]                       Reserved : 00000000
[0008]                  VATOS Address : 0000000000000000
[0004]                          Model : 00000000
[0004]                     Event GSIV : 0000006A
[0004]                       PRI GSIV : 0000006B
[0004]                      GERR GSIV : 0000006D
[0004]                      Sync GSIV : 0000006C
[0004]               Proximity Domain : 00000000
[0004]        Device ID Mapping Index : 00000000

/* 0x11f */
[0001]                           Type : 02
[0002]                         Length : 004C
[0001]                       Revision : 01
[0004]                       Reserved : 00000004
[0004]                  Mapping Count : 00000002
[0004]                 Mapping Offset : 00000024

[0008]              Memory Properties : [IORT Memory Access Properties]
[0004]                Cache Coherency : 00000001
[0001]          Hints (decoded below) : 00
                            Transient : 0
                       Write Allocate : 0
                        Read Allocate : 0
                             Override : 0
[0002]                       Reserved : 0000
[0001]   Memory Flags (decoded below) : 03
                            Coherency : 1
                     Device Attribute : 1
[0004]                  ATS Attribute : 00000000
[0004]             PCI Segment Number : 00000000
[0001]              Memory Size Limit : 40
[0003]                       Reserved : 000000

[0004]                     Input base : 00000000
[0004]                       ID Count : 0000FFFF
[0004]                    Output Base : 00000000
[0004]               Output Reference : 000000B1
[0004]          Flags (decoded below) : 00000000
                       Single Mapping : 0

[0004]                     Input base : 00000000
[0004]                       ID Count : 00000000
[0004]                    Output Base : 00000000
[0004]               Output Reference : 7FFFFFF0
[0004]          Flags (decoded below) : 00000001
                       Single Mapping : 1
