/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "help.h"

#include <string.h>

#include "options.h"

#define HELP_INDENT	23

static void print_lines(FILE *out, const char *lines)
{
	while (*lines) {
		size_t size = strcspn(lines, "\n");

		fprintf(out, "%*s%.*s\n", HELP_INDENT, "", (int)size, lines);
		lines += size;
		lines += *lines == '\n';
	}
}

static void print_option(FILE *out, const struct our_option *option)
{
	fprintf(out, " --smmu-%s", option->name);
	if (option->value)
		fprintf(out, option->is_optional ? "[=%s]" : "=%s",
			option->value);
	fputc('\n', out);
	print_lines(out, option->help);
}

void help_print(FILE *out)
{
	const struct our_option *option;

	fputs("\nOptions of kexec-smmu:\n", out);
	for (option = our_options; option->name; option++)
		if (option->take)
			print_option(out, option);
}

void help_version(FILE *out)
{
	fputs(PACKAGE_STRING "\n", out);
}
