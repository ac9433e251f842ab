/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inputs that are not a valid device tree, each with the expected result. */
#ifndef CORRUPT_DTS_H
#define CORRUPT_DTS_H

#include <stddef.h>
#include <stdint.h>

enum corrupt_dts_result {
	CORRUPT_DTS_REFUSED,	/* one clear line */
	CORRUPT_DTS_LISTED,	/* a listing */
};

struct corrupt_dts {
	char name[64];
	enum corrupt_dts_result result;
	uint8_t *bytes;		/* an exactly sized heap block */
	size_t size;
};

typedef void (*corrupt_dts_take)(const struct corrupt_dts *malformed,
				 void *context);

/* Make one after the other, and hand each to take(). Returns how many. */
size_t corrupt_dts_each(corrupt_dts_take take, void *context);

#endif
