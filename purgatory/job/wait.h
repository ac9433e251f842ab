/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Bounded waits that do not trust the counter: firmware may have left its
 * frequency zero, and some counters stand still or jump.
 */
#ifndef JOB_WAIT_H
#define JOB_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A tick of a wait is so many of the counter's: ten seconds of one of 1 GHz fit
 * into 31 bits.
 */
#define WAIT_TICK	8u

/* One wait; each failed poll is reported to wait_over(). */
struct wait {
	uint32_t last;		/* at the last poll, ticks modulo 2^32 */
	uint32_t elapsed;	/* ticks that count */
	uint32_t polls;
	uint32_t still;		/* polls since the counter moved forward */
};

/* How long waits are; made once. */
struct wait_clock {
	uint64_t frequency;	/* Hz; 0 if unknown */
	uint64_t start;		/* counter when the clock was made */
	uint32_t timeout;	/* ticks */
	uint32_t fence;		/* ticks, of waits that the fence depends on */
};

/*
 * As long as Linux waits for an SMMUv3 (ARM_SMMU_POLL_TIMEOUT_US): giving up
 * earlier may leave a slow one open.
 */
#define WAIT_FENCE_MIN_US	1000000u

/* A single sample counts for at most this part of the time-out. */
#define WAIT_SAMPLES_MIN	16u
/* And so many polls are made at least, */
#define WAIT_POLLS_MIN		64u
/* at most, whatever the counter says, */
#define WAIT_POLLS_MAX		(1u << 28)
/* and at most while it stands still. */
#define WAIT_STILL_MAX		(1u << 18)

/* timeout_us: 1 to 10,000,000. */
void wait_clock_make(struct wait_clock *clock, uint32_t timeout_us);

/* Its time begins with the first poll that fails. */
static inline void wait_begin(struct wait *wait)
{
	wait->polls = 0;
}

/*
 * Count a failed poll. Returns whether the wait is over: the time-out has
 * passed by at least WAIT_SAMPLES_MIN samples and WAIT_POLLS_MIN polls, or a
 * limit of polls is reached.
 */
bool wait_over(struct wait *wait, const struct wait_clock *clock);

/* The same; the time-out is WAIT_FENCE_MIN_US where that is longer. */
bool wait_over_fence(struct wait *wait, const struct wait_clock *clock);

/* Microseconds since the clock was made; 0 if the frequency is unknown. */
uint32_t wait_clock_us(const struct wait_clock *clock);

#endif
