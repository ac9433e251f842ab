/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees that are well-formed, but whose contents make no sense. */
#ifndef CORRUPT_DTS_TREES_H
#define CORRUPT_DTS_TREES_H

#include "make/corrupt-dts.h"

struct corrupt_dts_tree {
	const char *name;
	size_t count;		/* variants */
	enum corrupt_dts_result result;
	uint8_t *(*make)(size_t variant, size_t *ret_size);
};

/* Ended by one without make. */
extern const struct corrupt_dts_tree corrupt_dts_trees[];

/* A valid tree: a bus, SMMUs, a reserved region. To be freed. */
uint8_t *corrupt_dts_trees_good(size_t *ret_size);

#endif
