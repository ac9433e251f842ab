/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/offenders.h"

#include <stddef.h>

#include "platform/report.h"

/* By enum watch_way: of the record's first and last. */
static const char way_texts[] =
	": used\0: read %x..%x\0: wrote %x..%x";
static const char failure_names[] =	/* enum watch_failure */
	"\0ATS\0preset\0given up";

/* A hexadecimal number with 0x in front, and the blank behind it. */
static uint64_t take_number(struct names *names)
{
	uint64_t value = 0;

	for (names->text += 2; *names->text != ' '; names->text++)
		value = value << 4 | ((*names->text & 0xfu) +
				      9u * ((uint8_t)*names->text >> 6));
	names->text++;
	return value;
}

const char *offenders_name(struct names *names, uint64_t base, uint64_t stream)
{
	while (names->text < names->end) {
		bool found = take_number(names) == base;
		const char *name;

		found &= take_number(names) == stream;
		name = names->text;
		while (*names->text++ != '\n')
			;
		if (found)
			return name;
	}
	return NULL;
}

static void report_record(struct console *console,
			  const struct smmu_plan_entry *entry,
			  const struct watch_record *record,
			  struct names names)
{
	uint64_t values[] = {
		entry->base, record->stream, record->count,
		(entry->watch_us + 999) / 1000,
	};
	const char *between = " %l";

	console_line(console, "%x StreamID %x", values);
	for (;;) {
		values[0] = (uintptr_t)offenders_name(&names, entry->base,
						      record->stream);
		if (!values[0])
			break;
		console_print(console, between, values);
		between = " | %l";
	}
	console_print(console, (const char *)(uintptr_t)
		      report_name(way_texts, record->way), &record->first);
	console_print(console, ", at least %u times in %u ms\n", values + 2);
}

void offenders_report(struct console *console,
		      const struct smmu_plan_entry *entries,
		      const struct job *jobs, uint32_t count,
		      const struct watch_record *records,
		      const struct names *names)
{
	for (; records->count; records++)
		report_record(console, &entries[records->smmu], records,
			      *names);
	for (; count; count--, entries++, jobs++) {
		const uint64_t values[] = {
			entries->base, report_name(failure_names, jobs->watch),
		};

		if (jobs->lost)
			console_line(console, "%x and others: records were lost\n",
				     values);
		if (jobs->watch)
			console_line(console, "%x not watched: %s\n", values);
	}
}
