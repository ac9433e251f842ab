/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables that are wrong, each in one way, and the expected result. */
#ifndef CORRUPT_IORT_H
#define CORRUPT_IORT_H

#include <stdbool.h>

#include "make/table.h"

#define DAMAGE_PATCHES	3
#define TABLE		(-1)	/* these offsets are not a node's */

struct patch {
	unsigned int bytes;	/* 1, 2, 4 or 8; 0 ends the list */
	int node;		/* WHOLE_… or TABLE */
	size_t at;		/* from there */
	uint64_t value;
};

struct damage {
	const char *name;
	/* table_whole() is what is changed: by make, if it is there, then by */
	void (*make)(struct table *table);
	struct patch patches[DAMAGE_PATCHES];
	bool keep_sum;		/* else patches are followed by table_sum() */

	const char *error;	/* part of the line; NULL: there is a listing */
	size_t smmus;		/* how many it has */
	size_t regions;
	const char *warning;	/* part of its line; NULL: there is none */
};

/* The list, ended by one without a name. */
extern const struct damage corrupt_iort_list[];

/* By name; NULL for none. */
const struct damage *corrupt_iort_find(const char *name);

/* The table with that corruption; to be freed. */
void corrupt_iort_table(const struct damage *damage, struct table *table);

#endif
