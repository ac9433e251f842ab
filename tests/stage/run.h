/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the tests of the stage: runs with one SMMUv3 that translates at
 * first and is to abort.
 */
#ifndef RUN_H
#define RUN_H

#include <stddef.h>
#include <stdint.h>

#include "model/cpu.h"

#define RUN_BASE	UINT64_C(0x09050000)

extern uint8_t *run_stage;
extern size_t run_stage_size;
extern struct cpu run_cpu;
extern struct smmu_v3_model run_smmu;

/* Before each test, or run of a test. */
int run_set_up(void **state);

/* Run, and fail the test for what is wrong in any run. */
void run_start(void);

/* And in any run from which the stage goes on. */
void run(void);

/* On the console, and of the SMMU. */
void run_expect(const char *text);
void run_expect_abort(void);

/* Ticks of the counter in the plan's time-out. */
uint64_t run_timeout_ticks(void);

#endif
