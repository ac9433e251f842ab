/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

void expect_arrival(const struct cpu *cpu, const char *run, size_t number)
{
	if (!cpu->arrived)
		fail_msg("%s %zu: %s", run, number, cpu->error);
	assert_int_equal(cpu->vbar, CPU_VBAR);
	assert_int_equal(cpu->daif, CPU_DAIF_ALL);
	assert_int_equal(cpu->registers[0], CPU_ARGUMENT(0));
	assert_int_equal(cpu->ram_changes, 0);
	assert_false(cpu->serror_pending);
}

bool expect_says(const struct cpu *cpu, const char *base, const char *text)
{
	const char *line = strstr(cpu->console, base);
	const char *end = line ? strchr(line, '\n') : NULL;
	const char *found = line ? strstr(line, text) : NULL;

	return found && end && found < end;
}

void expect_line(const struct cpu *cpu, const char *base, const char *text)
{
	if (!expect_says(cpu, base, text))
		fail_msg("no \"%s\" for %s in:\n%s", text, base, cpu->console);
}
