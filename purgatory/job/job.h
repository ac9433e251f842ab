/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The stage's progress with each entry of the plan, and its outcome. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "job/parts.h"
#include "job/wait.h"

enum outcome {
	OUTCOME_NONE,		/* still at work */
	OUTCOME_DONE,		/* it is in the state that was asked for */
	OUTCOME_KEPT,		/* left as it was */
	OUTCOME_NOT_QUIET,	/* as asked for transactions; see job.noise */
	OUTCOME_CANNOT,		/* what was written did not stick */
	OUTCOME_TIMEOUT,	/* an acknowledgement did not come in time */
	OUTCOME_FAULTED,	/* an access to it raised an exception */
	OUTCOME_REFUSED,	/* the registers do not look like an SMMU's */
};

/* Where a wait ran out or a value did not stick. */
enum place {
	AT_NONE,
	AT_GBPA,
	AT_CR0,
	AT_S2CR,
};

/* job.watch: why an SMMU was not watched, where it was to be. */
enum watch_failure {
	WATCH_NONE,
	WATCH_ATS,		/* what has ATS is watched if it is named */
	WATCH_PRESET,		/* its tables or queues are not to be chosen */
	WATCH_GIVEN_UP,		/* it did not answer in time, or faulted */
};

/* job.held: why quiesce leaves an SMMU in abort. */
enum held {
	HELD_NOT,		/* it does not, or there is no quiesce */
	HELD_USED,		/* somebody used it */
	HELD_LOST,		/* or may have: not all was seen */
	HELD_FENCE,		/* it is not fenced, */
	HELD_NOISE,		/* or not quiet */
	HELD_STRANGERS,		/* somebody behind it is not listed */
	HELD_FUNCTION,		/* by a function: the first of them */
};

/*
 * job.noise: what could not be switched off, or closed for good. The fence
 * holds regardless, or the SMMU is open as asked. Three bits are those of
 * SMMU_CR0. The order is that of names in platform/report.c.
 */
#define NOISE_IRQ_CTRL		(1u << 0)
#define NOISE_PRIQEN		(1u << 1)
#define NOISE_EVENTQEN		(1u << 2)
#define NOISE_CMDQEN		(1u << 3)
#define NOISE_CR0		(1u << 4)	/* the rest of SMMU_CR0 */
#define NOISE_ECMDQ		(1u << 5)
#define NOISE_S2CR		(1u << 6)	/* closed by its SMR alone */
#define NOISE_SMR		(1u << 7)	/* closed by its S2CR alone */
#define NOISE_SCTLR		(1u << 8)
#define NOISE_FSR		(1u << 9)	/* holds a transaction back */
#define NOISE_TLBGSTATUS	(1u << 10)
#define NOISE_sCR0		(1u << 11)	/* interrupts */
#define NOISE_BANKS		(1u << 12)	/* beyond the frame */
#define NOISES			13u

/* There may still be interrupts of it. */
#define NOISE_INTERRUPTS	(NOISE_IRQ_CTRL | NOISE_SCTLR | NOISE_FSR | \
				 NOISE_sCR0 | NOISE_BANKS)
/* The SMMU itself may still write to memory. */
#define NOISE_WRITES		(NOISE_PRIQEN | NOISE_EVENTQEN)

/*
 * The registers that decide what an SMMUv3 does with a transaction. Aligned to
 * its size it is copied as a whole, and returned without a detour by the stack.
 */
struct v3_registers {
	uint32_t gbpa;
	uint16_t cr0;
	uint16_t gerror : 11;	/* active errors: GERROR ^ GERRORN */
	uint16_t irq_ctrl : 3;
} __attribute__((aligned(8)));

/* The same for an SMMUv1 or SMMUv2, and the stream that it refused last. */
struct v2_registers {
	uint32_t cr0;
	uint16_t gfsr;		/* without MULTI */
	uint16_t stream;	/* StreamID of sGFSYNR1 */
} __attribute__((aligned(8)));

union registers {
	struct v3_registers v3;
	struct v2_registers v2;
};

/* The stage's progress with one entry of the plan. */
struct job {
	union {
		struct wait wait;
		union registers after;	/* when there is nothing to wait for */
	};
	union registers before;		/* as the first attempt found it */
	union registers found;		/* as this one did */
	union {
		uint32_t note;		/* the driver's own */
		uint32_t elapsed_us;	/* from the stage's start to the end */
	};
	uint16_t flags;
	uint16_t noise;		/* NOISE_* */
	uint8_t outcome;	/* enum outcome */
	uint8_t place;		/* enum place, for the first failure */
	uint8_t step;		/* the driver's own */
	uint8_t serrors;	/* that ended an attempt */
	uint8_t watch;		/* enum watch_failure */
	uint8_t lost;		/* the watch has not seen all */
	uint16_t held;		/* enum held; or that and a function's index */
};

/*
 * After so many SErrors a job is not restarted: its own accesses cause them,
 * one in every attempt.
 */
#define JOB_SERRORS_MAX	64u

/* job.flags */
#define JOB_FINISHED	(1u << 0)
#define JOB_BEFORE	(1u << 1)	/* job.before was read */
#define JOB_AFTER	(1u << 2)	/* job.after was read */
#define JOB_SETTLE	(1u << 3)	/* the plan's settle time comes first */
#define JOB_SETTLED	(1u << 4)	/* it has passed */
#define JOB_DRAIN	(1u << 5)	/* PCI functions behind it come first */
#define JOB_DRAINED	(1u << 6)	/* they are stopped */
#define JOB_DRIVER(n)	(128u << (n))	/* n < 8: the driver's own */
#define JOB_OPENS	(1u << 15)	/* quiesce opens it */

/* Continue with a step, one of the driver's own numbers, and start its wait. */
static inline void job_begin(struct job *job, unsigned int step)
{
	job->step = (uint8_t)step;
	wait_begin(&job->wait);
}

/*
 * The fence holds. Before that step, let transactions land that passed the SMMU
 * while it was open, if the plan says so and this is not the step already.
 * Returns whether to wait, which the driver's caller does.
 */
bool job_settles(struct job *job, uint32_t settle_us, unsigned int step);

/* failure: the outcome, and the place from bit 8 on. */
void job_fail_as(struct job *job, unsigned int failure);

/* The first failure is the one that is reported. */
static inline void job_fail(struct job *job, enum outcome outcome,
			    enum place place)
{
	job_fail_as(job, outcome | place << 8);
}

/*
 * Nothing is left to do. If nothing failed either, the outcome is done, or
 * noisy.
 */
void job_end(struct job *job);

/* The first reason is the one that counts. */
static inline void job_hold(struct job *job, uint32_t held)
{
	if (STAGE_FUNCTIONS && job->held == HELD_NOT)
		job->held = (uint16_t)held;
}

/*
 * It is an SMMU, in the state of job->found, which becomes job->before in the
 * first attempt. Returns whether the driver is to go on. It is not with keep,
 * which has ended then, nor where the PCI functions behind one that
 * translates are to be stopped before, by whoever calls the driver: the step
 * that asks is to be taken again.
 */
bool job_identified(struct job *job, uint8_t action, bool translates);

/* Begin again from the first step, as if nothing had been done by it. */
void job_again(struct job *job);

/*
 * An SError ended a step: begin again as job_again() does. Returns false if
 * there were too many; nothing is changed then.
 */
bool job_restart(struct job *job);

/* All zeros or all ones, as the registers of an SMMU that is off read. */
static inline bool job_is_off(uint32_t value)
{
	return value + 1 <= 1;
}

#endif
