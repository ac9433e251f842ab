/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/json.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The character at text, and how many bytes it has; U+FFFD and one byte where
 * they are no UTF-8. The string's end is no continuation byte, so no read
 * goes beyond it.
 */
static uint32_t utf8_read(const unsigned char *text, size_t *ret_size)
{
	static const uint32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };
	size_t more = text[0] >= 0xf0 ? 3 : text[0] >= 0xe0 ? 2 : 1;
	uint32_t code = text[0];
	size_t i;

	*ret_size = 1;
	if (code < 0x80)
		return code;
	if (code < 0xc0 || code > 0xf4)
		return 0xfffd;
	code &= 0x3fu >> more;
	for (i = 1; i <= more; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0xfffd;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < smallest[more] || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return 0xfffd;
	*ret_size = more + 1;
	return code;
}

static void put_character(FILE *out, uint32_t code)
{
	if (code == '"' || code == '\\') {
		fprintf(out, "\\%c", (int)code);
	} else if (code >= ' ' && code <= '~') {
		putc((int)code, out);
	} else if (code < 0x10000) {
		fprintf(out, "\\u%04x", (unsigned int)code);
	} else {
		code -= 0x10000;
		fprintf(out, "\\u%04x\\u%04x", 0xd800u | code >> 10,
			0xdc00u | (code & 0x3ff));
	}
}

void json_string(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t size;

	if (!text) {
		fputs("null", out);
		return;
	}
	putc('"', out);
	for (; *at; at += size) {
		/* Bytes that stand for themselves go out at once. */
		for (size = 0; at[size] >= ' ' && at[size] <= '~' &&
			       at[size] != '"' && at[size] != '\\'; size++)
			;
		if (size)
			fwrite(at, 1, size, out);
		else
			put_character(out, utf8_read(at, &size));
	}
	putc('"', out);
}
