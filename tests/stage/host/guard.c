/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/host/guard.h"

#include <setjmp.h>
#include <stdio.h>

#include "io.h"
#include "model/cpu-bus.h"
#include "smmu-plan.h"
#include "stage/host/host.h"
#include "start/entry.h"

/* PSCI, Arm DEN 0022. */
#define PSCI_SYSTEM_RESET	0x84000009u
#define DRAIN_MAX	16	/* as in guard.S */

static jmp_buf guard, end;
static bool guarded;
static bool unmasked;	/* SErrors */

void guard_give_up(const char *error)
{
	snprintf(host.cpu->error, sizeof(host.cpu->error), "%s", error);
	longjmp(end, 1);
}

static void __attribute__((noreturn)) end_call(int ended)
{
	host.cpu->exceptions++;
	if (!guarded)
		guard_give_up("an exception outside of a guarded call");
	guarded = unmasked = false;
	longjmp(guard, ended);
}

void guard_abort(void)
{
	end_call(GUARD_FAULT);
}

void guard_serror(void)
{
	if (!unmasked || !host.cpu->serror_pending)
		return;
	cpu_bus_serror_taken(host.cpu);
	stage_context.serrors++;
	end_call(GUARD_SERROR);
}

static unsigned int run_guarded(void (*call)(void *a, const void *b), void *a,
				const void *b, bool masked)
{
	int ended = setjmp(guard);

	if (ended) {
		stage_drain();
		return (unsigned int)ended;
	}
	guarded = true;
	unmasked = !masked;
	guard_serror();
	call(a, b);
	io_barrier();
	guarded = unmasked = false;
	return GUARD_DONE;
}

unsigned int stage_guarded(void (*call)(void *a, const void *b), void *a,
			   const void *b)
{
	return run_guarded(call, a, b, /* masked= */ false);
}

unsigned int stage_guarded_masked(void (*call)(void *a, const void *b),
				  void *a, const void *b)
{
	return run_guarded(call, a, b, /* masked= */ true);
}

void stage_drain(void)
{
	int i;

	for (i = 0; i < DRAIN_MAX; i++) {
		io_barrier();
		if (!host.cpu->serror_pending)
			return;
		cpu_bus_serror_taken(host.cpu);
		host.cpu->exceptions++;
		stage_context.serrors++;
	}
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
	guarded = unmasked = false;
	host_start(cpu);
	if (setjmp(end))
		return false;
	stage_drain();
	*ret_next = stage_main();
	stage_drain();
	return true;
}
