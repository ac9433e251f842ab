/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bare payloads share: QEMU's machine `virt`, its console and its
 * switch. None of it comes from the stage.
 */
#ifndef BARE_H
#define BARE_H

#include <stdint.h>

/* The SMMUv3's registers: tables of Arm IHI 0070 G.b, section 6.3, copied here
 * once more. */
#define SMMU			0x09050000ul
#define SMMU_CR0		0x20
#define SMMU_CR0ACK		0x24
#define SMMU_GBPA		0x44
#define SMMU_IRQ_CTRL		0x50
#define SMMU_IRQ_CTRLACK	0x54
#define SMMU_GERROR		0x60
#define SMMU_GERRORN		0x64
#define SMMU_EVENTQ_PROD	0x100a8

/* The GICv3's distributor, and the SMMU's four SPIs in it: INTIDs 106 to 109,
 * the event queue first. */
#define GICD			0x08000000ul
#define GICD_ISENABLER(n)	(0x100 + 4 * (n))
#define GICD_ICENABLER(n)	(0x180 + 4 * (n))
#define GICD_ISPENDR(n)		(0x200 + 4 * (n))
#define SMMU_SPIS		3	/* which of these registers */
#define SMMU_SPIS_MASK		(0xfu << 10)

/*
 * The source of DMA, the HDA controller 00:05.0: where its first stream is, which
 * it writes to memory at each step. 0 if there is no such controller.
 */
uint64_t bare_source(void);
uint32_t bare_source_position(uint64_t source);

uint32_t bare_read32(uint64_t address);
void bare_write32(uint64_t address, uint32_t value);

/* 1 or 2 */
uint64_t bare_exception_level(void);

/* The system counter, and how much it gains in that time. */
uint64_t bare_ticks(void);
uint64_t bare_ticks_of(uint64_t milliseconds);

void bare_console_open(void);
void bare_put_text(const char *text);
void bare_put_value(const char *name, uint64_t value);	/* name0x... */

/* Everything that was printed is out when the machine is off. */
void bare_system_off(void) __attribute__((noreturn));

/*
 * Of the Image that begins at bare_start: the offset of another one that was put
 * behind it, in a field of the header that nothing uses; 0: there is none.
 */
extern const char bare_start[] __attribute__((visibility("hidden")));
extern const uint64_t bare_next __attribute__((visibility("hidden")));

/* A payload's own: where start.S goes. x0 and DAIF as they were found. */
void bare_payload(uint64_t x0, uint64_t daif);

#endif
