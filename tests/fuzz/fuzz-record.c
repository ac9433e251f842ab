/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of loads, by libFuzzer.
 *
 * fuzz-sources: kexec/record/record.c
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = { "time", "boot", "smmu", "row" };
	char *text = malloc(size + 1);
	size_t i, length;

	demand(text);
	memcpy(text, data, size);
	text[size] = '\0';
	if (record_kind(text, size) == RECORD_WHOLE) {
		for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			const char *at = text;

			while ((at = record_next(at, keys[i], &length)))
				demand(at >= text && at + length < text + size &&
				       at[length] == '\n');
		}
	}
	free(text);
	return 0;
}
