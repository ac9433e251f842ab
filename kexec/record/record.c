/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "record/record.h"

#include <stdbool.h>
#include <string.h>

const char *record_name(enum kernel_image image)
{
	return image == KERNEL_CRASH ? "crash" : "normal";
}

/* Every line has a key and a value; only the last line is "end". */
static bool has_lines(const char *text, const char *end)
{
	const char *line, *space, *next;

	for (line = text; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			return false;
		next++;
		space = memchr(line, ' ', (size_t)(next - line));
		if (!space || space == line)
			return false;
	}
	return true;
}

enum record_kind record_kind(const char *text, size_t size)
{
	const size_t head = strlen(RECORD_FIRST_LINE);
	const size_t tail = strlen(RECORD_LAST_LINE);
	size_t i;

	if (size == 0)
		return RECORD_OPEN;
	if (text[0] == RECORD_MARK || text[size - 1] == RECORD_MARK)
		return RECORD_MARKED;
	for (i = 0; i < size; i++)
		if ((text[i] < ' ' || text[i] > '~') && text[i] != '\n')
			return RECORD_CORRUPT;
	if (size < head + tail || size > RECORD_SIZE_MAX ||
	    memcmp(text, RECORD_FIRST_LINE, head) != 0 ||
	    memcmp(text + size - tail, RECORD_LAST_LINE, tail) != 0 ||
	    !has_lines(text + head, text + size - tail))
		return RECORD_CORRUPT;
	return RECORD_WHOLE;
}

const char *record_next(const char *at, const char *key, size_t *ret_size)
{
	size_t length = strlen(key);

	while ((at = strchr(at, '\n'))) {
		at++;
		if (strncmp(at, key, length) == 0 && at[length] == ' ') {
			at += length + 1;
			*ret_size = strcspn(at, "\n");
			return at;
		}
	}
	return NULL;
}
