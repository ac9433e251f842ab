/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef PLATFORM_GIC_H
#define PLATFORM_GIC_H

/*
 * A call for stage_guarded(): clear what the distributor has latched of the
 * interrupts of SMMUs that are done; jobs and header are the whole plan's. When
 * all jobs have ended: what is asserted is latched again. Nothing is written of
 * other SMMUs' interrupts, or other devices', and nothing at all where there
 * is no distributor of that version.
 */
#pragma GCC visibility push(hidden)
void gic_clear(void *jobs, const void *header);
#pragma GCC visibility pop

#endif
