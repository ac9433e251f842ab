/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every file may need, and the C library does not have. */
#ifndef UTIL_MACROS_H
#define UTIL_MACROS_H

#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* A caller that does not look at the result is an error of the build. */
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
