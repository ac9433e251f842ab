/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees that are whole, but say what none should. */
#ifndef MALFORMED_TREES_H
#define MALFORMED_TREES_H

#include "make/corrupt-dts.h"

struct malformed_tree {
	const char *name;
	size_t count;		/* variants */
	enum malformed_result result;
	uint8_t *(*make)(size_t variant, size_t *ret_size);
};

/* Ended by one without make. */
extern const struct malformed_tree malformed_trees[];

/* A tree that is good: a bus, SMMUs, a reserved region. To be freed. */
uint8_t *tree_typical(size_t *ret_size);

#endif
