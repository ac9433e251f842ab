/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every model of an SMMUv1 or v2 node, and one that does not exist yet;
 * table and nodes of revision 0. Context interrupts make nodes of
 * different lengths.
 */
[0004]                      Signature : "IORT"
[0004]                   Table Length : 00000000
[0001]                       Revision : 00
[0001]                       Checksum : 00
[0006]                         Oem ID : "KSMMU "
[0008]                   Oem Table ID : "MODELS-V"
[0004]                   Oem Revision : 00000001
[0004]                Asl Compiler ID : "INTL"
[0004]          Asl Compiler Revision : 20200925

[0004]                     Node Count : 00000008
[0004]                    Node Offset : 00000030
[0004]                       Reserved : 00000000

/* 0x30 */
[0001]                           Type : 00
[0002]                         Length : 0018
[0001]                       Revision : 00
[0004]                       Reserved : 00000000
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0004]                       ItsCount : 00000001
[0004]                    Identifiers : 00000000

/* 0x48 */
[0001]                           Type : 03
[0002]                         Length : 0054
[0001]                       Revision : 00
[0004]                       Reserved : 00000001
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000010000000
[0008]                           Span : 0000000000010000
[0004]                          Model : 00000000
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

/* 0x9c */
[0001]                           Type : 03
[0002]                         Length : 005C
[0001]                       Revision : 00
[0004]                       Reserved : 00000002
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000011000000
[0008]                           Span : 0000000000020000
[0004]                          Model : 00000001
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000002
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 0000005C

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4
[0008]              Context Interrupt : 00000000000000E5

/* 0xf8 */
[0001]                           Type : 03
[0002]                         Length : 0064
[0001]                       Revision : 00
[0004]                       Reserved : 00000003
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000012000000
[0008]                           Span : 0000000000040000
[0004]                          Model : 00000002
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000003
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 00000064

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4
[0008]              Context Interrupt : 00000000000000E5
[0008]              Context Interrupt : 00000000000000E6

/* 0x15c */
[0001]                           Type : 03
[0002]                         Length : 006C
[0001]                       Revision : 00
[0004]                       Reserved : 00000004
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000013000000
[0008]                           Span : 0000000000080000
[0004]                          Model : 00000003
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000004
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 0000006C

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4
[0008]              Context Interrupt : 00000000000000E5
[0008]              Context Interrupt : 00000000000000E6
[0008]              Context Interrupt : 00000000000000E7

/* 0x1c8 */
[0001]                           Type : 03
[0002]                         Length : 0074
[0001]                       Revision : 00
[0004]                       Reserved : 00000005
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000014000000
[0008]                           Span : 0000000000100000
[0004]                          Model : 00000004
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000005
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 00000074

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4
[0008]              Context Interrupt : 00000000000000E5
[0008]              Context Interrupt : 00000000000000E6
[0008]              Context Interrupt : 00000000000000E7
[0008]              Context Interrupt : 00000000000000E8

/* 0x23c */
[0001]                           Type : 03
[0002]                         Length : 007C
[0001]                       Revision : 00
[0004]                       Reserved : 00000006
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000015000000
[0008]                           Span : 0000000000200000
[0004]                          Model : 00000005
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000006
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 0000007C

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4
[0008]              Context Interrupt : 00000000000000E5
[0008]              Context Interrupt : 00000000000000E6
[0008]              Context Interrupt : 00000000000000E7
[0008]              Context Interrupt : 00000000000000E8
[0008]              Context Interrupt : 00000000000000E9

/* 0x2b8 */
[0001]                           Type : 03
[0002]                         Length : 0084
[0001]                       Revision : 00
[0004]                       Reserved : 00000007
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000000016000000
[0008]                           Span : 0000000000400000
[0004]                          Model : 0000000C
[0004]          Flags (decoded below) : 00000002
                        DVM Supported : 0
                        Coherent Walk : 1
[0004]        Global Interrupt Offset : 0000003C
[0004]        Context Interrupt Count : 00000007
[0004]       Context Interrupt Offset : 0000004C
[0004]            PMU Interrupt Count : 00000000
[0004]           PMU Interrupt Offset : 00000084

[0004]                        NSgIrpt : 000000E4
[0004]  NSgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0
[0004]                     NSgCfgIrpt : 00000000
[0004] NSgCfgIrpt Flags (decoded below) : 00000000
                       Edge Triggered : 0

[0008]              Context Interrupt : 00000000000000E4
[0008]              Context Interrupt : 00000000000000E5
[0008]              Context Interrupt : 00000000000000E6
[0008]              Context Interrupt : 00000000000000E7
[0008]              Context Interrupt : 00000000000000E8
[0008]              Context Interrupt : 00000000000000E9
[0008]              Context Interrupt : 00000000000000EA
