/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/number.h"

#include <stdbool.h>

unsigned int number_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned int)(byte - '0');
	if (byte >= 'a' && byte <= 'f')
		return (unsigned int)(byte - 'a') + 10;
	if (byte >= 'A' && byte <= 'F')
		return (unsigned int)(byte - 'A') + 10;
	return 16;
}

static int read_digits(const char *text, size_t size, unsigned int base,
		       uint64_t *ret_value)
{
	uint64_t value = 0;
	bool fits = true;
	size_t i;

	if (!size)
		return NUMBER_E_DIGITS;
	for (i = 0; i < size; i++) {
		unsigned int next = number_digit(text[i]);

		if (next >= base)
			return NUMBER_E_DIGITS;
		fits &= value <= (UINT64_MAX - next) / base;
		value = value * base + next;
	}
	if (!fits)
		return NUMBER_E_RANGE;
	*ret_value = value;
	return NUMBER_OK;
}

static bool has_prefix(const char *text, size_t size)
{
	return size >= 2 && text[0] == '0' && text[1] == 'x';
}

int number_read_hex(const char *text, size_t size, uint64_t *ret_value)
{
	if (!has_prefix(text, size))
		return NUMBER_E_DIGITS;
	return read_digits(text + 2, size - 2, 16, ret_value);
}

int number_read(const char *text, size_t size, uint64_t *ret_value)
{
	if (has_prefix(text, size))
		return number_read_hex(text, size, ret_value);
	return read_digits(text, size, 10, ret_value);
}
