/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The image that the stubs load: segment n, and where it is entered. */
#ifndef STUB_IMAGE_H
#define STUB_IMAGE_H

#define STUB_SEGMENT_BYTES	100
#define STUB_SEGMENT_MEMSZ	0x4000
/* Far apart; in the memory that the tests say there is. */
#define STUB_SEGMENT_MEM(base, n)	((base) + 0x10000 * (n))
#define STUB_SEGMENT_FILL(n)	(0x41 + (n))

#define STUB_BASE	0x44000000ul
#define STUB_CRASH_BASE	0x52000000ul
/* In the last of three segments, not at its start. */
#define STUB_SEGMENTS	3
#define STUB_ENTRY(base)	(STUB_SEGMENT_MEM(base, 2) + 0x120)

/* For kexec_file_load; nothing reads the descriptor. */
#define STUB_INITRD		1000
#define STUB_COMMAND_LINE	"console=ttyAMA0 quiet"

#endif
