/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions of the host, and what ends a run. */
#ifndef GUARD_H
#define GUARD_H

#include "model/cpu.h"

/* Call stage_main(); false if the run has ended in it: a reset, or error. */
bool guard_run(struct cpu *cpu, uint64_t *ret_next);

/* The run ends here, with that error. */
void __attribute__((noreturn)) guard_give_up(const char *error);

/* A synchronous exception is taken. */
void __attribute__((noreturn)) guard_abort(void);

/* Take an SError that is pending, unless they are masked. */
void guard_serror(void);

#endif
