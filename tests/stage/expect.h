/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is expected of a run of the stage, whatever the SMMUs do. */
#ifndef EXPECT_H
#define EXPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/cpu.h"

/* It arrives, with the processor and the memory as they came; run: its name. */
void expect_arrival(const struct cpu *cpu, const char *run, size_t number);

/* Has the console's line on the SMMU at that base, as it is printed, a text? */
bool expect_says(const struct cpu *cpu, const char *base, const char *text);
void expect_line(const struct cpu *cpu, const char *base, const char *text);

#endif
