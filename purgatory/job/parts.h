/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a stage has, as constants that its compiler is told. C and assembler
 * include it.
 */
#ifndef JOB_PARTS_H
#define JOB_PARTS_H

/* It looks for SMMUs itself, and has no watch. */
#ifndef STAGE_FINDER
#define STAGE_FINDER		0
#endif

/* drain and quiesce. A test builds a stage that has a watch, but not these. */
#ifndef STAGE_FUNCTIONS
#define STAGE_FUNCTIONS		(!STAGE_FINDER)
#endif

#endif
