/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/iort-walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void iort_warn(struct iort_walk *walk, const char *format, ...)
{
	struct message *warning = &walk->warning;
	size_t used = strlen(warning->text);
	char text[128];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (strlen(text) + sizeof("; ") > sizeof(warning->text) - used)
		return;
	snprintf(warning->text + used, sizeof(warning->text) - used, "%s%s",
		 used ? "; " : "", text);
}
