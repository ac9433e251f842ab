/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/host/guard.h"

#include <setjmp.h>
#include <stdio.h>

#include "io.h"
#include "smmu-plan.h"
#include "stage/host/host.h"
#include "start/entry.h"

/* PSCI, Arm DEN 0022. */
#define PSCI_SYSTEM_RESET	0x84000009u

static jmp_buf guard, end;
static bool guarded;	/* SErrors are unmasked then */

void guard_give_up(const char *error)
{
	snprintf(host.cpu->error, sizeof(host.cpu->error), "%s", error);
	longjmp(end, 1);
}

void guard_abort(void)
{
	host.cpu->exceptions++;
	if (!guarded)
		guard_give_up("an exception outside of a guarded call");
	guarded = false;
	longjmp(guard, 1);
}

void guard_serror(void)
{
	if (!guarded || !host.cpu->serror_pending)
		return;
	host.cpu->serror_pending = false;
	guard_abort();
}

unsigned int stage_guarded(void (*call)(void *a, const void *b), void *a,
			   const void *b)
{
	if (setjmp(guard)) {
		stage_drain();
		return 1;
	}
	guarded = true;
	guard_serror();
	call(a, b);
	io_barrier();
	guarded = false;
	return 0;
}

void stage_drain(void)
{
	io_barrier();
	if (!host.cpu->serror_pending)
		return;
	host.cpu->serror_pending = false;
	host.cpu->exceptions++;
}

void stage_psci_reset(void *conduit, const void *unused)
{
	struct cpu *cpu = host.cpu;

	(void)unused;
	cpu->calls[(uintptr_t)conduit != SMMU_PLAN_CONDUIT_HVC] =
		PSCI_SYSTEM_RESET;
	cpu->call_count++;
	if (cpu->psci == CPU_PSCI_NONE)
		guard_abort();
	cpu->reset = cpu->psci == CPU_PSCI_RESETS;
	if (cpu->reset)
		longjmp(end, 1);
}

bool guard_run(struct cpu *cpu, uint64_t *ret_next)
{
	guarded = false;
	host_start(cpu);
	if (setjmp(end))
		return false;
	stage_drain();
	*ret_next = stage_main();
	stage_drain();
	return true;
}
