/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

void words_split(char *text, char *ret_argv[static WORDS_MAX])
{
	size_t count = 0;
	char *word;

	for (word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		assert_true(count < WORDS_MAX - 1);
		if (strcmp(word, "_") == 0)
			*word = '\0';
		ret_argv[count++] = word;
	}
	ret_argv[count] = NULL;
}
