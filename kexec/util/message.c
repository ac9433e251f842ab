/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/message.h"

#include <stdio.h>

int message_set(struct message *message, const char *format, ...)
{
	char raw[sizeof(message->text)];
	char *out = message->text;
	const char *end = out + sizeof(message->text);
	const char *in;
	va_list ap;

	va_start(ap, format);
	vsnprintf(raw, sizeof(raw), format, ap);
	va_end(ap);

	for (in = raw; *in && end - out > 4; in++) {
		if (*in >= ' ' && *in <= '~')
			*out++ = *in;
		else
			out += sprintf(out, "\\x%02x", (unsigned char)*in);
	}
	*out = '\0';
	return -1;
}

int message_oom(struct message *message)
{
	return message_set(message, "out of memory");
}
