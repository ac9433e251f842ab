/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "job/wait.h"

#include "io.h"

/*
 * Counters have 1 MHz to 1 GHz (Arm ARM DDI 0487, D12.1.2). If CNTFRQ_EL0 says
 * otherwise, firmware did not set it, and the fastest is assumed, so a wait is
 * never too short.
 */
#define FREQUENCY_MIN	UINT64_C(1000000)
#define FREQUENCY_MAX	UINT64_C(1000000000)

/* Never too few: the first tick and the last one may be short. */
static uint32_t ticks(uint32_t timeout_us, uint64_t frequency)
{
	return (uint32_t)(timeout_us * frequency / 1000000 / WAIT_TICK) + 2;
}

void wait_clock_make(struct wait_clock *clock, uint32_t timeout_us)
{
	uint32_t fence_us = timeout_us < WAIT_FENCE_MIN_US ?
			    WAIT_FENCE_MIN_US : timeout_us;
	uint64_t frequency = io_frequency();

	clock->frequency = frequency;
	clock->start = io_time();
	if (frequency < FREQUENCY_MIN || frequency > FREQUENCY_MAX) {
		clock->frequency = 0;
		frequency = FREQUENCY_MAX;
	}
	clock->fence = ticks(fence_us, frequency);
	clock->timeout = ticks(timeout_us, frequency);
}

static bool is_over(struct wait *wait, uint32_t timeout)
{
	uint32_t now = (uint32_t)(io_time() / WAIT_TICK);
	uint32_t step_max = timeout / WAIT_SAMPLES_MIN + 1;
	uint32_t step;

	if (wait->polls++ == 0) {
		wait->last = now;
		wait->elapsed = 0;
		wait->still = 0;
	}
	step = now - wait->last;
	wait->last = now;
	if (step == 0 || step > UINT32_MAX / 2) {
		wait->still++;
	} else {
		wait->still = 0;
		wait->elapsed += step < step_max ? step : step_max;
	}
	if (wait->polls >= WAIT_POLLS_MAX || wait->still >= WAIT_STILL_MAX)
		return true;
	return wait->elapsed >= timeout && wait->polls >= WAIT_POLLS_MIN;
}

bool wait_over(struct wait *wait, const struct wait_clock *clock)
{
	return is_over(wait, clock->timeout);
}

bool wait_over_fence(struct wait *wait, const struct wait_clock *clock)
{
	return is_over(wait, clock->fence);
}

uint32_t wait_clock_us(const struct wait_clock *clock)
{
	uint64_t ticks = io_time() - clock->start;
	uint64_t us;

	if (clock->frequency == 0 || ticks > UINT64_MAX / 1000000)
		return 0;
	us = ticks * 1000000 / clock->frequency;
	return us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}
