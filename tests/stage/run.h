/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tests of the stage itself share: runs with one SMMUv3 that translates
 * at first, and is to abort.
 */
#ifndef STAGE_RUN_H
#define STAGE_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "model/cpu.h"

#define STAGE_RUN_BASE	UINT64_C(0x09050000)
#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

extern uint8_t *stage;
extern size_t stage_size;
extern struct cpu cpu;
extern struct smmu_v3_model smmu;

/* Before each test, or run of a test. */
int set_up(void **state);

/* Run, and fail the test for what is wrong in any run. */
void start(void);

/* And in any run from which the stage goes on. */
void run(void);

/* On the console, and of the SMMU. */
void expect(const char *text);
void expect_abort(void);

/* Ticks of the counter in the plan's time-out. */
uint64_t timeout_ticks(void);

#endif
