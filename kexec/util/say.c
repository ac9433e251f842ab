/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "util/message.h"

static const char *speaker = "kexec-smmu";

void say_as(const char *program)
{
	speaker = program;
}

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
	fprintf(stderr, "%s: %s\n", speaker, message.text);
	errno = saved_errno;
}
