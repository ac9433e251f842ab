/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as users write them. Pure. */
#ifndef UTIL_NUMBER_H
#define UTIL_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"

/* Errors of this header, negative. */
enum {
	NUMBER_OK = 0,
	NUMBER_E_DIGITS = -1,	/* none, or something that is not a digit */
	NUMBER_E_RANGE = -2,	/* more than 64 bits */
};

/* The value of a digit of any base up to 16, 16 for anything else. */
unsigned int number_digit(char byte);

/*
 * Read the number text[0, size), all of it: 0x and hex digits; number_read()
 * takes decimal digits as well.
 */
int number_read_hex(const char *text, size_t size, uint64_t *ret_value)
	_must_check_;
int number_read(const char *text, size_t size, uint64_t *ret_value)
	_must_check_;

#endif
