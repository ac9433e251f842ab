/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "util/message.h"

void say(const char *format, ...)
{
	int saved_errno = errno;
	struct message message;
	char raw[sizeof(message.text)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(raw, sizeof(raw), format, ap);
	va_end(ap);
	message_set(&message, "%s", raw);
	fprintf(stderr, "kexec-smmu: %s\n", message.text);
	errno = saved_errno;
}
