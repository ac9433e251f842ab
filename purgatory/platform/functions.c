/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/functions.h"

#include "platform/report.h"

/* In the order of enum function_state, each with its zero byte. */
static const char state_names[] =
	"untouched\0transactions are pending\0\0writes are ignored\0gone\0"
	"another device\0faulted";

void functions_report(struct console *console,
		      const struct smmu_plan_function *functions,
		      const struct function_record *records,
		      uint32_t count)
{
	uint64_t counts[] = {
		count, (uintptr_t)(count == 1 ? "" : "s"), 0,
	};
	uint32_t i;

	if (!count)
		return;
	for (i = 0; i < count; i++)
		counts[2] += records[i].state == FUNCTION_STOPPED;
	console_line(console, "%u PCI function%s listed at load, %u stopped\n",
		     counts);
	for (i = 0; i < count; i++) {
		const struct smmu_plan_function *function = &functions[i];
		const uint64_t values[] = {
			function->segment >> 8, function->segment & 0xff,
			function->id >> 8, function->id >> 3 & 0x1f,
			function->id & 7,
			report_name(state_names, records[i].state),
		};

		if (records[i].state != FUNCTION_STOPPED)
			console_line(console, "%h%h:%h:%h.%u not stopped: %s\n",
				     values);
	}
}
