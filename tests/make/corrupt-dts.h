/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inputs that are no good device tree, each with what is to become of it. */
#ifndef MALFORMED_H
#define MALFORMED_H

#include <stddef.h>
#include <stdint.h>

enum malformed_result {
	MALFORMED_REFUSED,	/* one clear line */
	MALFORMED_LISTED,	/* a listing */
};

struct malformed {
	char name[64];
	enum malformed_result result;
	uint8_t *bytes;		/* an exactly sized heap block */
	size_t size;
};

typedef void (*malformed_take)(const struct malformed *malformed, void *context);

/* Make one after the other, and hand each to take(). Returns how many. */
size_t malformed_each(malformed_take take, void *context);

#endif
