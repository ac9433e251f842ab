/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Helpers for every file that the C library lacks. */
#ifndef UTIL_MACROS_H
#define UTIL_MACROS_H

#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* Ignoring the result is a build error. */
#define _must_check_		__attribute__((warn_unused_result))

/* These parameters, counted from 1, are never NULL. */
#define _nonnull_(...)		__attribute__((nonnull(__VA_ARGS__)))

static inline bool streq(const char *left, const char *right)
{
	return strcmp(left, right) == 0;
}

static inline bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

#endif
