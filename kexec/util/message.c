/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/message.h"

#include <stdarg.h>
#include <stdio.h>

size_t message_escape(char byte, char ret_text[static MESSAGE_ESCAPE_SIZE])
{
	if (byte < ' ' || byte > '~')
		return (size_t)sprintf(ret_text, "\\x%02x",
				       (unsigned char)byte);
	ret_text[0] = byte;
	ret_text[1] = '\0';
	return 1;
}

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

	*out = '\0';
	for (in = raw; *in && end - out >= MESSAGE_ESCAPE_SIZE; in++)
		out += message_escape(*in, out);
	return -1;
}

int message_oom(struct message *message)
{
	return message_set(message, "out of memory");
}
