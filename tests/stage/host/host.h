/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host as the stage's processor: cpu_run() of model/cpu.h runs the stage's
 * own C natively, on the same devices. Exceptions end guarded calls, by
 * longjmp(). The assembly parts are missing: entry and exit are not
 * tested this way.
 */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>
#include <stdint.h>

#include "model/cpu.h"

#define HOST_LINE	64u	/* bytes of a cache line */
#define HOST_EVENTS_MAX	65536u

/* What the stage did to hardware and memory, in order. */
enum host_kind {
	HOST_READ,
	HOST_WRITE,
	HOST_BARRIER,
	HOST_CLEAN,	/* and invalidate, the line at an address */
	HOST_DROP,	/* invalidate alone */
};

struct host_event {
	enum host_kind kind;
	unsigned int size;
	uint64_t address, value;
};

struct host {
	struct cpu *cpu;		/* whose devices answer */
	uint64_t memory, memory_end;	/* of the host, to be accessed */
	bool has_crc32;			/* there is an instruction for it */
	struct host_event events[HOST_EVENTS_MAX];
	size_t event_count;		/* may exceed HOST_EVENTS_MAX */
};

extern struct host host;

/* For tests of parts: these devices answer, and nothing has happened. */
void host_start(struct cpu *cpu);

/* And accesses to this memory of the host's are its own. */
void host_memory(void *memory, size_t size);

#endif
