/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OPTIONS_HELP_H
#define OPTIONS_HELP_H

#include <stdio.h>

#include "options/settings.h"

/* An option, spelled with the prefix, and its lines of help. */
void help_form(FILE *out, const char *prefix, const struct setting_form *form);

/* Where to report problems, and the home page, if configure was given them. */
void help_contact(FILE *out);

/* What --help and --version append to the output of kexec-tools. */
void help_print(FILE *out);
void help_version(FILE *out);

#endif
