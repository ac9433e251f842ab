/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every model of an SMMUv3 node, and one that does not exist yet; revisions
 * 0 to 2 of the node (B to D). A PMCG, which is no SMMU.
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

[0004]                     Node Count : 00000006
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
[0001]                           Type : 04
[0002]                         Length : 0044
[0001]                       Revision : 00
[0004]                       Reserved : 00000001
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 000000002B400000
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

/* 0x8c */
[0001]                           Type : 04
[0002]                         Length : 0058
[0001]                       Revision : 01
[0004]                       Reserved : 00000002
[0004]                  Mapping Count : 00000001
[0004]                 Mapping Offset : 00000044

[0008]                   Base Address : 0000000148000000
[0004]          Flags (decoded below) : 00000001
                      COHACC Override : 1
                        HTTU Override : 0
               Proximity Domain Valid : 0
[0004]                       Reserved : 00000000
[0008]                  VATOS Address : 0000000000000000
[0004]                          Model : 00000001
[0004]                     Event GSIV : 0000006A
[0004]                       PRI GSIV : 0000006B
[0004]                      GERR GSIV : 0000006D
[0004]                      Sync GSIV : 0000006C
[0004]               Proximity Domain : 00000000
[0004]        Device ID Mapping Index : 00000000

[0004]                     Input base : 00000000
[0004]                       ID Count : 00000000
[0004]                    Output Base : 00000000
[0004]               Output Reference : 00000030
[0004]          Flags (decoded below) : 00000001
                       Single Mapping : 1

/* 0xe4 */
[0001]                           Type : 04
[0002]                         Length : 0058
[0001]                       Revision : 02
[0004]                       Reserved : 00000003
[0004]                  Mapping Count : 00000001
[0004]                 Mapping Offset : 00000044

[0008]                   Base Address : 0000000402300000
[0004]          Flags (decoded below) : 00000001
                      COHACC Override : 1
                        HTTU Override : 0
               Proximity Domain Valid : 0
[0004]                       Reserved : 00000000
[0008]                  VATOS Address : 0000000000000000
[0004]                          Model : 00000002
[0004]                     Event GSIV : 0000006A
[0004]                       PRI GSIV : 0000006B
[0004]                      GERR GSIV : 0000006D
[0004]                      Sync GSIV : 0000006C
[0004]               Proximity Domain : 00000000
[0004]        Device ID Mapping Index : 00000000

[0004]                     Input base : 00000000
[0004]                       ID Count : 0000FFFF
[0004]                    Output Base : 00000000
[0004]               Output Reference : 00000030
[0004]          Flags (decoded below) : 00000000
                       Single Mapping : 0

/* 0x13c */
[0001]                           Type : 04
[0002]                         Length : 0044
[0001]                       Revision : 02
[0004]                       Reserved : 00000004
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]                   Base Address : 0000FFFFFFFFF000
[0004]          Flags (decoded below) : 00000001
                      COHACC Override : 1
                        HTTU Override : 0
               Proximity Domain Valid : 0
[0004]                       Reserved : 00000000
[0008]                  VATOS Address : 0000000000000000
[0004]                          Model : 0000004D
[0004]                     Event GSIV : 0000006A
[0004]                       PRI GSIV : 0000006B
[0004]                      GERR GSIV : 0000006D
[0004]                      Sync GSIV : 0000006C
[0004]               Proximity Domain : 00000000
[0004]        Device ID Mapping Index : 00000000

/* 0x180 */
[0001]                           Type : 05
[0002]                         Length : 0028
[0001]                       Revision : 00
[0004]                       Reserved : 00000005
[0004]                  Mapping Count : 00000000
[0004]                 Mapping Offset : 00000000

[0008]            Page 0 Base Address : 000000002B402000
[0004]        Overflow Interrupt GSIV : 00000070
[0004]                 Node Reference : 00000048
[0008]            Page 1 Base Address : 000000002B412000
