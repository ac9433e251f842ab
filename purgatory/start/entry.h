/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The interface between C and assembler; both include it. */
#ifndef START_ENTRY_H
#define START_ENTRY_H

#include "job/parts.h"

#define STAGE_STACK_SIZE	(1280 + 1024 * STAGE_FINDER)
#define STAGE_JOB_SIZE		48

/* How stage_guarded() ended. */
#define GUARD_DONE		0
#define GUARD_FAULT		1	/* by a synchronous exception */
#define GUARD_SERROR		2

/* Offsets into struct stage_context. */
#define CONTEXT_ARGS		0
#define CONTEXT_SP		32
#define CONTEXT_SPSEL		40
#define CONTEXT_DAIF		48
#define CONTEXT_SCTLR		56
#define CONTEXT_VBAR		64
#define CONTEXT_HCR		72
#define CONTEXT_EL		80
#define CONTEXT_GUARD		88
#define CONTEXT_CONDUIT		96
#define CONTEXT_ABANDONED	104
#define CONTEXT_SERRORS		112
#define CONTEXT_SIZE		128

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

/* Kept by entry.S: what is put back at the end, and how exceptions end. */
struct stage_context {
	uint64_t args[4];	/* x0 to x3 at entry */
	uint64_t sp;
	uint64_t spsel;
	uint64_t daif;
	uint64_t sctlr;
	uint64_t vbar;
	uint64_t hcr;		/* at EL2 */
	uint64_t el;		/* 1 or 2 */
	uint64_t guard;		/* stack of the guarded call, 0 if none */
	uint64_t conduit;	/* of the reset after a failure, 0: go on */
	uint64_t abandoned;
	uint64_t serrors;	/* that were taken */
	uint64_t serrors_found;	/* of these, before the first SMMU */
};

#define CONTEXT_AT(field, offset)					\
	_Static_assert(offsetof(struct stage_context, field) == (offset), \
		       "stage_context." #field)
CONTEXT_AT(args, CONTEXT_ARGS);
CONTEXT_AT(sp, CONTEXT_SP);
CONTEXT_AT(spsel, CONTEXT_SPSEL);
CONTEXT_AT(daif, CONTEXT_DAIF);
CONTEXT_AT(sctlr, CONTEXT_SCTLR);
CONTEXT_AT(vbar, CONTEXT_VBAR);
CONTEXT_AT(hcr, CONTEXT_HCR);
CONTEXT_AT(el, CONTEXT_EL);
CONTEXT_AT(guard, CONTEXT_GUARD);
CONTEXT_AT(conduit, CONTEXT_CONDUIT);
CONTEXT_AT(abandoned, CONTEXT_ABANDONED);
CONTEXT_AT(serrors, CONTEXT_SERRORS);
_Static_assert(sizeof(struct stage_context) == CONTEXT_SIZE, "stage_context");

/*
 * guard.S and the linker script. Hidden: reached relative to the PC, without a
 * GOT.
 */
#pragma GCC visibility push(hidden)
extern struct stage_context stage_context;
extern const uint8_t stage_start[];
extern const uint8_t stage_ro_end[];
extern const uint8_t stage_plan[] __attribute__((aligned(64)));

/*
 * Call call(a, b) with SErrors unmasked, and return how it ended: GUARD_*. It
 * ends with a DSB, which waits for its accesses, and an ESB, which makes of
 * their errors SErrors that are taken here, where there is the RAS extension
 * (Arm ARM DDI 0487, D1.3.6). The cause of an SError cannot be determined.
 */
unsigned int stage_guarded(void (*call)(void *a, const void *b), void *a,
			   const void *b);

/* The same with SErrors masked: they stay pending, and never end it. */
unsigned int stage_guarded_masked(void (*call)(void *a, const void *b),
				  void *a, const void *b);

/* Take pending SErrors, so that the payload does not have to. */
void stage_drain(void);

/*
 * PSCI SYSTEM_RESET by SMMU_PLAN_CONDUIT_HVC or _SMC. To be guarded: returns,
 * or ends in an exception, where there is no PSCI.
 */
void stage_psci_reset(void *conduit, const void *unused);

/* Called by entry.S. Both return the address to continue at, 0 if unknown. */
uint64_t stage_main(void);
uint64_t stage_next(void);
#pragma GCC visibility pop

#endif
#endif
