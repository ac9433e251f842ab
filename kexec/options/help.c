/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "options/help.h"

#include <string.h>

#include "options/options.h"

#define HELP_INDENT	23

void help_form(FILE *out, const char *prefix, const struct setting_form *form)
{
	const char *lines = form->help;

	fprintf(out, " %s%s", prefix, form->name);
	if (form->value)
		fprintf(out, form->is_optional ? "[=%s]" : "=%s",
			form->value);
	fputc('\n', out);
	while (*lines) {
		size_t size = strcspn(lines, "\n");

		fprintf(out, "%*s%.*s\n", HELP_INDENT, "", (int)size, lines);
		lines += size;
		lines += *lines == '\n';
	}
}

void help_contact(FILE *out)
{
	static const char report_to[] = REPORT_TO, homepage[] = HOMEPAGE;

	if (*report_to != 0 || *homepage != 0)
		fputc('\n', out);
	if (*report_to)
		fprintf(out, "Report problems to %s.\n", report_to);
	if (*homepage)
		fprintf(out, "Home page: %s\n", homepage);
}

static const char which_policy[] = "\n"
	"Which policy?\n"
	" abort    Linux, as the next or the crash kernel: DMA is refused until its\n"
	"          own driver takes over\n"
	" drain    a crash kernel where firmware escalates PCIe errors: devices are\n"
	"          stopped, then refused\n"
	" quiesce  a bootloader, which needs DMA and drives no SMMU: devices are reset\n"
	"          under a fence, which opens where all of them are silent\n"
	" bypass   the same, where the fence must open in any case: DMA passes\n"
	" keep     a kernel that adopts the translation tables\n"
	" auto     whichever of abort, drain and quiesce is right for the image\n";

/* Entries without help are for a later version. */
void help_print(FILE *out)
{
	const struct setting_form *form;
	const struct setting *setting;

	fputs("\nOptions of kexec-smmu:\n", out);
	for (setting = settings_table; setting->form.name; setting++)
		if (setting->form.help)
			help_form(out, "--smmu-", &setting->form);
	for (form = options_forms; form->name; form++)
		if (form->help)
			help_form(out, "--smmu-", form);
	fputs(which_policy, out);
	help_contact(out);
}

void help_version(FILE *out)
{
	fputs(PACKAGE_STRING "\n", out);
}
