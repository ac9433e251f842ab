/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#ifndef PLATFORM_GIC_H
#define PLATFORM_GIC_H

/*
 * A call for stage_guarded(): clear the latched interrupts of SMMUs that are
 * done; jobs and header are the whole plan's. Call it when all jobs have ended,
 * since asserted interrupts are latched again. It writes nothing about
 * interrupts of other SMMUs or devices, and nothing at all if there is no
 * distributor of that version.
 */
#pragma GCC visibility push(hidden)
void gic_clear(void *jobs, const void *header);
#pragma GCC visibility pop

#endif
