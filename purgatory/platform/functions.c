/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/functions.h"

#include <stdbool.h>
#include <stddef.h>

#include "platform/report.h"

/* In the order of enum function_state, each with its zero byte. */
static const char state_names[] =
	"untouched\0transactions are pending\0\0writes are ignored\0gone\0"
	"another device\0faulted\0not ready\0\0silent\0writes";
static const char held_names[] =	/* enum held; of a function none */
	"\0in use\0records were lost\0not fenced\0not quiet\0"
	"unlisted masters\0";

/* In a line that is about it, or ends with it. */
static void print_name(struct console *console,
		       const struct smmu_plan_function *function)
{
	const uint64_t values[] = {
		function->segment >> 8, function->segment & 0xff,
		function->id >> 8, function->id >> 3 & 0x1f,
		function->id & 7,
	};

	console_print(console, "%h%h:%h:%h.%u", values);
}

void functions_report(struct console *console,
		      const struct smmu_plan_function *functions,
		      const struct function_record *records,
		      uint32_t count)
{
	uint64_t counts[] = {
		count, (uintptr_t)(count == 1 ? "" : "s"), 0, 0
	};
	uint32_t i;

	if (!count)
		return;
	for (i = 0; i < count; i++) {
		counts[3] += records[i].state == FUNCTION_RESET;
		counts[2] += records[i].state == FUNCTION_STOPPED ||
			     records[i].state == FUNCTION_SILENT;
	}
	counts[2] += counts[3];
	console_line(console, "%u PCI function%s listed at load, "
		      "%u stopped", counts);
	if (counts[3])
		console_print(console, ", %u reset", counts + 3);
	console_print(console, "\n", NULL);
	for (i = 0; i < count; i++) {
		uint32_t state = records[i].state;
		bool silent = state == FUNCTION_SILENT;
		const uint64_t values[] = {
			(uintptr_t)(silent ? "reset" : "stopped"),
			report_name(state_names, state),
		};

		if (state == FUNCTION_STOPPED || state == FUNCTION_RESET ||
		    (silent && (functions[i].flags &
				SMMU_PLAN_FUNCTION_SILENT_OK)))
			continue;
		console_line(console, "", NULL);
		print_name(console, &functions[i]);
		console_print(console, " not %s: %s\n", values);
	}
}

void functions_held(struct console *console,
		    const struct smmu_plan_entry *entry, uint32_t held,
		    const struct smmu_plan_function *functions)
{
	const uint64_t values[] = {
		entry->base,
		report_name(held_names, held < HELD_FUNCTION ? held :
						HELD_FUNCTION),
	};

	if (held == HELD_NOT)
		return;
	console_line(console, "%x not opened: %s", values);
	if (held >= HELD_FUNCTION)
		print_name(console, &functions[held - HELD_FUNCTION]);
	console_print(console, "\n", NULL);
}
